import { waitFor } from "../../lib/core/mod.ts";
import type { Outcome } from "../../lib/workshop/mod.ts";
import type { Desk } from "./shop.ts";

/** How a batch ended whose end of the transaction was held back. */
export interface HeldEnd {
  readonly outcome: Outcome;
  /** It was done before the brokers had heard of the end. */
  readonly early: boolean;
  /** What was done to the request, in words. */
  readonly fault: string;
}

/** Holds the end of a transaction back until the process that works in it can only wait for it. */
export async function withEndHeld(
  { faults, subject }: Desk,
  work: () => Promise<Outcome>,
): Promise<HeldEnd> {
  const held = faults.holdRequests("EndTxn");
  let settled = false;
  const working = work();
  working.catch(() => {}).finally(() => settled = true);
  await waitFor(() => settled || held.fired > 0, { what: held.description, intervalMs: 1 });
  // Calls of nothing are answered behind a function that is done.
  await subject.outcomes("processBatch", []).catch(() => {});
  await subject.rest().catch(() => {});
  const early = settled;
  held.end();
  return { outcome: await working, early, fault: held.description };
}
