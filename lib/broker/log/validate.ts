import { BATCH_HEADER_BYTES, BATCH_MAGIC, decodeRecords, RecordBatch } from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import type { LogConfig } from "./log_config.ts";
import { recompressed } from "./recompress.ts";

const LOG_APPEND_TIME_BIT = 0x08;
const NO_TIMESTAMP = -1;

/**
 * Checks what a client sends for one partition: one batch of version 2, undamaged, within the
 * topic's limits. Its records are decoded only where keys or another codec ask for it.
 *
 * @throws {RequestError}
 */
export function validateBatch(
  records: Uint8Array | null,
  options: { readonly config: LogConfig; readonly nowMs: number },
): RecordBatch {
  const batch = onlyBatch(records);
  const { config, nowMs } = options;
  checkSize(batch, config);
  if (batch.computeCrc() !== batch.crc) {
    throw new RequestError("CORRUPT_MESSAGE", "The batch's CRC does not fit its bytes: send again");
  }
  if (batch.isControl) refuse("Clients can't write control records");
  if (batch.count <= 0 || batch.lastOffsetDelta !== batch.count - 1) {
    refuse(`${batch.count} records can't have a last offset delta of ${batch.lastOffsetDelta}`);
  }
  if (batch.baseOffset !== 0) refuse(`The base offset is ${batch.baseOffset}: it must be 0`);
  if (batch.producerId >= 0 && batch.baseSequence < 0) {
    refuse(`Producer ${batch.producerId} sent no sequence number`);
  }
  if (config.compacts && decodeRecords(batch).some(({ key }) => key === null)) {
    refuse("Records of a compacted topic need a key");
  }
  checkTimestamp(batch, config, nowMs);
  return inCodec(batch, config, nowMs);
}

function checkSize({ bytes }: RecordBatch, config: LogConfig): void {
  if (bytes.length > config.maxMessageBytes) {
    throw new RequestError(
      "MESSAGE_TOO_LARGE",
      `A batch of ${bytes.length} bytes is over the limit of ${config.maxMessageBytes}: ` +
        "send smaller batches or raise max.message.bytes of the topic",
    );
  }
  if (bytes.length > config.segmentBytes) {
    throw new RequestError(
      "RECORD_LIST_TOO_LARGE",
      `A batch of ${bytes.length} bytes does not fit into a segment of ${config.segmentBytes}: ` +
        "send smaller batches or raise segment.bytes of the topic",
    );
  }
}

/** The batch in the topic's codec; most topics leave it as the producer sent it. */
function inCodec(batch: RecordBatch, config: LogConfig, nowMs: number): RecordBatch {
  const { codec, compressionLevel: level, logAppendTime } = config;
  if (codec === undefined || codec === batch.codec) return batch;
  const changed = recompressed(batch, {
    codec,
    level,
    logAppendTimeMs: logAppendTime ? nowMs : undefined,
  });
  checkSize(changed, config);
  return changed;
}

/** The one batch of the records; what follows it and is not all there is left out. */
function onlyBatch(records: Uint8Array | null): RecordBatch {
  const size = records === null ? 0 : sizeOfWhole(records);
  if (records === null || size === 0) {
    refuse("A produce request needs one whole batch per partition: this has none");
  }
  if (sizeOfWhole(records.subarray(size)) > 0) {
    refuse("A produce request needs exactly one batch per partition: this has several");
  }
  const batch = new RecordBatch(records.subarray(0, size));
  if (batch.magic !== BATCH_MAGIC) refuse(`Batches have format version 2, not ${batch.magic}`);
  return batch;
}

/** Size of the batch that the bytes begin with; 0 when it is not all there. */
function sizeOfWhole(bytes: Uint8Array): number {
  if (bytes.length < BATCH_HEADER_BYTES) return 0;
  const { magic, sizeInBytes } = new RecordBatch(bytes);
  if (magic < 0 || magic > BATCH_MAGIC || sizeInBytes < BATCH_HEADER_BYTES) {
    throw new RequestError(
      "CORRUPT_MESSAGE",
      `A batch claims ${sizeInBytes} bytes and format version ${magic}`,
    );
  }
  return sizeInBytes > bytes.length ? 0 : sizeInBytes;
}

/** Applies the topic's kind of timestamps, whatever the client's attributes say. */
function checkTimestamp(batch: RecordBatch, config: LogConfig, nowMs: number): void {
  if (config.logAppendTime) {
    if (batch.isLogAppendTime) refuseTime("Only the broker may say that it stamped a batch");
    return batch.stampLogAppendTime(nowMs);
  }
  const latestMs = nowMs + config.timestampAfterMaxMs;
  const earliestMs = nowMs - config.timestampBeforeMaxMs;
  const wrong = timesOf(batch, config).find((timeMs) =>
    timeMs !== NO_TIMESTAMP && (timeMs > latestMs || timeMs < earliestMs)
  );
  if (wrong !== undefined) {
    refuseTime(`Timestamp ${wrong} is too far from the broker's time ${nowMs}`);
  }
  if (batch.isLogAppendTime) {
    batch.bytes[22]! &= ~LOG_APPEND_TIME_BIT;
    batch.seal();
  }
}

/** The header tells the latest time; the records are read only where early ones are refused. */
function timesOf(batch: RecordBatch, { timestampBeforeMaxMs }: LogConfig): number[] {
  if (timestampBeforeMaxMs >= Number.MAX_SAFE_INTEGER) return [batch.maxTimestampMs];
  return [batch.maxTimestampMs, ...decodeRecords(batch).map(({ timestampMs }) => timestampMs)];
}

function refuseTime(message: string): never {
  throw new RequestError("INVALID_TIMESTAMP", message);
}

function refuse(message: string): never {
  throw new RequestError("INVALID_RECORD", message);
}
