import { messageOf, nullLogger, systemClock, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, Kafka } from "../consumer/mod.ts";
import { Appender, VersionConflictError } from "./event_sourcing_append.ts";
import { Aggregates } from "./event_sourcing_aggregates.ts";
import {
  decodeCommit,
  type DomainEvent,
  encodeCommit,
  type StoredEvent,
} from "./event_sourcing_commit.ts";
import {
  auditOf,
  commitsIn,
  demandKept,
  historyOf,
  type HistoryRange,
} from "./event_sourcing_history.ts";
import type {
  Aggregate,
  AppendReceipt,
  AuditEntry,
  EventStoreOptions,
  EventStoreStatistics,
  UntilOptions,
} from "./event_sourcing_options.ts";
import { demandEventTopic } from "./event_sourcing_topic.ts";
import { Upcasters } from "./event_sourcing_upcast.ts";
import { type Positions, TopicFollower } from "./follow_topic.ts";
import { type SnapshotReport, Snapshots } from "./snapshots.ts";

const APPEND_TIMEOUT_MS = 30_000;

/**
 * Opens a store of aggregates that are kept as their events, in a topic: resolves when every event
 * that is there has been folded.
 *
 * What Kafka gives: an order of each partition that all readers see alike, records that stay as they
 * were written, and one record that is there as a whole or not at all. What it does not give: a write
 * on condition. No broker compares a version. So the condition is part of the record: each append
 * carries the version that its writer believed in, and every reader, by the same rule, passes over an
 * append whose version is not the aggregate's by then. Of appends made at the same time the first in
 * the log wins; the others stay in it, where `audit` shows them, and count for nobody. An append is
 * over when its own record was read back. Sent twice after a lost answer, its second copy is one that
 * comes too late. All this needs readers that keep to the rule, a topic that loses nothing, and no
 * partitions added later.
 *
 * It reads every event at its start, or those behind a snapshot, and holds all states in memory.
 *
 * @throws {WorkshopError} code `NOT_AN_EVENT_TOPIC` when the topic is compacted or deletes what is
 *   old, `HISTORY_LOST` when its first records are gone, `NOT_A_COMMIT`, `EVENT_FROM_THE_FUTURE`
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { eventTopic, openEventStore } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([eventTopic("accounts")]);
 *
 * type Moved = { type: "deposited" | "withdrawn"; data: { amount: number } };
 * await using accounts = await openEventStore(kafka, {
 *   topic: "accounts",
 *   initial: 0,
 *   fold: (balance: number, { type, data }: Moved) =>
 *     type === "deposited" ? balance + data.amount : balance - data.amount,
 * });
 * await accounts.append("Siti", 0, [{ type: "deposited", data: { amount: 50 } }]);
 * await accounts.append("Siti", 1, [{ type: "withdrawn", data: { amount: 20 } }]);
 * console.log(accounts.get("Siti")); // { version: 2, state: 30 }
 * console.log(await accounts.stateAt("Siti", { version: 1 })); // { version: 1, state: 50 }
 * ```
 */
