import type { ConsumedRecord } from "../../consumer/mod.ts";
import type { RecordsKafka } from "./ports.ts";
import type { ScanBudget } from "./scan_budget.ts";
import { sizeOf } from "./record_view.ts";

/** A stretch of one partition; `to` is exclusive. */
export interface Stretch {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

/** What a scan works with. */
export interface Scan<T> {
  readonly kafka: RecordsKafka;
  readonly topic: string;
  readonly isolationLevel: "read_committed" | "read_uncommitted";
  /** Enough records of one partition. */
  readonly limit: number;
  readonly budget: ScanBudget;
  readonly passes: (record: ConsumedRecord) => boolean | Promise<boolean>;
  readonly view: (record: ConsumedRecord) => Promise<T> | T;
}

/** What was found in a partition. */
export interface Scanned<T> {
  readonly partition: number;
  readonly items: readonly T[];
  /** Forwards the next offset to look at, backwards the first one that was looked at. */
  readonly position: bigint;
  /** Whether the stretch was looked through to its end. */
  readonly ended: boolean;
}

/** Looks through a stretch from its beginning, at no more than `share` records. */
export async function scanForward<T>(
  scan: Scan<T>,
  stretch: Stretch,
  share: number,
): Promise<Scanned<T>> {
  const { partition, to } = stretch;
  const items: T[] = [];
  let position = stretch.from;
  let looked = 0;
  const done = await read(scan, stretch, async (record) => {
    if (items.length >= scan.limit || looked >= share || !scan.budget.takes(record)) return false;
    looked++;
    position = record.offset + 1n;
    if (await scan.passes(record)) items.push(await scan.view(record));
    return true;
  });
  if (done) position = to;
  return { partition, items, position, ended: done };
}

/** The first window of a scan backwards, in offsets; it grows as long as records are small. */
const FIRST_WINDOW = 8n;
const WINDOW_GROWTH = 4n;
const MOST_WINDOW = 65_536n;
/** What a window should hold at most, in bytes, by the size of the records before it. */
const WINDOW_BYTES = 16 * 1024 * 1024;

/** Looks through a stretch from its end, window by window, at no more than `share` records. */
export async function scanBack<T>(
  scan: Scan<T>,
  { partition, from, to }: Stretch,
  share: number,
): Promise<Scanned<T>> {
  const items: T[] = [];
  let position = to;
  let window = FIRST_WINDOW;
  let left = share;
  while (position > from && items.length < scan.limit && left > 0) {
    const size = least(window, BigInt(left), position - from);
    const stretch = { partition, from: position - size, to: position };
    const found = await lookThrough(scan, stretch);
    if (found === undefined) break;
    items.push(...found.items.reverse());
    position = stretch.from;
    left -= Math.max(1, found.records);
    const average = found.bytes / Math.max(1, found.records);
    window = least(window * WINDOW_GROWTH, MOST_WINDOW, fitting(scan, average));
  }
  return { partition, items, position, ended: position <= from };
}

function fitting({ budget }: Pick<Scan<unknown>, "budget">, averageBytes: number): bigint {
  const bytes = Math.min(WINDOW_BYTES, budget.left.bytes);
  return BigInt(Math.max(1, Math.floor(bytes / Math.max(1, averageBytes))));
}

/** All of a window or, when a cap is reached in it, nothing: its newer part was not looked at. */
async function lookThrough<T>(scan: Scan<T>, window: Stretch) {
  let records = 0;
  let bytes = 0;
  const items: T[] = [];
  const done = await read(scan, window, async (record) => {
    if (!scan.budget.takes(record)) return false;
    records++;
    bytes += sizeOf(record);
    if (await scan.passes(record)) items.push(await scan.view(record));
    return true;
  });
  return done ? { records, bytes, items } : undefined;
}

/** Reads a stretch until `look` wants no more; whether it came to the end. */
async function read<T>(
  { kafka, topic, isolationLevel, budget }: Scan<T>,
  { partition, from, to }: Stretch,
  look: (record: ConsumedRecord) => Promise<boolean>,
): Promise<boolean> {
  if (from >= to) return true;
  if (budget.spent !== undefined) return false;
  try {
    const records = kafka.read({
      topic,
      partitions: [partition],
      from: [{ topic, partition, offset: from }],
      to: [{ topic, partition, offset: to }],
      isolationLevel,
      signal: budget.signal,
    });
    for await (const record of records) {
      if (!await look(record)) return false;
      await budget.turn();
    }
    return true;
  } catch (error) {
    if (budget.spent === "time") return false;
    throw error;
  }
}

function least(...numbers: readonly bigint[]): bigint {
  return numbers.reduce((least, number) => number < least ? number : least);
}
