import { RequestError } from "../routing.ts";
import { parseCursor } from "./cursor.ts";
import type { Filter } from "./filter.ts";
import { FilterError } from "./filter_tokens.ts";
import { parseFilter } from "./parse_filter.ts";
import { DEFAULT_CAPS, MOST_CAPS, type ScanCaps } from "./scan_budget.ts";
import type { SearchQuery, SearchStart } from "./search.ts";
import { timeOf } from "./time_text.ts";

/** Most records on a page of results. */
export const MOST_ON_A_PAGE = 500;
const MOST_PARTITIONS_NAMED = 1000;
/** Kafka's longest name of a topic. */
const LONGEST_TOPIC = 249;

/** What a search asks for, by the names that the page's address has too. @throws {RequestError} */
export function searchQuery(
  query: URLSearchParams,
  { most = MOST_ON_A_PAGE, fallback = 50 } = {},
): SearchQuery {
  const cursor = cursorIn(query);
  const partitions = partitionsIn(query);
  const filter = filterIn(query);
  return {
    topic: topicIn(query),
    start: startIn(query),
    limit: numberIn(query, "limit", { fallback, most }),
    caps: capsIn(query),
    uncommitted: query.get("uncommitted") === "true",
    ...(cursor !== undefined && { cursor }),
    ...(partitions !== undefined && { partitions }),
    ...(filter !== undefined && { filter }),
  };
}

/** The topic that is asked about. @throws {RequestError} */
export function topicIn(query: URLSearchParams): string {
  const topic = query.get("topic") ?? "";
  if (topic !== "" && topic.length <= LONGEST_TOPIC) return topic;
  throw new RequestError(400, "No topic is named: choose one");
}

/** Numbers and runs of numbers: `0,2,5-7`; all when left out. @throws {RequestError} */
export function partitionsIn(query: URLSearchParams): readonly number[] | undefined {
  const text = (query.get("partitions") ?? "").replaceAll(" ", "");
  if (text === "" || text === "all") return undefined;
  const wrong = () =>
    new RequestError(400, `Partitions are ${JSON.stringify(text)}: write them as 0,2,5-7`);
  if (text.length > 4000) throw wrong();
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    if (match === null) throw wrong();
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    if (last < first || last - first > MOST_PARTITIONS_NAMED) throw wrong();
    for (let partition = first; partition <= last; partition++) found.add(partition);
  }
  return [...found].sort((a, b) => a - b);
}

/** The filter, if there is one. @throws {RequestError} with the place of the mistake */
export function filterIn(query: URLSearchParams): Filter | undefined {
  try {
    return parseFilter(query.get("filter") ?? "");
  } catch (error) {
    if (error instanceof FilterError) throw new RequestError(400, error.message, { cause: error });
    throw error;
  }
}

/** One place in a topic. @throws {RequestError} */
export function placeIn(query: URLSearchParams) {
  const offset = query.get("offset") ?? "";
  const partition = query.get("partition") ?? "";
  if (!/^\d{1,6}$/.test(partition)) throw new RequestError(400, "The partition must be a number");
  if (!isOffset(offset)) throw new RequestError(400, "The offset must be a whole number from 0");
  return { topic: topicIn(query), partition: Number(partition), offset: BigInt(offset) };
}

/** Whether digits are an offset: a whole number of 63 bits. */
export function isOffset(text: string): boolean {
  return /^\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n;
}

/** How far a search goes. @throws {RequestError} */
export function capsIn(query: URLSearchParams, fallback: ScanCaps = DEFAULT_CAPS): ScanCaps {
  const cap = (name: keyof ScanCaps, param: string) =>
    numberIn(query, param, { fallback: fallback[name], most: MOST_CAPS[name] });
  return {
    records: cap("records", "maxRecords"),
    bytes: cap("bytes", "maxBytes"),
    ms: cap("ms", "maxMs"),
  };
}

function numberIn(
  query: URLSearchParams,
  name: string,
  { fallback, most }: { readonly fallback: number; readonly most: number },
): number {
  const text = query.get(name) ?? "";
  if (text === "") return fallback;
  const value = /^\d{1,12}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new RequestError(400, `${name} is ${JSON.stringify(text)}: use 1 to ${most}`);
}

function cursorIn(query: URLSearchParams) {
  const text = query.get("cursor") ?? "";
  if (text === "") return undefined;
  const cursor = parseCursor(text);
  if (cursor !== undefined) return cursor;
  throw new RequestError(400, "The place to go on at is none: begin the search anew");
}

function startIn(query: URLSearchParams): SearchStart {
  const at = query.get("from") ?? "latest";
  if (at === "earliest" || at === "latest") return { at };
  if (at === "offset") {
    const text = query.get("offset") ?? "";
    if (isOffset(text)) return { at, offset: BigInt(text) };
    throw new RequestError(400, "The offset must be a whole number from 0");
  }
  const timeMs = timeOf(query.get("time") ?? "");
  if (at === "time" && timeMs !== undefined) return { at, timeMs };
  throw new RequestError(
    400,
    at === "time"
      ? "The time must be milliseconds since 1970 or a time such as 2026-01-31T12:00:00Z"
      : `A search begins at earliest, latest, offset or time, not ${JSON.stringify(at)}`,
  );
}
