import {
  backoffDelayMs,
  type Clock,
  type Logger,
  nullLogger,
  nullMeter,
  systemClock,
  withDeadline,
  type WorkshopError,
} from "../core/mod.ts";
import type {
  FetchedBatch,
  Generation,
  GroupSession,
  TopicPartition,
  TopicPartitionOffset,
} from "../kafka/mod.ts";
import { Committer } from "./committer.ts";
import { ConsumerMeter } from "./consumer_meter.ts";
import { createProcessor } from "./create_processor.ts";
import { ProcessSpans } from "./process_spans.ts";
import type { OffsetTracker } from "./offset_tracker.ts";
import type { WorkOptions } from "./options.ts";
import { Partitions } from "./partitions.ts";
import { ListenerCalls, type RebalanceListener } from "./rebalance_listener.ts";
import type { RetryTopics, RetryTopicsOptions } from "./retry_topics.ts";
import type { MembershipView, RunningConsumer } from "./running_consumer.ts";
import { Slots } from "./slots.ts";
import type { ConsumerStatistics } from "./statistics.ts";

/** Of the time to stop in, what is kept for the last commit. */
const COMMITTING_MS = 1000;
/** Of the time to stop in, what is kept for leaving the group. */
const LEAVING_MS = 2000;
const COMMIT_BACKOFF = { baseMs: 100, maxMs: 2000 };
const MAX_HANDLER_MS = 300_000;

/** What a consumer needs of a session, of a group or without one. */
export type ConsumerSession =
  & Pick<GroupSession, "closed" | "pause" | "resume" | "seek" | "commit">
  & AsyncDisposable;

/** What a session tells a consumer. */
export interface SessionEvents {
  onBatch(batch: FetchedBatch): void;
  onAssigned(generation: Generation): void;
  onRevoking(): Promise<void>;
  onWarning(warning: WorkshopError): void;
}

/** What differs between the consumers. */
export interface ConsumerSetup extends WorkOptions, RebalanceListener {
  /** The group, for metrics and headers; or what stands for it. */
  readonly groupId: string;
  readonly retryTopics?: RetryTopicsOptions;
  /** The retry topics that were found. */
  readonly foundRetryTopics: RetryTopics | undefined;
  /** How long the work on partitions may still go on that are about to be given back. */
  readonly revokingMs: number;
  /** Where offsets go: to the session's group, to a function, or nowhere. */
  readonly commit:
    | "group"
    | ((offsets: readonly TopicPartitionOffset[]) => Promise<void>)
    | "never";
}

/** Brings what a session hands over to the workers of its partitions, and commits what they finish. */
export class Consumer implements RunningConsumer {
  readonly closed: Promise<void>;
  readonly #setup: ConsumerSetup;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #meter: ConsumerMeter;
  readonly #committer: Committer;
  readonly #partitions: Partitions;
  readonly #listener: ListenerCalls;
  readonly #end = Promise.withResolvers<void>();
  readonly #ending = new AbortController();
  /** What the session told before it was there itself. */
  readonly #early: (() => void)[] = [];
  #session: ConsumerSession | undefined;
  #generation: Generation | undefined;
  #stopping: Promise<ConsumerStatistics> | undefined;

