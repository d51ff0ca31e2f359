import { WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, Kafka } from "../consumer/mod.ts";
import {
  type Commit,
  decodeCommit,
  type DomainEvent,
  type StoredEvent,
} from "./event_sourcing_commit.ts";
import type { AuditEntry, UntilOptions } from "./event_sourcing_options.ts";
import type { Upcasters } from "./event_sourcing_upcast.ts";

/** Which part of an event topic is read. */
export interface HistoryRange {
  readonly topic: string;
  readonly upcasters: Upcasters;
  readonly partition?: number;
  /** Where to begin. @default {the first record} */
  readonly from?: bigint;
  /** Where to end, exclusive. @default {the end} */
  readonly to?: bigint;
  readonly signal?: AbortSignal;
}

/** Versions of aggregates as a reader meets their commits. */
export class Versions {
  readonly #versions: Map<string, number>;

  /** Has met these. */
  constructor(versions: Iterable<readonly [aggregateId: string, version: number]> = []) {
    this.#versions = new Map(versions);
  }

  entries(): [string, number][] {
    return [...this.#versions];
  }

  /** Whether a commit counts; if so, it is counted. */
  accept({ aggregateId, expectedVersion, events }: Commit): boolean {
    const version = this.#versions.get(aggregateId) ?? 0;
    if (expectedVersion !== version || events.length === 0) return false;
    this.#versions.set(aggregateId, version + events.length);
    return true;
  }
}

/** Every commit of a range, and whether it counts: that is known only from the first record on. */
export async function* commitsIn<E extends DomainEvent>(
  kafka: Kafka,
  { topic, upcasters, partition, from, to, signal }: HistoryRange,
  aggregateId?: string,
): AsyncGenerator<{ readonly commit: Commit<E>; readonly accepted: boolean }> {
  const at = (offset: bigint | undefined) =>
    offset === undefined || partition === undefined ? undefined : [{ topic, partition, offset }];
  const [begin, end] = [at(from), at(to)];
  const records = kafka.read({
    topic,
    ...(partition === undefined ? {} : { partitions: [partition] }),
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end }),
    ...(signal === undefined ? {} : { signal }),
  });
  const versions = new Versions();
  const wanted = aggregateId === undefined ? undefined : new TextEncoder().encode(aggregateId);
  for await (const record of records) {
    if (wanted !== undefined && !hasKey(record, wanted)) continue;
    const commit = decodeCommit<E>(record, upcasters);
    yield { commit, accepted: versions.accept(commit) };
  }
}

function hasKey({ key }: ConsumedRecord, wanted: Uint8Array): boolean {
  return key !== null && key.length === wanted.length &&
    key.every((byte, at) => byte === wanted[at]);
}

/**
 * Looks whether what is to be read is still there.
 *
 * @throws {WorkshopError} code `HISTORY_LOST`
 */
export async function demandKept(
  kafka: Kafka,
  { topic, partition, from = 0n }: Pick<HistoryRange, "topic" | "partition" | "from">,
): Promise<void> {
  await using admin = await kafka.admin();
  for (const { partition: at, low } of await admin.topicOffsets(topic)) {
    if ((partition !== undefined && partition !== at) || low <= from) continue;
    throw new WorkshopError(
      `The history in ${topic}/${at} begins at offset ${low}: what lies before it was deleted, and no ` +
        "state of the past can be told; restore the topic from a backup",
      { code: "HISTORY_LOST", topic, partition: at, offset: low },
    );
  }
}

/** The events of accepted commits, up to a time, version or offset. */
export async function historyOf<E extends DomainEvent>(
  kafka: Kafka,
  range: HistoryRange,
  aggregateId: string,
  until: UntilOptions,
): Promise<StoredEvent<E>[]> {
  const { timestampMs = Infinity, version = Infinity, offset } = until;
  await demandKept(kafka, range);
  const history: StoredEvent<E>[] = [];
  for await (const { commit, accepted } of commitsIn<E>(kafka, range, aggregateId)) {
    if (!accepted) continue;
    for (const stored of commit.events) {
      const isBeyond = stored.timestampMs > timestampMs || stored.version > version ||
        (offset !== undefined && stored.offset > offset);
      if (isBeyond) return history;
      history.push(stored);
    }
  }
  return history;
}

/** Everything that was written about an aggregate, what came too late as well. */
export async function auditOf<E extends DomainEvent>(
  kafka: Kafka,
  range: HistoryRange,
  aggregateId: string,
): Promise<AuditEntry<E>[]> {
  await demandKept(kafka, range);
  const entries: AuditEntry<E>[] = [];
  for await (const { commit, accepted } of commitsIn<E>(kafka, range, aggregateId)) {
    entries.push(...commit.events.map((stored) => ({ ...stored, accepted })));
  }
  return entries;
}