export async function openEventStore<State, E extends DomainEvent>(
  kafka: Kafka,
  options: EventStoreOptions<State, E>,
): Promise<EventStore<State, E>> {
  await demandEventTopic(kafka, options.topic);
  const store = new EventStore(kafka, options);
  try {
    await store.open();
    return store;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** Aggregates as their events make them; see {@linkcode openEventStore}. */
export class EventStore<State, E extends DomainEvent> implements AsyncDisposable {
  readonly #kafka: Kafka;
  readonly #options: EventStoreOptions<State, E>;
  readonly #upcasters: Upcasters;
  readonly #aggregates: Aggregates<State, E>;
  readonly #snapshots: Snapshots<State> | undefined;
  readonly #tally = { restored: 0, folded: 0, appended: 0, conflicts: 0, superseded: 0 };
  #follower: TopicFollower | undefined;
  #appender: Appender | undefined;

  /** Use {@linkcode openEventStore}. */
  constructor(kafka: Kafka, options: EventStoreOptions<State, E>) {
    this.#kafka = kafka;
    this.#options = options;
    this.#upcasters = options.upcasters ?? new Upcasters();
    this.#aggregates = new Aggregates(options.initial, options.fold);
    this.#snapshots = options.snapshots && new Snapshots(kafka, options.snapshots);
  }

  /** Reads what is there; {@linkcode openEventStore} has done it. */
  async open(): Promise<void> {
    const { topic, clock = systemClock, logger = nullLogger } = this.#options;
    const { appendTimeoutMs: timeoutMs = APPEND_TIMEOUT_MS } = this.#options;
    const appender = await Appender.open(this.#kafka, { topic, timeoutMs, clock, logger });
    this.#appender = appender;
    const restored = await this.#snapshots?.load();
    for (const kept of restored?.aggregates ?? []) this.#aggregates.restore(kept);
    this.#tally.restored = this.#aggregates.size;
    this.#follower = await TopicFollower.open(this.#kafka, {
      topic,
      from: restored?.positions ?? new Map(),
      onRecord: (record) => this.#take(record, appender),
      clock,
    });
    this.#follower.closed.catch((error) => {
      logger.log("ERROR", `An event store can't go on: ${messageOf(error)}`, { topic });
      appender.fail(error);
    });
    await this.caughtUp({ timeoutMs: Infinity });
  }

  #take(record: ConsumedRecord, appender: Appender): void {
    const commit = decodeCommit<E>(record, this.#upcasters);
    const { aggregateId, commitId, expectedVersion, events } = commit;
    const accepted = this.#aggregates.apply(commit);
    if (accepted) this.#tally.folded += events.length;
    else this.#tally.superseded++;
    const { version } = this.#aggregates.aggregate(aggregateId);
    const { partition, offset } = record;
    appender.settle(
      commitId,
      accepted
        ? { version, partition, offset }
        : new VersionConflictError(aggregateId, expectedVersion, version),
    );
  }

  /** Resolves when it was closed, rejects when it can't go on. */
  get closed(): Promise<void> {
    return this.#follower!.closed;
  }

  /** An aggregate as this process knows it; of an id that nobody has written to, the initial state. */
  get(aggregateId: string): Aggregate<State> {
    return this.#aggregates.aggregate(aggregateId);
  }

  /** The ids of all aggregates that have events. */
  ids(): string[] {
    return [...this.#aggregates.all()].map(({ aggregateId }) => aggregateId);
  }

  /** What it has done so far. */
  statistics(): EventStoreStatistics {
    return { aggregates: this.#aggregates.size, ...this.#tally };
  }

  /** The next offset to be folded, by partition. */
  positions(): Positions {
    return this.#follower!.positions();
  }

  /** Resolves when every event has been folded that is in the topic now. */
  caughtUp(
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    return this.#follower!.caughtUp(options);
  }

  /**
   * Appends events to an aggregate that is still at the expected version: all of them, or none. Of
   * several writers that expect the same version exactly one succeeds.
   *
   * @param expectedVersion 0 for an aggregate that must not have events yet
   * @throws {VersionConflictError} when the aggregate has gone on; nothing of it counts
   * @throws {WorkshopError} code `DEADLINE_EXCEEDED`, not definite: it may yet count. The same append
   *   under the same expected version tells: it conflicts if this one or another has counted
   */
  async append(
    aggregateId: string,
    expectedVersion: number,
    events: readonly E[],
  ): Promise<AppendReceipt> {
    if (events.length === 0) throw new RangeError("An append has at least one event");
    const { version } = this.get(aggregateId);
    if (version > expectedVersion) {
      this.#tally.conflicts++;
      throw new VersionConflictError(aggregateId, expectedVersion, version);
    }
    // Not from a seed: two processes must never give the same one.
    const commitId = crypto.randomUUID();
    const value = encodeCommit({ commitId, expectedVersion, events }, this.#upcasters);
    try {
      const receipt = await this.#appender!.append({ commitId, key: aggregateId, value });
      this.#tally.appended++;
      return receipt;
    } catch (error) {
      if (error instanceof VersionConflictError) this.#tally.conflicts++;
      throw error;
    }
  }

  /**
   * An aggregate's events in their order, up to a version, a time or an offset.
   *
   * @throws {WorkshopError} code `HISTORY_LOST` when some of them were deleted
   */
  async history(aggregateId: string, until: UntilOptions = {}): Promise<StoredEvent<E>[]> {
    const kept = this.#aggregates.get(aggregateId);
    if (kept === undefined) return [];
    const { partition, firstOffset } = kept;
    const range = this.#range({ partition, from: firstOffset });
    return await historyOf<E>(this.#kafka, range, aggregateId, until);
  }

  /** What an aggregate was at a version, a time or an offset: the fold of its history up to there. */
  async stateAt(aggregateId: string, until: UntilOptions): Promise<Aggregate<State>> {
    const { initial, fold } = this.#options;
    const history = await this.history(aggregateId, until);
    const state = history.reduce((folded, { event }) => fold(folded, event), initial);
    return { version: history.length, state };
  }

  /** Everything that was ever written about an aggregate, where and when, also what did not count. */
  async audit(aggregateId: string): Promise<AuditEntry<E>[]> {
    const kept = this.#aggregates.get(aggregateId);
    if (kept === undefined) return [];
    return await auditOf<E>(this.#kafka, this.#range({ partition: kept.partition }), aggregateId);
  }

  /**
   * Goes through the log again, for debugging: each event that counts with the state that it led to,
   * partition by partition. It reads from the first record in any case, since it could not tell else
   * what counts; what lies before `from` is not handed out.
   */
  async *replay(
    options: {
      readonly partition?: number;
      readonly from?: bigint;
      readonly to?: bigint;
      readonly signal?: AbortSignal;
    } = {},
  ): AsyncGenerator<{ readonly stored: StoredEvent<E>; readonly state: State }> {
    const { from = 0n, ...range } = options;
    const { initial, fold, topic } = this.#options;
    const { partition } = range;
    await demandKept(this.#kafka, { topic, ...(partition === undefined ? {} : { partition }) });
    const states = new Map<string, State>();
    for await (const { commit, accepted } of commitsIn<E>(this.#kafka, this.#range(range))) {
      if (!accepted) continue;
      for (const stored of commit.events) {
        const { aggregateId, event } = stored;
        const before = states.has(aggregateId) ? states.get(aggregateId)! : initial;
        const state = fold(before, event);
        states.set(aggregateId, state);
        if (stored.offset >= from) yield { stored, state };
      }
    }
  }

  #range(range: Omit<HistoryRange, "topic" | "upcasters">): HistoryRange {
    return { topic: this.#options.topic, upcasters: this.#upcasters, ...range };
  }

  /**
   * Writes the states that have changed since the last snapshot, with the positions that they stand
   * for, in one transaction: the next start reads on from there. What another process has kept
   * meanwhile is never replaced by something older.
   *
   * @throws {WorkshopError} code `NO_SNAPSHOTS` without `snapshots` in the options; what a transaction
   *   comes to: then the former snapshot holds
   */
  async takeSnapshot(): Promise<SnapshotReport> {
    if (this.#snapshots !== undefined) {
      return await this.#snapshots.write([...this.#aggregates.all()], this.positions());
    }
    throw new WorkshopError(
      `The event store of ${this.#options.topic} keeps no snapshots: name a topic in its options`,
      { code: "NO_SNAPSHOTS" },
    );
  }

  /** Stops following, and lets its producer go. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#appender?.[Symbol.asyncDispose]();
    await this.#follower?.[Symbol.asyncDispose]();
  }
}
