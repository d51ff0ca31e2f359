import { type Clock, type Logger, messageOf, nullLogger } from "../core/mod.ts";
import type { ConsumedRecord, Kafka } from "../consumer/mod.ts";
import { IndexedRows, type RowIndexes } from "./cqrs_rows.ts";
import { decodeCommit, type DomainEvent, type StoredEvent } from "./event_sourcing_commit.ts";
import { Versions } from "./event_sourcing_history.ts";
import { Upcasters } from "./event_sourcing_upcast.ts";
import { TopicFollower } from "./follow_topic.ts";

/** Where a view stands: rows, positions and versions belong together and are kept together. */
export interface SavedView<Row> {
  /** The view's form that saved it. */
  readonly viewVersion: number;
  /** The next offset of each partition. */
  readonly positions: readonly (readonly [partition: number, offset: bigint])[];
  /** How many events of each aggregate the rows know. */
  readonly versions: readonly (readonly [aggregateId: string, version: number])[];
  /** All rows. */
  readonly rows: readonly (readonly [id: string, row: Row])[];
}

/** Where a view is kept between starts; any place that writes all of it or none will do. */
export interface ViewStorage<Row> {
  /** What was saved last, if anything was. */
  load(): Promise<SavedView<Row> | undefined>;
  /** Keeps a view, in one piece. */
  save(view: SavedView<Row>): Promise<void>;
}

/** What a view is made of. */
export interface ViewOptions<Row, E extends DomainEvent> {
  /** Whose events it shows. */
  readonly topic: string;
  /** Changes rows as an event says; it sees each event once, an aggregate's in their order. */
  readonly apply: (rows: IndexedRows<Row>, stored: StoredEvent<E>) => void;
  /** What rows are found by. @default {by their ids only} */
  readonly indexes?: RowIndexes<Row>;
  /** Brings old events to their newest form. @default {every event is in its first form} */
  readonly upcasters?: Upcasters;
  /** Where it is kept between starts. @default {nowhere: each start reads every event} */
  readonly storage?: ViewStorage<Row>;
  /** Raised whenever `apply` changes: what was saved before is passed over. @default {1} */
  readonly viewVersion?: number;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
}

/** What a view has done since it was opened. */
export interface ViewStatistics {
  /** Rows that it has. */
  readonly rows: number;
  /** Events applied since. */
  readonly applied: number;
  /** Commits that did not count. */
  readonly superseded: number;
  /** Records passed over since they had been applied before. */
  readonly repeated: number;
}

/** A place in a topic that was written to: what `EventStore.append` gives. */
export interface WrittenPlace {
  /** Where it was written. */
  readonly partition: number;
  /** Where it was written. */
  readonly offset: bigint;
}

/**
 * Opens a read model of an event topic: rows that are made from events, found by indexes, and never
 * asked by the side that decides. It resolves at once and catches up in the background; whoever has
 * written asks {@linkcode MaterializedView.seen} before reading. Rows are as good as the events: any
 * view can be thrown away and built again, under another form too.
 *
 * @throws {WorkshopError} code `HISTORY_LOST` when the events it needs were deleted
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { eventTopic, openEventStore, openView } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([eventTopic("orders")]);
 * type Placed = { type: "placed"; data: { city: string } };
 * await using orders = await openEventStore(kafka, {
 *   topic: "orders",
 *   initial: "none",
 *   fold: (_: string, { type }: Placed) => type,
 * });
 *
 * await using byCity = await openView(kafka, {
 *   topic: "orders",
 *   apply: (rows, { aggregateId, event }: { aggregateId: string; event: Placed }) =>
 *     rows.put(aggregateId, event.data),
 *   indexes: { city: (row: { city: string }) => row.city },
 * });
 * const written = await orders.append("o-1", 0, [{ type: "placed", data: { city: "Medan" } }]);
 * await byCity.seen(written);
 * console.log(byCity.rows.idsBy("city", "Medan")); // ["o-1"]
 * ```
 */
