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

/** What a process asks the brokers for, from when it is watched on. */
export class Requests implements Disposable {
  readonly #watched: readonly WatchedTraffic[];

  /** Begins to watch. */
  constructor({ faults }: Desk) {
    this.#watched = ON_THE_WAY.map((api) => faults.watch(api));
  }

  /** How many there were. */
  get asked(): number {
    return this.#watched.reduce((sum, { requests }) => sum + requests.length, 0);
  }

  /** How many of them were answered. */
  get answered(): number {
    return this.#watched.reduce((sum, { answers }) => sum + answers.length, 0);
  }

  /** Ends the watching. */
  [Symbol.dispose](): void {
    for (const each of this.#watched) each[Symbol.dispose]();
  }
}

/** Waits until a process that is at work has ended its transaction, or does no more towards it. */
export async function doesNoMore(
  { subject }: Desk,
  { requests, ends, signal }: {
    readonly requests: Requests;
    readonly ends: WatchedTraffic;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  let [seen, looks] = [0, 0];
  await waitFor(async () => {
    await subject.rest();
    const { asked, answered } = requests;
    // Who waits for an answer goes on when it comes, however busy the machine is.
    looks = asked === seen && answered === asked ? looks + 1 : 0;
    seen = asked;
    return ends.requests.length > 0 || looks >= LOOKS;
  }, { what: "the process to do no more", intervalMs: 5, signal });
}
