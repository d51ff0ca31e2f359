import { type ConsumedRecord, DEAD_LETTER_TOPIC } from "../../consumer/mod.ts";
import { headerText } from "../../core/mod.ts";
import type { RecordDecoder } from "./decoder.ts";
import type { Filter } from "./filter.ts";
import type { RecordsDeps } from "./ports.ts";
import {
  CORRELATION_HEADERS,
  type RecordLine,
  recordLine,
  type RecordStory,
  storyOf,
} from "./record_view.ts";
import type { ScanCaps } from "./scan_budget.ts";
import { Search } from "./search.ts";

/** What is traced, and where. */
export interface TraceQuery {
  /** The correlation id. */
  readonly id: string;
  /** The topic where it was seen: it and what belongs to it is read first. */
  readonly topic?: string;
  /** A time at which it was seen, in milliseconds since 1970. */
  readonly aroundMs?: number;
  readonly caps: ScanCaps;
}

/** One record of a trace. */
export interface TraceStep extends RecordLine {
  /** What it is in the story: sent, tried again, given up, sent back. */
  readonly role: "sent" | "retry" | "dead letter" | "redriven";
  /** Milliseconds after the first of them. */
  readonly afterMs: number;
  readonly story: RecordStory | null;
}

/** All records of one correlation id, in the order of their times. */
export interface Trace {
  readonly id: string;
  readonly steps: readonly TraceStep[];
  /** Topics that were read to their ends. */
  readonly read: readonly string[];
  /** Topics that were not, since a cap was reached before. */
  readonly unread: readonly string[];
  readonly scanned: number;
}

/** How long before a sighting the story may have begun. */
const BEFORE_MS = 60 * 60 * 1000;
const MOST_STEPS = 300;
const MOST_TOPICS = 1000;

/** Follows a correlation id over topics: from its producer through retries to the dead letters. */
export async function traceRecords(
  deps: RecordsDeps,
  query: TraceQuery,
  signal: AbortSignal,
): Promise<Trace> {
  const { id, caps, aroundMs } = query;
  const untilMs = performance.now() + caps.ms;
  const topics = await topicsOf(deps, query.topic);
  const view = async (record: ConsumedRecord) => await stepOf(record, deps.decoder);
  const steps: Omit<TraceStep, "afterMs">[] = [];
  const read: string[] = [];
  const unread: string[] = [];
  let [scanned, bytes] = [0, 0];
  for (const topic of topics) {
    const left = {
      records: caps.records - scanned,
      bytes: caps.bytes - bytes,
      ms: Math.floor(untilMs - performance.now()),
    };
    if (left.records < 1 || left.bytes < 1 || left.ms < 1 || steps.length >= MOST_STEPS) {
      unread.push(topic);
      continue;
    }
    const found = await new Search(deps, view).run({
      topic,
      start: aroundMs === undefined
        ? { at: "latest" }
        : { at: "time", timeMs: Math.max(0, aroundMs - BEFORE_MS) },
      filter: filterOf(id),
      limit: MOST_STEPS - steps.length,
      caps: left,
    }, signal);
    steps.push(...found.records);
    scanned += found.scanned.records;
    bytes += found.scanned.bytes;
    (found.stopped === "end" ? read : unread).push(topic);
  }
  steps.sort((a, b) => a.timestampMs - b.timestampMs || rank(a) - rank(b));
  const firstMs = steps[0]?.timestampMs ?? 0;
  return {
    id,
    steps: steps.map((step) => ({ ...step, afterMs: step.timestampMs - firstMs })),
    ...{ read, unread, scanned },
  };
}

/** The topic itself, its retries and the dead letters, then the others; none of Kafka's own. */
async function topicsOf({ admin }: RecordsDeps, topic = ""): Promise<readonly string[]> {
  const all = (await admin.listTopics()).filter((name) => !name.startsWith("__"));
  const base = topic.replace(/\.retry\.\d+$/, "");
  const near = (name: string) =>
    name === topic || name === base
      ? 0
      : base !== "" && name.startsWith(`${base}.`)
      ? 1
      : name === DEAD_LETTER_TOPIC || /dlq|dead.?letter/i.test(name)
      ? 2
      : 3;
  return all.toSorted((a, b) => near(a) - near(b)).slice(0, MOST_TOPICS);
}

function filterOf(id: string): Filter {
  const parts = CORRELATION_HEADERS.map((name): Filter => ({
    kind: "test",
    field: { of: "header", name },
    operator: "=",
    operand: { quoted: true, text: id },
  }));
  return { kind: "or", parts };
}

async function stepOf(record: ConsumedRecord, decoder: RecordDecoder) {
  const story = storyOf(record);
  const isRedriven = headerText(record.headers, "redrive.count") !== undefined;
  const role = story?.role ?? (isRedriven ? "redriven" as const : "sent" as const);
  return { ...await recordLine(record, decoder), role, story };
}

const RANKS: Readonly<Record<TraceStep["role"], number>> = {
  sent: 0,
  retry: 1,
  "dead letter": 2,
  redriven: 3,
};

function rank({ role }: Pick<TraceStep, "role">): number {
  return RANKS[role];
}