export async function openView<Row, E extends DomainEvent>(
  kafka: Kafka,
  options: ViewOptions<Row, E>,
): Promise<MaterializedView<Row, E>> {
  const view = new MaterializedView(kafka, options);
  await view.open();
  return view;
}

/** Rows made from events; see {@linkcode openView}. */
export class MaterializedView<Row, E extends DomainEvent> implements AsyncDisposable {
  /** What is asked. */
  readonly rows: IndexedRows<Row>;
  readonly #kafka: Kafka;
  readonly #options: ViewOptions<Row, E>;
  readonly #upcasters: Upcasters;
  readonly #tally = { applied: 0, superseded: 0, repeated: 0 };
  #versions = new Versions();
  #next = new Map<number, bigint>();
  #follower: TopicFollower | undefined;

  /** Use {@linkcode openView}. */
  constructor(kafka: Kafka, options: ViewOptions<Row, E>) {
    this.#kafka = kafka;
    this.#options = options;
    this.#upcasters = options.upcasters ?? new Upcasters();
    this.rows = new IndexedRows(options.indexes);
  }

  /** Begins where it was saved; {@linkcode openView} has done it. */
  async open(): Promise<void> {
    const { topic, storage, viewVersion = 1, clock, logger = nullLogger } = this.#options;
    const saved = await storage?.load();
    if (saved?.viewVersion === viewVersion) this.#restore(saved);
    this.#follower = await TopicFollower.open(this.#kafka, {
      topic,
      from: this.#next,
      onRecord: (record) => this.take(record),
      ...(clock === undefined ? {} : { clock }),
    });
    this.#follower.closed.catch((error) =>
      logger.log("ERROR", `The view of ${topic} can't go on: ${messageOf(error)}`, { topic })
    );
  }

  #restore({ positions, versions, rows }: SavedView<Row>): void {
    this.#next = new Map(positions);
    this.#versions = new Versions(versions);
    for (const [id, row] of rows) this.rows.put(id, row);
  }

  /** Applies a record, unless it was applied before: it may be handed over again and again. */
  take(record: ConsumedRecord): void {
    const { partition, offset } = record;
    if (offset < (this.#next.get(partition) ?? 0n)) {
      this.#tally.repeated++;
      return;
    }
    const commit = decodeCommit<E>(record, this.#upcasters);
    if (this.#versions.accept(commit)) {
      for (const stored of commit.events) this.#options.apply(this.rows, stored);
      this.#tally.applied += commit.events.length;
    } else {
      this.#tally.superseded++;
    }
    this.#next.set(partition, offset + 1n);
  }

  /** Resolves when it was closed, rejects when it can't go on. */
  get closed(): Promise<void> {
    return this.#follower!.closed;
  }

  /** What it has done so far. */
  statistics(): ViewStatistics {
    return { rows: this.rows.size, ...this.#tally };
  }

  /**
   * Resolves when the rows know what was written at a place: so one reads one's own writes.
   *
   * @throws {WorkshopError} code `WAIT_TIMEOUT`; why the view can't go on, if it can't
   */
  seen(
    { partition, offset }: WrittenPlace,
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    return this.#follower!.reached(partition, offset + 1n, options);
  }

  /** Resolves when the rows know everything that is in the topic now. */
  caughtUp(
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    return this.#follower!.caughtUp(options);
  }

  /** Rows and positions as they are at this moment. */
  saved(): SavedView<Row> {
    return {
      viewVersion: this.#options.viewVersion ?? 1,
      positions: [...this.#next],
      versions: this.#versions.entries(),
      rows: [...this.rows.entries()],
    };
  }

  /** Keeps rows and positions in the storage of its options. */
  async save(): Promise<void> {
    await this.#options.storage?.save(this.saved());
  }

  /** Stops following; rows stay as they are. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#follower?.[Symbol.asyncDispose]();
  }
}
