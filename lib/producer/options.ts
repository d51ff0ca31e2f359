import type { Clock, Logger, Meter, Random, Tracer } from "../core/mod.ts";
import type { Acks, Compression, ConsumedRecord } from "../kafka/mod.ts";
import type { Delivery } from "./delivery.ts";
import type { KeylessStrategy, PartitionFunction } from "./partitioners.ts";

/** How records are looked for in the log whose outcome is not known. */
export interface ReconcileUncertain {
  /**
   * Tells what makes a record known, before it is sent and when it is read: a header, the key, a
   * field of the payload. No two records of a partition may have the same.
   */
  readonly idOf: (record: Pick<ConsumedRecord, "key" | "value" | "headers">) => string | undefined;
  /**
   * How long an outcome waits for the next batch of its partition, which proves that nothing of the
   * uncertain one can still come, in milliseconds. @default {30000}
   */
  readonly timeoutMs?: number;
}

/** How a producer sends. */
export interface ProducerOptions {
  /** How many replicas must have a record before it counts. @default {"all"} */
  readonly acks?: Acks;
  /** How batches are compressed. @default {"none"} */
  readonly compression?: Compression;
  /** Lets the broker drop repeats (KIP-98); needs acks all. @default {acks is "all"} */
  readonly idempotent?: boolean;
  /** How long a batch that isn't full waits for more, in milliseconds. @default {5} */
  readonly lingerMs?: number;
  /** Size at which a batch is full, before compression, in bytes. @default {131072} */
  readonly maxBatchBytes?: number;
  /** Largest record that is tried, in bytes; the topic may allow less. @default {1048576} */
  readonly maxRecordBytes?: number;
  /**
   * Bytes of records that may be on their way. Beyond it records wait in line, as many bytes again;
   * beyond that they are refused with code `BUFFER_FULL`.
   *
   * @default {33554432}
   */
  readonly maxBufferedBytes?: number;
  /** Requests under way at once, over all partitions; a partition never has two. @default {16} */
  readonly maxInFlight?: number;
  /** Longest wait for one answer, in milliseconds. @default {30000} */
  readonly requestTimeoutMs?: number;
  /** How long a record is tried before it is given up, in milliseconds. @default {120000} */
  readonly deliveryTimeoutMs?: number;
  /** How long a topic that nobody knows is waited for, in milliseconds. @default {5000} */
  readonly topicTimeoutMs?: number;
  /** Delay before the first repeat, in milliseconds; it doubles up to a second. @default {50} */
  readonly retryBackoffMs?: number;
  /**
   * Looks in the log for what is uncertain before its outcome is told: what is there counts as
   * acknowledged, what can't come any more as failed with code `NOT_WRITTEN`, and only the rest stays
   * uncertain. Needs idempotence for anything to be told as not written; see `reconcile`. `flush()`
   * waits for such an outcome as for any other.
   *
   * @default {uncertain outcomes are told at once}
   */
  readonly reconcile?: ReconcileUncertain;
  /** Chooses partitions. @default {Java's: murmur2 of the key, else as `keyless` says} */
  readonly partitioner?: PartitionFunction;
  /** How records without a key are spread. @default {"sticky"} */
  readonly keyless?: KeylessStrategy;
  /** Hears of each record's one outcome, also where nobody looks at the promise. */
  readonly onDelivery?: (delivery: Delivery) => void;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its spans go: each record has one, `send TOPIC`, and carries it on. @default {nowhere} */
  readonly tracer?: Tracer;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** Where records without a key begin, and the jitter of repeats. @default {chance} */
  readonly random?: Random;
}
