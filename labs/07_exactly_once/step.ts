import type { ApiName } from "../../lib/protocol/mod.ts";

/** Where a process is killed: at a call of the bank, or at a request to the brokers. */
export type Step =
  | { readonly at: "charge"; readonly call: number; readonly side: "before" | "after" }
  | { readonly at: ApiName; readonly side: "before" | "after" };

/** The steps of a batch, in their order. */
export const STEPS: readonly Step[] = [
  { at: "charge", call: 2, side: "before" },
  { at: "charge", call: 2, side: "after" },
  { at: "Produce", side: "before" },
  { at: "Produce", side: "after" },
  { at: "TxnOffsetCommit", side: "before" },
  { at: "TxnOffsetCommit", side: "after" },
  { at: "EndTxn", side: "before" },
  { at: "EndTxn", side: "after" },
];

const WORDS: Readonly<Record<string, string>> = {
  Produce: "bills are written",
  TxnOffsetCommit: "the offset is added",
  EndTxn: "the commit",
};

/** A step in words. */
export function stepName(step: Step): string {
  const what = step.at === "charge" ? `charge ${step.call}` : WORDS[step.at] ?? step.at;
  return `${step.side} ${what}`;
}
