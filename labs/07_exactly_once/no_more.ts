import { waitFor } from "../../lib/core/mod.ts";
import type { ApiName } from "../../lib/protocol/mod.ts";
import type { WatchedTraffic } from "../../lib/workshop/mod.ts";
import type { Desk } from "./shop.ts";

/** What a process asks the brokers for on the way to the end of a transaction. */
const ON_THE_WAY: readonly ApiName[] = [
  "Metadata",
  "FindCoordinator",
  "AddPartitionsToTxn",
  "Produce",
  "AddOffsetsToTxn",
  "TxnOffsetCommit",
  "EndTxn",
];
/** So many looks in a row see nothing new: more than a producer lingers, or waits to ask again. */
const LOOKS = 25;

/** Waits until a process that is at work has ended its transaction, or does no more towards it. */
export async function doesNoMore(
  { subject, faults }: Desk,
  ends: WatchedTraffic,
  signal: AbortSignal,
): Promise<void> {
  using watches = new DisposableStack();
  const watched = ON_THE_WAY.map((api) => watches.use(faults.watch(api)));
  let [seen, looks] = [0, 0];
  await waitFor(async () => {
    await subject.rest();
    const all = watched.reduce((sum, { requests, answers }) => {
      return sum + requests.length + answers.length;
    }, 0);
    looks = all === seen ? looks + 1 : 0;
    seen = all;
    return ends.requests.length > 0 || looks >= LOOKS;
  }, { what: "the process to do no more", intervalMs: 5, signal });
}
