// A log of random records for the tests of the cleaner, and what its readers may expect of it.
import type { Random } from "../../core/mod.ts";
import {
  type BatchRecord,
  COMPRESSION_CODECS,
  decodeMarker,
  decodeRecords,
  encodeBatch,
} from "../../protocol/mod.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { cleanLog } from "./clean_log.ts";
import { cleanRange, needsCleaning } from "./clean_range.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Writer {
  readonly producerId: number;
  producerEpoch: number;
  sequence: number;
  isOpen: boolean;
}

/** Appends random batches: plain, idempotent, transactional, with tombstones, in all codecs. */
export class RandomLog {
  readonly log: PartitionLog;
  readonly #random: Random;
  readonly #writers: Writer[] = [1, 2, 3, 4].map((producerId) => ({
    producerId,
    producerEpoch: 0,
    sequence: 0,
    isOpen: false,
  }));

  constructor(log: PartitionLog, random: Random) {
    this.log = log;
    this.#random = random;
  }

  /** The same writers go on with a log that was opened anew. */
  reopened(log: PartitionLog): RandomLog {
    const next = new RandomLog(log, this.#random);
    next.#writers.splice(0, Infinity, ...this.#writers);
    return next;
  }

  #int(below: number): number {
    return Math.floor(this.#random.next() * below);
  }

  append(nowMs: number): void {
    const kind = this.#int(10);
    const writer = this.#writers[this.#int(this.#writers.length)]!;
    if (kind < 3) this.#write(nowMs);
    else if (kind === 3 && writer.isOpen) this.#end(writer, nowMs);
    else if (kind === 4 && !writer.isOpen) this.#nextEpoch(writer, nowMs);
    else this.#write(nowMs, writer);
    this.log.advanceHighWatermark(this.log.logEndOffset);
  }

  #write(nowMs: number, writer?: Writer): void {
    const records = Array.from({ length: 1 + this.#int(5) }, (_, index) => ({
      timestampMs: nowMs + index,
      key: encoder.encode(`key-${this.#int(12)}${"-long".repeat(this.#int(2) * 4)}`),
      value: this.#int(5) === 0 ? null : encoder.encode(`value ${this.#int(1e6)}`),
    }));
    const codec = COMPRESSION_CODECS[this.#int(COMPRESSION_CODECS.length)]!;
    if (writer === undefined) return void this.#send(encodeBatch(records, { codec }), nowMs);
    const transactional = writer.isOpen || (writer.producerId > 1 && this.#int(2) === 0);
    const { producerId, producerEpoch, sequence: baseSequence } = writer;
    const options = { codec, producerId, producerEpoch, baseSequence, transactional };
    this.#send(encodeBatch(records, options), nowMs);
    writer.sequence += records.length;
    writer.isOpen = transactional;
  }

  #send(bytes: Uint8Array, nowMs: number): void {
    this.log.append(bytes, { leaderEpoch: 0, nowMs });
  }

  #end(writer: Writer, nowMs: number): void {
    const { producerId, producerEpoch } = writer;
    const marker = { producerId, producerEpoch, coordinatorEpoch: 0 };
    const committed = this.#int(2) === 0;
    this.log.appendMarker({ ...marker, committed }, { leaderEpoch: 0, nowMs });
    writer.isOpen = false;
  }

  #nextEpoch(writer: Writer, nowMs: number): void {
    writer.producerEpoch++;
    writer.sequence = 0;
    this.#write(nowMs, writer);
  }

  /** Ends all open transactions. */
  endAll(nowMs: number): void {
    for (const writer of this.#writers) if (writer.isOpen) this.#end(writer, nowMs);
    this.log.advanceHighWatermark(this.log.logEndOffset);
  }
}

/** What a reader of committed records gets: offset, key and value of each. */
export function committedRecords(log: PartitionLog): BatchRecord[] {
  const end = log.lastStableOffset;
  const aborted = log.abortedWithin(log.logStartOffset, end)
    .toSorted((a, b) => a.firstOffset - b.firstOffset);
  const inside = new Set<number>();
  const records: BatchRecord[] = [];
  for (const batch of log.batches()) {
    if (batch.baseOffset >= end) break;
    while ((aborted[0]?.firstOffset ?? Infinity) <= batch.lastOffset) {
      inside.add(aborted.shift()!.producerId);
    }
    if (batch.isControl) {
      if (decodeMarker(batch)?.result === "abort") inside.delete(batch.producerId);
    } else if (!batch.isTransactional || !inside.has(batch.producerId)) {
      records.push(...decodeRecords(batch));
    }
  }
  return records.filter(({ offset }) => offset >= log.logStartOffset);
}

/** A record as a line, for comparing. */
export function line({ offset, key, value }: BatchRecord): string {
  return `${offset} ${decoder.decode(key!)}=${value === null ? "∅" : decoder.decode(value)}`;
}

/** The last value of each key; deleted keys are left out. */
export function lastValues(records: Iterable<BatchRecord>): Map<string, string> {
  const last = new Map<string, string>();
  for (const { key, value } of records) {
    const name = decoder.decode(key!);
    last.delete(name);
    if (value !== null) last.set(name, decoder.decode(value));
  }
  return last;
}

/** Cleans a log at one go, if it needs it. */
export function cleanFully(log: PartitionLog, nowMs: number, maxKeys?: number): boolean {
  const range = cleanRange(log, nowMs);
  if (!needsCleaning(log, range)) return false;
  const work = cleanLog(log, { range, nowMs, ...(maxKeys === undefined ? {} : { maxKeys }) });
  while (!work.next().done);
  return true;
}
