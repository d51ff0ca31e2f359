import { decodeRecords, RecordBatch } from "../../protocol/mod.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { LastBatch } from "../log/producer_state.ts";
import type { Segment } from "../log/segment.ts";
import { cleanBatch, deleteHorizonOf } from "./clean_batch.ts";
import type { CleanRange } from "./clean_range.ts";
import { OffsetMap } from "./offset_map.ts";
import { SeenTransactions } from "./seen_transactions.ts";

/**
 * Segments beyond this are not put together: old and new ones are there at the same time until the
 * new one takes the place of the others.
 */
const GROUP_BYTES = 32 * 1024 * 1024;

/** When and how much is cleaned. */
export interface CleanOptions {
  readonly range: CleanRange;
  readonly nowMs: number;
  /** Different keys that one run can keep in mind; when there are more, another run goes on. */
  readonly maxKeys?: number;
}

/**
 * Compacts one log, as Apache Kafka's LogCleaner does: of each key the last record stays. It pauses
 * after each batch, so that others can have their turn; a log that is closed or cut meanwhile is
 * left as it was. Each group of segments is replaced at once.
 */
export function* cleanLog(log: PartitionLog, options: CleanOptions): Generator<void, void> {
  const { range } = options;
  const keys = new OffsetMap(options.maxKeys);
  if (!(yield* readKeys(log, range, keys))) return;
  const transactions = new SeenTransactions(log.abortedWithin(0, range.endOffset));
  const toClean = log.segments.filter(({ baseOffset }) => baseOffset <= keys.latestOffset);
  const endOffset = log.segments[toClean.length]?.baseOffset ?? range.endOffset;
  for (const group of groupsOf(toClean, log.config.segmentBytes)) {
    const work = new GroupCleaning(log, group, { ...options, keys, transactions });
    if (!(yield* work.run())) return;
  }
  log.markCleaned(keys.latestOffset + 1, { endOffset, left: transactions.left });
}

/** Notes the last offset of each key in the dirty part; `false` when the log was changed. */
function* readKeys(
  log: PartitionLog,
  { firstDirtyOffset, endOffset }: CleanRange,
  keys: OffsetMap,
): Generator<void, boolean> {
  const transactions = new SeenTransactions(log.abortedWithin(firstDirtyOffset, endOffset));
  const { segments } = log;
  for (const [index, segment] of [...segments.entries()]) {
    const next = segments[index + 1];
    if (segment.baseOffset >= endOffset || next === undefined) break;
    if (next.baseOffset <= firstDirtyOffset) continue;
    for (const batch of segment.recordBatches()) {
      if (!readBatch(batch, { transactions, keys, firstDirtyOffset })) return true;
      yield;
      if (log.isClosed || !log.segments.includes(segment)) return false;
    }
    keys.latestOffset = next.baseOffset - 1;
  }
  return true;
}

/** `false` when there is no room for another key. */
function readBatch(
  batch: RecordBatch,
  { transactions, keys, firstDirtyOffset }: {
    transactions: SeenTransactions;
    keys: OffsetMap;
    firstDirtyOffset: number;
  },
): boolean {
  const isAborted = transactions.discards(batch);
  if (batch.lastOffset < firstDirtyOffset) return true;
  if (!batch.isControl && !isAborted) {
    for (const { key, offset } of decodeRecords(batch)) {
      if (key === null || offset < firstDirtyOffset) continue;
      if (!keys.put(key, offset)) return false;
    }
  }
  keys.latestOffset = batch.lastOffset;
  return true;
}

/** Consecutive segments that together make no more than one. */
function groupsOf(segments: readonly Segment[], segmentBytes: number): Segment[][] {
  const groups: Segment[][] = [];
  let room = 0;
  for (const segment of segments) {
    room -= segment.size;
    if (groups.length === 0 || room < 0) {
      groups.push([]);
      room = Math.min(segmentBytes, GROUP_BYTES) - segment.size;
    }
    groups.at(-1)!.push(segment);
  }
  return groups;
}

interface GroupOptions extends CleanOptions {
  readonly keys: OffsetMap;
  readonly transactions: SeenTransactions;
}

/** The cleaning of some consecutive segments into one. */
class GroupCleaning {
  readonly #log: PartitionLog;
  readonly #segments: readonly Segment[];
  readonly #options: GroupOptions;
  readonly #lastBatches: ReadonlyMap<number, LastBatch>;

  constructor(log: PartitionLog, segments: readonly Segment[], options: GroupOptions) {
    this.#log = log;
    this.#segments = segments;
    this.#options = options;
    this.#lastBatches = log.producers.lastBatches();
  }

  /** `false` when the log was changed meanwhile; it is then as it was before. */
  *run(): Generator<void, boolean> {
    const log = this.#log;
    const cleaned = log.beginCleaned(this.#segments[0]!.baseOffset);
    let isDone = false;
    try {
      for (const segment of this.#segments) {
        for (const batch of segment.recordBatches()) {
          const bytes = this.#clean(batch);
          if (bytes !== undefined) cleaned.append(bytes, new RecordBatch(bytes));
          yield;
          if (!this.#isUnchanged()) return false;
        }
      }
      if (!this.#isUnchanged()) return false;
      log.swapIn(cleaned, this.#segments);
      isDone = true;
      return true;
    } finally {
      if (!isDone) cleaned.file.remove();
    }
  }

  #isUnchanged(): boolean {
    const log = this.#log;
    return !log.isClosed && this.#segments.every((segment) => log.segments.includes(segment));
  }

  #clean(batch: RecordBatch): Uint8Array | undefined {
    const { keys, transactions, nowMs, range } = this.#options;
    const isDiscarded = transactions.discards(batch);
    const horizonMs = deleteHorizonOf(batch);
    const isExpired = horizonMs !== undefined && horizonMs <= nowMs;
    const dropsAll = isDiscarded && (!batch.isControl || isExpired);
    return cleanBatch(batch, {
      keeps: ({ key, value, offset }) => {
        if (dropsAll) return false;
        if (batch.isControl || offset > keys.latestOffset) return true;
        return key !== null && offset >= keys.get(key) && (value !== null || !isExpired);
      },
      keepsEmpty: this.#isLastOfItsProducer(batch) || batch.nextOffset === range.endOffset,
      isMarkerOfNothing: isDiscarded && batch.isControl,
      horizonMs: nowMs + this.#log.config.deleteRetentionMs,
    });
  }

  /** Whether it tells a living producer's last sequence number, or its epoch if it has none. */
  #isLastOfItsProducer(batch: RecordBatch): boolean {
    const last = this.#lastBatches.get(batch.producerId);
    if (last === undefined) return false;
    if (last.lastOffset !== undefined) return batch.lastOffset === last.lastOffset;
    return batch.isControl && batch.producerEpoch === last.producerEpoch;
  }
}
