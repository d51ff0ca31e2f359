import { RequestError } from "../routing.ts";
import type { SeenPartition, SeenTopic } from "./ports.ts";

/** Which topics are wanted. */
export interface TopicQuery {
  /** A part of the name, in any case; "" for all. */
  readonly search: string;
  /** Whether Kafka's own are wanted too. */
  readonly internal: boolean;
  /** The first page is 0. */
  readonly page: number;
  /** Topics of a page. */
  readonly size: number;
}

/** A topic in the list. */
export interface TopicRow {
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: number;
  /** Copies of each partition, the leader's too. */
  readonly replicationFactor: number;
  readonly underReplicated: number;
  readonly leaderless: number;
  /** Offsets between the first kept and the end of all partitions. */
  readonly records: string;
}

/** One page of the list. */
export interface TopicPage {
  /** How many topics there are. */
  readonly total: number;
  /** How many of them the search finds. */
  readonly matched: number;
  readonly page: number;
  readonly size: number;
  readonly topics: readonly TopicRow[];
}

const MAX_SIZE = 200;
const MAX_PAGE = 1_000_000;

/** Reads the query of a list. @throws {RequestError} for a number out of range */
export function topicQueryOf(query: URLSearchParams): TopicQuery {
  return {
    search: (query.get("search") ?? "").trim().toLowerCase().slice(0, 249),
    internal: query.get("internal") === "true",
    page: wholeNumber(query.get("page") ?? "0", { name: "page", min: 0, max: MAX_PAGE }),
    size: wholeNumber(query.get("size") ?? "50", { name: "size", min: 1, max: MAX_SIZE }),
  };
}

/** A number of a query or form. @throws {RequestError} when it is none, or out of range */
export function wholeNumber(
  value: unknown,
  { name, min, max }: { readonly name: string; readonly min: number; readonly max: number },
): number {
  const text = typeof value === "number" ? String(value) : value;
  const number = typeof text === "string" && /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new RequestError(400, `${name} must be a whole number from ${min} to ${max}`);
}

/** The names that a query finds, and those of its page: nothing else is asked about. */
export function pageOfNames(
  names: readonly string[],
  { search, internal, page, size }: TopicQuery,
): { readonly total: number; readonly matched: number; readonly shown: readonly string[] } {
  const all = internal ? names : names.filter((name) => !name.startsWith("__"));
  const found = search === "" ? all : all.filter((name) => name.toLowerCase().includes(search));
  const shown = found.slice(page * size, (page + 1) * size);
  return { total: all.length, matched: found.length, shown };
}

/** A topic's line. */
export function rowOf({ name, isInternal, partitions }: SeenTopic): TopicRow {
  return {
    name,
    internal: isInternal,
    partitions: partitions.length,
    replicationFactor: Math.max(0, ...partitions.map(({ replicas }) => replicas.length)),
    underReplicated: partitions.filter(isUnderReplicated).length,
    leaderless: partitions.filter(({ leader }) => leader < 0).length,
    records: String(recordsIn(partitions)),
  };
}

/** Counts of all topics. */
export interface TopicStatistics {
  readonly topics: number;
  readonly partitions: number;
  readonly records: string;
  readonly underReplicated: number;
  readonly leaderless: number;
  /** Those with the most records, the largest first. */
  readonly largest: readonly { readonly name: string; readonly records: string }[];
}

const LARGEST = 5;

/** What all topics together hold; Kafka's own are left out. */
export function statisticsOf(all: readonly SeenTopic[]): TopicStatistics {
  const topics = all.filter((topic) => !topic.isInternal);
  const partitions = topics.flatMap((topic) => topic.partitions);
  const largest = topics.map((topic) => ({
    name: topic.name,
    records: recordsIn(topic.partitions),
  })).sort((a, b) => a.records < b.records ? 1 : a.records > b.records ? -1 : 0);
  return {
    topics: topics.length,
    partitions: partitions.length,
    records: String(recordsIn(partitions)),
    underReplicated: partitions.filter(isUnderReplicated).length,
    leaderless: partitions.filter(({ leader }) => leader < 0).length,
    largest: largest.slice(0, LARGEST).filter(({ records }) => records > 0n)
      .map(({ name, records }) => ({ name, records: String(records) })),
  };
}

/** How many offsets partitions hold: deleted and transactions' markers count too. */
export function recordsIn(partitions: readonly SeenPartition[]): bigint {
  return partitions.reduce((sum, { offsets }) => sum + countOf(offsets), 0n);
}

/** How many offsets lie between a partition's ends. */
export function countOf(offsets: SeenPartition["offsets"]): bigint {
  return offsets === undefined ? 0n : offsets.high - offsets.low;
}

/** Whether a copy is not in sync. */
export function isUnderReplicated({ inSyncReplicas, replicas }: SeenPartition): boolean {
  return inSyncReplicas.length < replicas.length;
}
