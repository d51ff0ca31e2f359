import type { Clock, Logger } from "../core/mod.ts";
import type { Generation, TopicPartition } from "../kafka/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import type { ManyOptions } from "./many_calls.ts";
import type { OffsetTracker } from "./offset_tracker.ts";
import type { Processor } from "./record_processor.ts";
import type { Slots } from "./slots.ts";

/** What all workers of a consumer share. */
export interface WorkerParts {
  readonly processor: Processor;
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly maxQueuedRecords: number;
  readonly maxQueuedBytes: number;
  readonly maxHandlerMs: number;
  /** Handles waiting records together; without it each is handled alone. */
  readonly many: ManyOptions | undefined;
  /** Places for workers that work at the same time; without it all may. */
  readonly slots: Slots | undefined;
  /**
   * Commits before records are handled, so many at a time; without it what is finished is committed
   * by the by.
   */
  readonly commitFirst: CommitFirst | undefined;
  /** Records are finished: it may be time for a commit. */
  readonly onFinished: (count: number) => void;
}

/** How a worker commits before it handles. */
export interface CommitFirst {
  /** Records that are committed together, and lost together. */
  readonly maxRecords: number;
  /** Resolves when what is finished by the tracker is committed. @throws the signal's reason */
  commit(tracker: OffsetTracker, signal: AbortSignal): Promise<void>;
}

/** What a worker works with. */
export interface PartitionWorkerOptions extends TopicPartition, WorkerParts {
  readonly generation: Generation;
  /** The first offset to read. */
  readonly tracker: OffsetTracker;
  /** Work of an earlier owner of the partition in this process, which ends first. */
  readonly after: Promise<void> | undefined;
  /** Fetching should stop, or go on. */
  readonly onPause: (isPaused: boolean) => void;
  /** The worker can't go on. */
  readonly onFailed: (error: unknown) => void;
}
