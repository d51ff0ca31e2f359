import type { ConsumedRecord, TopicPartitionOffset } from "../../kafka/mod.ts";
import type { TopicTally } from "../../systems/mod.ts";
import type { Origin, SentMark } from "./ledger_reading.ts";

/** What one producer of the run says of its sends to the topic of a ledger. */
export type ProducerTally = Omit<TopicTally, "topic">;

/** All that the ledger is made from: the log, the DLQ and the store, each read afresh. */
export interface LedgerSources {
  readonly tallies: readonly ProducerTally[];
  readonly log: AsyncIterable<ConsumedRecord>;
  readonly markOf: (record: ConsumedRecord) => SentMark | undefined;
  readonly deadLetters: AsyncIterable<Origin>;
  /**
   * In the order in which they were stored; `undefined` for consumers that keep no document for each
   * record: then what they have committed counts as done.
   */
  readonly stored: Iterable<Origin> | AsyncIterable<Origin> | undefined;
  readonly committed: readonly TopicPartitionOffset[];
  readonly inputLines: number | undefined;
  readonly blankLines: number;
  /** Lines of input that are no event: each is to be in the DLQ. */
  readonly rejectedLines: number;
  /** Whether a signal ended the run: then what is left over is no fault. */
  readonly interrupted: boolean;
}
