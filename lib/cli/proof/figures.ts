import { WorkshopError } from "../../core/mod.ts";
import type { DemoOutcome } from "../demo/run.ts";
import type { Figure } from "./proof.ts";

/** Lines of a bench as figures. @throws {WorkshopError} code `GOAL_MISSED` when one misses its goal */
export function reaching(
  lines: readonly string[],
  misses: (line: string) => boolean,
): readonly Figure[] {
  const missed = lines.filter(misses);
  if (missed.length === 0) return lines.map((value) => ({ what: "", value }));
  throw new WorkshopError(`A goal was missed: ${missed.join("; ")}`, { code: "GOAL_MISSED" });
}

/** Whether a line of the bench states a figure that misses the goal beside it. */
export function missesGoal(line: string): boolean {
  const [, figure, kind, goal] =
    /: ([\d.]+)(?: ms)? \(goal: (at least|under) ([\d.]+)/.exec(line) ?? [];
  if (kind === undefined) return false;
  return kind === "under" ? Number(figure) >= Number(goal) : Number(figure) < Number(goal);
}

/** What the ledger of a demo came to. */
export function ledgerFigures({ ledger, consumerRestarts }: DemoOutcome): Figure[] {
  const ledgers = ledger.accounts.flatMap(({ topics }) => topics);
  const sum = (pick: (each: (typeof ledgers)[number]) => number) =>
    ledgers.reduce((total, each) => total + pick(each), 0);
  return [
    { what: "sent, acknowledged", value: `${ledger.sent}, ${ledger.acknowledged}` },
    {
      what: "uncertain, of these in the log",
      value: `${ledger.uncertain}, ${sum((each) => each.uncertainInLog)}`,
    },
    {
      what: "in the log, lost, doubled",
      value: [
        sum((each) => each.inLog),
        sum((each) => each.lost),
        sum((each) => each.doubledInLog),
      ].join(", "),
    },
    {
      what: "stored, in the DLQ, left over",
      value: [
        sum((each) => each.stored),
        sum((each) => each.inDlq),
        sum((each) => each.leftOver),
      ].join(", "),
    },
    { what: "consumers started again", value: String(consumerRestarts) },
  ];
}

/** What a program printed last. */
export function lastLine(output: string): string {
  return output.trimEnd().split("\n").at(-1) ?? "";
}
