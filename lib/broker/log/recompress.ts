import {
  type BatchRecord,
  type CompressionCodec,
  decodeRecords,
  encodeBatch,
  ProtocolError,
  RecordBatch,
} from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";

/** How a batch is to be kept. */
export interface Recompression {
  readonly codec: CompressionCodec;
  readonly level: number | undefined;
  /** The broker's time, when it stands for that of all records. */
  readonly logAppendTimeMs: number | undefined;
}

/**
 * A producer's batch with its records in another codec. Each record is read for that, so what is
 * wrong with one is found here.
 *
 * @throws {RequestError} code `INVALID_RECORD` when the records can't be read or are out of order,
 * `UNKNOWN_SERVER_ERROR` when they can't be unpacked, as Apache Kafka has it
 */
export function recompressed(batch: RecordBatch, how: Recompression): RecordBatch {
  const records = readRecords(batch);
  const gap = records.findIndex(({ offset }, index) => offset !== batch.baseOffset + index);
  if (gap >= 0) {
    throw new RequestError(
      "INVALID_RECORD",
      `Record ${gap} of the batch has offset ${records[gap]!.offset}: it must be ${gap}`,
    );
  }
  return new RecordBatch(encodeBatch(records, {
    codec: how.codec,
    compressionLevel: how.level,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    transactional: batch.isTransactional,
    logAppendTimeMs: how.logAppendTimeMs,
  }));
}

function readRecords(batch: RecordBatch): BatchRecord[] {
  try {
    return decodeRecords(batch);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const isPacked = error.code === "BAD_COMPRESSION" || error.code === "TOO_LARGE";
    throw new RequestError(isPacked ? "UNKNOWN_SERVER_ERROR" : "INVALID_RECORD", error.message);
  }
}
