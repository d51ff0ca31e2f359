import {
  backoffDelayMs,
  type Clock,
  type Logger,
  nullLogger,
  systemClock,
  WorkshopError,
} from "../../core/mod.ts";
import type {
  AssignedContext,
  ConsumedRecord,
  ConsumerOptions,
  RevokedContext,
  runConsumer,
  TopicPartition,
} from "../../consumer/mod.ts";
import { SchemaValidationError, validatePlainMessage } from "../../schemas/mod.ts";
import type { SaveOutcome, Store, StoreDocument } from "../../storage/mod.ts";
import { type ConsumingSettings, type RunningConsuming, startConsuming } from "../consuming.ts";
import { type LogPlace, logPlaces } from "./log_places.ts";
import type { MessageKind } from "./message_kinds.ts";
import type { PartitionLogic } from "./partition_logic.ts";
import { PartitionState, type PlacedFinding } from "./partition_state.ts";
import type { Tallies } from "./tally.ts";

/** One of the topics of a consumer that remembers. */
export interface StatefulSource {
  /** What its messages are held against. */
  readonly kind: Pick<MessageKind<object>, "topic" | "schema">;
  /** What it is called in this run. */
  readonly topic: string;
  /** Begins to find out about a partition. */
  readonly begin: () => PartitionLogic;
}

/** How a consumer works that remembers something of each partition. */
export interface StatefulConsumerOptions extends ConsumingSettings {
  /** The group. */
  readonly groupId: string;
  /** What it reads. */
  readonly sources: readonly StatefulSource[];
  /** Keeps findings, and what is remembered. */
  readonly store: Store;
  /** Whether the store is closed when the consumer has ended or could not start. @default {false} */
  readonly closeStore?: boolean;
  /**
   * How often what is remembered of a partition is kept, in milliseconds; 0 with each batch. After a
   * crash the records since then are read again.
   * @default {5000}
   */
  readonly keepEveryMs?: number;
  /**
   * Hears of each finding that is in the store, from now or from before; when it fails, it hears of
   * the finding again.
   * @default {nobody}
   */
  readonly onFound?: (finding: PlacedFinding, outcome: SaveOutcome) => Promise<void> | void;
}

/** What is known of a partition: what was found out about its records below an offset. */
export interface PartitionTallies {
  /** The offset behind the last record that counts. */
  readonly next: number;
  /** The numbers. */
  readonly tallies: Tallies;
}

/** What a consumer that remembers tells beside its counts of records. */
export interface StatefulFindings {
  /** By topic and partition: `user-events/0`. */
  readonly partitions: Readonly<Record<string, PartitionTallies>>;
}

/** Delays between two tries to read what was kept, while the store is away. */
const RECALL = { baseMs: 200, maxMs: 5000 };