  constructor(setup: ConsumerSetup) {
    const { logger = nullLogger, clock = systemClock, meter = nullMeter, groupId } = setup;
    const { maxHandlerMs = MAX_HANDLER_MS } = setup;
    this.#setup = setup;
    this.#logger = logger.child({ group: groupId });
    this.#clock = clock;
    this.#meter = new ConsumerMeter(meter, clock, groupId);
    this.#committer = this.#createCommitter();
    this.#partitions = this.#createPartitions(maxHandlerMs);
    this.#listener = new ListenerCalls({
      listener: setup,
      seek: (position) => this.seek(position),
      timeoutMs: maxHandlerMs,
      clock,
      logger: this.#logger,
    });
    this.closed = this.#end.promise;
    this.closed.catch(() => {});
  }

  #createCommitter(): Committer {
    const { commitEveryMessages = 100, commitEveryMs = 5000, commit } = this.#setup;
    return new Committer({
      everyMessages: commitEveryMessages,
      everyMs: commitEveryMs,
      generation: () => this.#generation?.signal.aborted ? undefined : this.#generation,
      partitions: () => this.#partitions.workers,
      commit: commit === "never" ? undefined : async (offsets, generation) => {
        await (commit === "group" ? this.#session!.commit(offsets, generation) : commit(offsets));
      },
      meter: this.#meter,
      logger: this.#logger,
      clock: this.#clock,
    });
  }

  #createPartitions(maxHandlerMs: number): Partitions {
    const { maxQueuedRecords = 1000, maxQueuedBytes = 4 * 1024 * 1024 } = this.#setup;
    const { commitEveryMessages = 100, delivery, maxConcurrentPartitions } = this.#setup;
    const { handleMany, maxRecordsAtOnce = 500, tracer, groupId } = this.#setup;
    const spans = tracer?.enabled ? new ProcessSpans(tracer, groupId) : undefined;
    return new Partitions({
      processor: createProcessor(this.#setup, {
        spans,
        meter: this.#meter,
        logger: this.#logger,
        clock: this.#clock,
        retryTopics: this.#setup.foundRetryTopics,
      }),
      meter: this.#meter,
      logger: this.#logger,
      clock: this.#clock,
      maxQueuedRecords,
      maxQueuedBytes,
      maxHandlerMs,
      many: handleMany === undefined ? undefined : {
        handler: spans?.many(handleMany, this.#clock) ?? handleMany,
        maxRecords: maxRecordsAtOnce,
        except: this.#setup.foundRetryTopics?.names ?? new Set(),
      },
      slots: maxConcurrentPartitions === undefined ? undefined : new Slots(maxConcurrentPartitions),
      commitFirst: delivery !== "at-most-once" ? undefined : {
        maxRecords: commitEveryMessages,
        commit: (tracker, signal) => this.#commitFirst(tracker, signal),
      },
      session: () => this.#session!,
      onFinished: (count) => this.#committer.finished(count),
      onFailed: (error) => this.#crash(error),
    });
  }

  /** Tries until what is about to be handled is committed; nothing is handled before. */
  async #commitFirst(tracker: OffsetTracker, signal: AbortSignal): Promise<void> {
    for (let attempt = 1;; attempt++) {
      if (tracker.toCommit !== undefined) await this.#committer.commitNow();
      signal.throwIfAborted();
      if (tracker.toCommit === undefined) return;
      await this.#clock.sleep(backoffDelayMs(attempt, COMMIT_BACKOFF), signal);
    }
  }

  /** Opens the session and begins to work with what it tells. */
  async open(open: (events: SessionEvents) => Promise<ConsumerSession>): Promise<void> {
    const session = await open({
      onBatch: (batch) => this.#told(() => this.#onBatch(batch)),
      onAssigned: (generation) => this.#told(() => this.#onAssigned(generation)),
      onRevoking: () => this.#onRevoking(),
      onWarning: (warning) => this.#onWarning(warning),
    });
    this.#session = session;
    for (const tell of this.#early.splice(0)) tell();
    session.closed.then(() => this.#end.resolve(), (error) => this.#crash(error));
    void this.#committer.runUntil(this.#ending.signal);
  }

  #told(tell: () => void): void {
    if (this.#session === undefined) this.#early.push(tell);
    else tell();
  }

  assignment(): readonly TopicPartition[] {
    return this.#generation?.assignment ?? [];
  }

  membership(): MembershipView | undefined {
    if (this.#generation === undefined) return undefined;
    const { id, signal, leaseEndsAtMs } = this.#generation;
    return {
      generation: id,
      isRebalancing: signal.aborted,
      leaseLeftMs: leaseEndsAtMs - this.#clock.monotonicMs(),
    };
  }

  statistics(): ConsumerStatistics {
    return this.#meter.statistics();
  }

  pause(partitions = this.assignment()): void {
    this.#partitions.pause(partitions);
  }

  resume(partitions = this.assignment()): void {
    this.#partitions.resume(partitions);
  }

  seek(position: TopicPartitionOffset): void {
    this.#partitions.seek(position);
  }

  #onBatch(batch: FetchedBatch): void {
    if (batch.generation !== this.#generation) return;
    this.#meter.received(batch.topic, batch.records);
    this.#partitions.add(batch);
  }

  #onAssigned(generation: Generation): void {
    if (this.#stopping !== undefined) return;
    this.#generation = generation;
    this.#meter.assigned(generation.assignment.map(({ topic }) => topic));
    generation.signal.addEventListener("abort", () => this.#partitions.hold("rebalance"), {
      once: true,
    });
    this.#partitions.assign(generation);
    this.#tellAssigned(generation);
    this.#logger.log("INFO", "Partitions were assigned", {
      generation: generation.id,
      partitions: generation.assignment.map(({ topic, partition }) => `${topic}/${partition}`)
        .join(" "),
    });
  }

  /** Nothing is begun before the listener has ended. */
  #tellAssigned(generation: Generation): void {
    const told = this.#listener.assigned(generation);
    if (told === undefined) return;
    this.#partitions.hold("listener");
    told.then(() => {
      if (this.#generation === generation) this.#partitions.release("listener");
    }, (error) => this.#crash(error));
  }

  #onWarning(warning: WorkshopError): void {
    if (warning.code === "OFFSET_OUT_OF_RANGE") this.#alarm(warning);
    this.#setup.onWarning?.(warning);
  }

  #alarm({ message, topic = "", partition, offset }: WorkshopError): void {
    this.#meter.outOfRange(topic);
    this.#logger.log("ERROR", message, { topic, partition, offset: offset?.toString() });
  }

  /** Lets running handlers finish, begins no others, and commits: the generation is about to end. */
  async #onRevoking(): Promise<void> {
    this.#partitions.hold("rebalance");
    const time = this.#clock.sleep(this.#setup.revokingMs, this.#ending.signal).catch(() => {});
    await Promise.race([this.#partitions.idle(), time]);
    await this.#committer.commitNow();
    await this.#listener.revoked();
  }

  #crash(error: unknown): void {
    this.#end.reject(error);
    void this.stop();
  }

  stop(): Promise<ConsumerStatistics> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<ConsumerStatistics> {
    const { shutdownTimeoutMs = 8000 } = this.#setup;
    this.#partitions.hold("rebalance");
    await this.#within(
      this.#partitions.idle(),
      Math.max(0, shutdownTimeoutMs - COMMITTING_MS - LEAVING_MS),
      "the handlers",
    );
    await this.#within(this.#committer.commitNow(), COMMITTING_MS, "the last commit");
    this.#ending.abort();
    this.#partitions.stop();
    await this.#within(this.#leave(), LEAVING_MS, "leaving the group");
    this.#generation = undefined;
    this.#end.resolve();
    return this.statistics();
  }

  async #leave(): Promise<void> {
    const told = this.#listener.revoked();
    await this.#within(told, LEAVING_MS / 2, "onRevoked");
    await this.#session?.[Symbol.asyncDispose]();
  }

  async #within(work: Promise<void>, timeoutMs: number, what: string): Promise<void> {
    try {
      await withDeadline(work, { what, timeoutMs, clock: this.#clock });
    } catch (error) {
      this.#logger.log("WARN", "The consumer stops without waiting any longer", {
        error: String(error),
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
