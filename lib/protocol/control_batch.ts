import { ProtocolError } from "./protocol_error.ts";
import { Reader } from "./reader.ts";
import type { RecordBatch } from "./record_batch.ts";
import { decodeRecords, encodeBatch } from "./records.ts";
import { Writer } from "./writer.ts";

/** How a transaction ended. */
export type TransactionResult = "abort" | "commit";

/** The marker that ends a transaction on a partition. */
export interface TransactionMarker {
  /** How it ended. */
  readonly result: TransactionResult;
  /** Epoch of the coordinator that wrote it. */
  readonly coordinatorEpoch: number;
}

const RESULTS: readonly TransactionResult[] = ["abort", "commit"];

/** The bytes of a control batch that holds one transaction marker. */
export function encodeMarker(marker: TransactionMarker, options: {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly timestampMs: number;
  readonly baseOffset?: number;
  readonly leaderEpoch?: number;
}): Uint8Array {
  const { timestampMs, ...batch } = options;
  const key = new Writer(4);
  key.int16(0);
  key.int16(RESULTS.indexOf(marker.result));
  const value = new Writer(6);
  value.int16(0);
  value.int32(marker.coordinatorEpoch);
  const record = { timestampMs, key: key.toBytes(), value: value.toBytes() };
  return encodeBatch([record], { ...batch, transactional: true, control: true });
}

/**
 * The marker in a control batch; undefined when it is another kind of control record, or when the
 * cleaner has emptied the batch.
 *
 * @throws {ProtocolError} when the batch is damaged
 */
export function decodeMarker(batch: RecordBatch): TransactionMarker | undefined {
  if (batch.count === 0) return undefined;
  const [record] = decodeRecords(batch);
  if (record?.key == null || record.value === null) {
    throw new ProtocolError("A control batch holds no control record", "BAD_VALUE");
  }
  const key = new Reader(record.key);
  key.int16();
  const result = RESULTS[key.int16()];
  if (result === undefined) return undefined;
  const value = new Reader(record.value);
  value.int16();
  return { result, coordinatorEpoch: value.int32() };
}