/**
 * Joins the group and finds out about records, partition by partition. What is found is stored under
 * ids that are the same whenever it is found again, before the offset is committed; what is remembered
 * is kept with the offset up to which it counts, and reading goes on from there: so after a crash, and
 * in whatever member's hands, nothing is left out and nothing counts twice.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export function startStatefulConsumer(
  kafka: Parameters<typeof runConsumer>[0],
  options: StatefulConsumerOptions,
): Promise<RunningConsuming<StatefulFindings>> {
  const { store, closeStore = false, sources } = options;
  const work = new StatefulWork(kafka, options);
  return startConsuming(kafka, {
    ...options,
    topics: sources.map(({ kind, topic }) => ({ definition: kind.topic, name: topic })),
    handlers: work.handlers(),
    findings: () => work.findings(),
    ...(closeStore && { owned: store }),
  });
}

class StatefulWork {
  readonly #kafka: Parameters<typeof runConsumer>[0];
  readonly #options: StatefulConsumerOptions;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #states = new Map<string, PartitionState>();
  readonly #keptAtMs = new Map<string, number>();
  readonly #past = new Map<string, PartitionTallies>();
  #clusterId = "";

  constructor(kafka: Parameters<typeof runConsumer>[0], options: StatefulConsumerOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#store = options.store;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? nullLogger;
  }

  handlers(): Pick<ConsumerOptions, "handler"> & Partial<ConsumerOptions> {
    return {
      handler: async (record) => {
        const message = this.#messageOf(record);
        const state = this.#stateOf(record);
        state.take(message, record);
        await this.#settle(state, record);
      },
      handleMany: async (records) => {
        const messages = this.#readable(records);
        if (messages.length === 0) return 0;
        const state = this.#stateOf(records[0]!);
        messages.forEach((message, at) => state.take(message, records[at]!));
        await this.#settle(state, records[0]!);
        return messages.length;
      },
      onAssigned: (partitions, context) => this.#recallAll(partitions, context),
      onRevoked: (partitions, context) => this.#keepAll(partitions, context),
    };
  }

  findings(): StatefulFindings {
    const partitions = Object.fromEntries(this.#past);
    for (const [name, state] of this.#states) {
      // What was lost may have been further than what was kept of it.
      if (state.next >= (partitions[name]?.next ?? 0)) partitions[name] = talliesOf(state);
    }
    return { partitions };
  }

  #sourceOf(topic: string): StatefulSource {
    return this.#options.sources.find((each) => each.topic === topic)!;
  }

  #messageOf({ topic, value }: ConsumedRecord): object {
    return validatePlainMessage(value, this.#sourceOf(topic).kind.schema());
  }

  /** The messages before the first record that holds none: that one is refused when it comes alone. */
  #readable(records: readonly ConsumedRecord[]): object[] {
    const messages: object[] = [];
    try {
      for (const record of records) messages.push(this.#messageOf(record));
    } catch (error) {
      if (!(error instanceof SchemaValidationError)) throw error;
    }
    return messages;
  }

  #stateOf(place: TopicPartition): PartitionState {
    const state = this.#states.get(nameOf(place));
    if (state !== undefined) return state;
    throw new WorkshopError(`Partition ${nameOf(place)} is read without being assigned`, {
      code: "NOT_ASSIGNED",
    });
  }

  /** Stores what is open, and now and then what is remembered. */
  async #settle(state: PartitionState, place: TopicPartition): Promise<void> {
    await this.#storeOpen(state);
    const { keepEveryMs = 5000 } = this.#options;
    const name = nameOf(place);
    const nowMs = this.#clock.monotonicMs();
    if (!state.isAhead || nowMs - this.#keptAtMs.get(name)! < keepEveryMs) return;
    await state.keep(this.#store);
    this.#keptAtMs.set(name, nowMs);
  }

  async #storeOpen(state: PartitionState): Promise<void> {
    if (state.open.length === 0) return;
    try {
      const outcomes = await this.#store.saveAll(state.open.map(documentOf));
      for (const [at, outcome] of outcomes.entries()) {
        await this.#options.onFound?.(state.open[at]!, outcome);
      }
    } catch (error) {
      // What may pass is tried again with the record; what is refused for good goes with it.
      const mayPass = error instanceof WorkshopError && (error.retriable || error.outage);
      if (!mayPass) state.settle();
      throw error;
    }
    state.settle();
  }

  async #recallAll(
    partitions: readonly TopicPartition[],
    { seek }: AssignedContext,
  ): Promise<void> {
    this.#states.clear();
    if (partitions.length === 0) return;
    const { clusterId, places } = await logPlaces(this.#kafka, this.#options.groupId, partitions);
    this.#clusterId = clusterId;
    for (const place of places) {
      const { topic, partition, committed, low } = place;
      const name = nameOf(place);
      const state = await this.#recalled(place);
      this.#states.set(name, state);
      // What was never kept is kept with the first record: none is committed without.
      this.#keptAtMs.set(name, state.isKept ? this.#clock.monotonicMs() : -Infinity);
      if (state.next === 0n || committed >= 0n && state.next >= committed) continue;
      // Between the two it counts nothing yet.
      seek({ topic, partition, offset: state.next < low ? low : state.next });
    }
  }

  async #recalled(place: LogPlace): Promise<PartitionState> {
    const { topic, partition, committed, high } = place;
    const { groupId } = this.#options;
    const id = `state:${groupId}/${this.#clusterId}/${nameOf(place)}`;
    const begin = () => new PartitionState({ id, topic, partition }, this.#sourceOf(topic).begin());
    const state = begin();
    await this.#patiently(() => state.recall(this.#store));
    if (state.next > high) {
      this.#logger.log("WARN", "What is remembered belongs to another log and is left out", {
        topic,
        partition,
        offset: String(state.next),
        log_end: String(high),
      });
      return begin();
    }
    if (!state.isKept && committed > 0n) {
      this.#logger.log("WARN", "Nothing is remembered of what the group has read", {
        topic,
        partition,
        offset: String(committed),
      });
    }
    return state;
  }

  /** Partitions go to others: what is remembered of them, too, unless others have them already. */
  async #keepAll(
    partitions: readonly TopicPartition[],
    { isLost }: RevokedContext,
  ): Promise<void> {
    for (const place of partitions) {
      const name = nameOf(place);
      const state = this.#states.get(name);
      if (state === undefined) continue;
      this.#past.set(name, talliesOf(state));
      if (isLost || !state.isAhead) continue;
      await this.#storeOpen(state);
      await state.keep(this.#store);
    }
  }

  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1;; tries++) {
      try {
        return await work();
      } catch (error) {
        const mayPass = error instanceof WorkshopError && (error.retriable || error.outage);
        if (!mayPass || this.#options.signal?.aborted) throw error;
      }
      await this.#clock.sleep(backoffDelayMs(tries, RECALL), this.#options.signal).catch(() => {});
    }
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function talliesOf(state: PartitionState): PartitionTallies {
  return { next: Number(state.next), tallies: state.logic.tallies() };
}

function documentOf({ id, timeMs, kind, body, origin }: PlacedFinding): StoreDocument {
  const { topic, partition, offset } = origin;
  return { id, timeMs, body: { kind, ...body }, origin: { topic, partition, offset } };
}
