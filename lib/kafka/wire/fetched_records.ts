import { WorkshopError } from "../../core/mod.ts";
import {
  type BatchRecord,
  decodeMarker,
  decodeRecords,
  type RecordBatch,
  type RecordHeader,
  splitBatches,
} from "../../protocol/mod.ts";
import { CorruptDataError } from "../errors.ts";
import type { ConsumedRecord, Header } from "../port.ts";

/** A transaction that was aborted, as a fetch tells it. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** What came of one partition in a fetch. */
export interface FetchedBytes {
  readonly topic: string;
  readonly partition: number;
  /** Where the fetch began. */
  readonly fromOffset: number;
  readonly bytes: Uint8Array;
  /** Empty when uncommitted records are wanted too. */
  readonly aborted: readonly AbortedTransaction[];
}

/** The records in it, and where to go on. */
export interface FetchedRecords {
  readonly records: readonly ConsumedRecord[];
  readonly nextOffset: number;
}

/**
 * Checks each batch's CRC and gives the records from `fromOffset` on, without transaction markers
 * and without the records of aborted transactions.
 *
 * @throws {CorruptDataError} with topic, partition and the offset of the batch that is damaged
 */
export function recordsOf(fetched: FetchedBytes): FetchedRecords {
  const { topic, partition, fromOffset } = fetched;
  const aborted = new AbortedProducers(fetched.aborted);
  const records: ConsumedRecord[] = [];
  let nextOffset = fromOffset;
  try {
    for (const batch of splitBatches(fetched.bytes, { partialTail: true })) {
      demandIntact(batch);
      if (batch.lastOffset < fromOffset) continue;
      if (!aborted.skips(batch)) {
        for (const record of decodeRecords(batch)) {
          if (record.offset >= fromOffset) records.push(toConsumed(record, topic, partition));
        }
      }
      nextOffset = Math.max(nextOffset, batch.nextOffset);
    }
  } catch (error) {
    throw damaged(error, fetched, nextOffset);
  }
  return { records, nextOffset };
}

function demandIntact(batch: RecordBatch): void {
  const crc = batch.computeCrc();
  if (crc === batch.crc) return;
  throw new WorkshopError(
    `its CRC-32C is ${batch.crc.toString(16)}, its bytes give ${crc.toString(16)}`,
    { code: "BAD_CRC" },
  );
}

/** Follows which producers are inside an aborted transaction as the batches pass. */
class AbortedProducers {
  readonly #ahead: AbortedTransaction[];
  readonly #inside = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ahead = aborted.toSorted((a, b) => b.firstOffset - a.firstOffset);
  }

  /** Whether nobody should see this batch. */
  skips(batch: RecordBatch): boolean {
    while (this.#ahead.length > 0 && this.#ahead.at(-1)!.firstOffset <= batch.lastOffset) {
      this.#inside.add(this.#ahead.pop()!.producerId);
    }
    if (batch.isControl) {
      if (this.#inside.has(batch.producerId) && decodeMarker(batch)?.result === "abort") {
        this.#inside.delete(batch.producerId);
      }
      return true;
    }
    return batch.isTransactional && this.#inside.has(batch.producerId);
  }
}

const NO_HEADERS: readonly Header[] = Object.freeze([]);

function toConsumed(record: BatchRecord, topic: string, partition: number): ConsumedRecord {
  const { headers } = record;
  return {
    topic,
    partition,
    offset: BigInt(record.offset),
    timestampMs: record.timestampMs,
    key: record.key,
    value: record.value,
    headers: headers.length === 0 ? NO_HEADERS : headers.map(toHeader),
  };
}

function toHeader({ key, value }: RecordHeader): Header {
  return { name: key, value };
}

function damaged(cause: unknown, { topic, partition }: FetchedBytes, offset: number): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CorruptDataError(
    `A batch at ${topic}/${partition} offset ${offset} is damaged: ${why}; it was not handed over, ` +
      "and is fetched again",
    {
      code: "CORRUPT_BATCH",
      retriable: true,
      cause,
      topic,
      partition,
      offset: BigInt(offset),
    },
  );
}
