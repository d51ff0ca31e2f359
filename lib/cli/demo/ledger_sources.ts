import type { ConsumedRecord, TopicPartitionOffset } from "../../kafka/mod.ts";
import type { Origin, SentMark } from "./ledger_reading.ts";

/** What one producer of the run says of its sends; sequences count from 0. */
export interface ProducerTally {
  readonly producer: string;
  /** How many sequences were handed out: 0 to `sent − 1`. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Sequences that are definitely not in the log. */
  readonly failed: readonly number[];
  /** Sequences that may be in the log. */
  readonly uncertain: readonly number[];
}

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
