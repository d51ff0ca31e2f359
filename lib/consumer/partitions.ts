import { WorkshopError } from "../core/mod.ts";
import type {
  FetchedBatch,
  Generation,
  GroupSession,
  TopicPartition,
  TopicPartitionOffset,
} from "../kafka/mod.ts";
import { keyOf } from "./key_of.ts";
import { OffsetTracker } from "./offset_tracker.ts";
import { PartitionWorker } from "./partition_worker.ts";
import type { HoldReason } from "./work_gate.ts";
import type { WorkerParts } from "./worker_options.ts";

/** What the partitions of a consumer are worked on with. */
export interface PartitionsOptions extends WorkerParts {
  /** What brings the records. */
  readonly session: () => Pick<GroupSession, "pause" | "resume" | "seek">;
  /** A partition can't go on. */
  readonly onFailed: (error: unknown) => void;
}

/** The partitions that are a consumer's own, each with its worker, over all generations. */
export class Partitions {
  readonly #options: PartitionsOptions;
  readonly #workers = new Map<string, PartitionWorker>();
  /** Those that work no more on what they had, but whose last handler may still be running. */
  readonly #former = new Map<string, PartitionWorker>();
  /** Paused by whoever uses the consumer. */
  readonly #paused = new Set<string>();
  #generation: Generation | undefined;

  constructor(options: PartitionsOptions) {
    this.#options = options;
  }

  /** Those that are worked on. */
  get workers(): Iterable<PartitionWorker> {
    return this.#workers.values();
  }

  /** Keeps the workers whose work goes on where it was, and begins the others anew. */
  assign(generation: Generation): void {
    this.#generation = generation;
    const owned = new Set(generation.positions.map(keyOf));
    for (const [key, worker] of this.#workers) if (!owned.has(key)) this.#lose(key, worker);
    for (const key of this.#paused) if (!owned.has(key)) this.#paused.delete(key);
    for (const position of generation.positions) {
      const worker = this.#workers.get(keyOf(position));
      if (worker !== undefined && goesOn(worker, position.offset)) {
        worker.tracker.markCommitted(position.offset);
        this.#options.session().seek({ ...position, offset: worker.fetchNext });
        worker.goOnIn(generation);
      } else {
        this.#begin(position, generation, new OffsetTracker(position.offset));
      }
    }
  }

  #begin(place: TopicPartition, generation: Generation, tracker: OffsetTracker): void {
    const { topic, partition } = place;
    const key = keyOf(place);
    const current = this.#workers.get(key);
    if (current !== undefined) this.#lose(key, current);
    const former = this.#former.get(key);
    if (former?.isOverdue) {
      const message = "A partition stands still until a handler ends that had it before";
      this.#options.logger.log("WARN", message, { topic, partition });
    }
    const worker = new PartitionWorker({
      ...this.#options,
      topic,
      partition,
      generation,
      tracker,
      after: former?.done,
      onPause: (isPaused) => {
        const session = this.#options.session();
        if (isPaused) session.pause(topic, partition);
        else session.resume(topic, partition);
      },
    });
    this.#workers.set(key, worker);
    if (this.#paused.has(key)) worker.hold("paused");
  }

  #lose(key: string, worker: PartitionWorker): void {
    worker.stop(new DOMException(`Partition ${key} has gone to another member`, "AbortError"));
    this.#retire(key, worker);
  }

  #retire(key: string, worker: PartitionWorker): void {
    this.#workers.delete(key);
    this.#former.set(key, worker);
    void worker.done.then(() => {
      if (this.#former.get(key) === worker) this.#former.delete(key);
    });
  }

  /** Hands what was fetched to its worker. */
  add(batch: FetchedBatch): void {
    this.#workers.get(keyOf(batch))?.add(batch);
  }

  /** Nothing new begins until {@link release}. */
  hold(reason: HoldReason): void {
    for (const worker of this.#workers.values()) worker.hold(reason);
  }

  /** Undoes {@link hold}, for this reason. */
  release(reason: HoldReason): void {
    for (const worker of this.#workers.values()) worker.release(reason);
  }

  /** Resolves when no record is worked on that is worth waiting for. */
  async idle(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.idle()));
  }

  /** Begins no more records of these, and fetches none. */
  pause(places: readonly TopicPartition[]): void {
    for (const worker of this.#owned(places)) {
      this.#paused.add(keyOf(worker));
      worker.hold("paused");
    }
  }

  /** Undoes {@link pause}. */
  resume(places: readonly TopicPartition[]): void {
    for (const worker of this.#owned(places)) {
      this.#paused.delete(keyOf(worker));
      worker.release("paused");
    }
  }

  /** Goes on at another offset, once the record that is being worked on has ended. */
  seek(position: TopicPartitionOffset): void {
    const [worker] = this.#owned([position]);
    const generation = this.#generation;
    if (worker === undefined || generation === undefined) return;
    const session = this.#options.session();
    const holds = worker.holds;
    worker.leave();
    this.#retire(keyOf(position), worker);
    session.resume(position.topic, position.partition);
    session.seek(position);
    this.#begin(position, generation, new OffsetTracker(position.offset, { isCommitted: false }));
    for (const reason of holds) this.#workers.get(keyOf(position))!.hold(reason);
  }

  #owned(places: readonly TopicPartition[]): PartitionWorker[] {
    return places.map((place) => {
      const worker = this.#workers.get(keyOf(place));
      if (worker !== undefined) return worker;
      const { topic, partition } = place;
      throw new WorkshopError(
        `Partition ${topic}/${partition} is not this consumer's own: ask its assignment first`,
        { code: "NOT_ASSIGNED", topic, partition },
      );
    });
  }

  /** Ends the work on all of them. */
  stop(): void {
    for (const [key, worker] of [...this.#workers]) this.#lose(key, worker);
  }
}

/** Whether nobody else has worked on the partition: then what is queued and finished still holds. */
function goesOn({ tracker }: PartitionWorker, position: bigint): boolean {
  return position >= tracker.committed && position <= tracker.finishedUpTo;
}
