import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  RecordBatch,
} from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import type { LogConfig } from "./log_config.ts";

const LOG_APPEND_TIME_BIT = 0x08;

/**
 * Checks what a client sends for one partition: one batch of version 2, undamaged, within the
 * topic's limits. Its records are not decoded.
 *
 * @throws {RequestError}
 */
export function validateBatch(
  records: Uint8Array | null,
  options: { readonly config: LogConfig; readonly nowMs: number },
): RecordBatch {
  const batch = onlyBatch(records);
  const { config, nowMs } = options;
  if (batch.bytes.length > config.maxMessageBytes) {
    throw new RequestError(
      "MESSAGE_TOO_LARGE",
      `A batch of ${batch.bytes.length} bytes is over the limit of ${config.maxMessageBytes}: ` +
        "send smaller batches or raise max.message.bytes of the topic",
    );
  }
  if (batch.computeCrc() !== batch.crc) {
    throw new RequestError("CORRUPT_MESSAGE", "The batch's CRC does not fit its bytes: send again");
  }
  if (batch.isControl) refuse("Clients can't write control records");
  if (batch.count <= 0 || batch.lastOffsetDelta !== batch.count - 1) {
    refuse(`${batch.count} records can't have a last offset delta of ${batch.lastOffsetDelta}`);
  }
  if (batch.producerId >= 0 && (batch.producerEpoch < 0 || batch.baseSequence < 0)) {
    refuse(`Producer ${batch.producerId} sent no sequence number or epoch`);
  }
  checkTimestamp(batch, config, nowMs);
  return batch;
}

function onlyBatch(records: Uint8Array | null): RecordBatch {
  if (records === null || records.length === 0) {
    refuse("A produce request needs one batch per partition: this has none");
  }
  if (records.length < BATCH_HEADER_BYTES) {
    throw new RequestError("CORRUPT_MESSAGE", `A batch of ${records.length} bytes has no header`);
  }
  const batch = new RecordBatch(records);
  if (batch.magic !== BATCH_MAGIC) {
    refuse(`Batches have format version 2, not ${batch.magic}`);
  }
  const size = batch.sizeInBytes;
  if (size < BATCH_HEADER_BYTES || size > records.length) {
    throw new RequestError("CORRUPT_MESSAGE", `A batch claims ${size} of ${records.length} bytes`);
  }
  if (size < records.length) {
    const rest = records.length - size;
    if (rest < BATCH_OVERHEAD_BYTES) throw new RequestError("CORRUPT_MESSAGE");
    refuse("A produce request needs exactly one batch per partition: this has several");
  }
  return batch;
}

/** Applies the topic's kind of timestamps, whatever the client's attributes say. */
function checkTimestamp(batch: RecordBatch, config: LogConfig, nowMs: number): void {
  if (config.logAppendTime) return batch.stampLogAppendTime(nowMs);
  const ahead = batch.maxTimestampMs - nowMs;
  if (ahead > config.timestampAfterMaxMs || -ahead > config.timestampBeforeMaxMs) {
    throw new RequestError(
      "INVALID_TIMESTAMP",
      `Timestamp ${batch.maxTimestampMs} is too far from the broker's time ${nowMs}`,
    );
  }
  if (batch.isLogAppendTime) {
    batch.bytes[22]! &= ~LOG_APPEND_TIME_BIT;
    batch.seal();
  }
}

function refuse(message: string): never {
  throw new RequestError("INVALID_RECORD", message);
}
