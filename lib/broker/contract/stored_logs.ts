// What scenarios about segments, cleaning and compression share: records with keys and times, and
// how a log lies on the broker.
import { type BatchOptions, decodeRecords, encodeBatch, splitBatches } from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { EPOCH_MS, fetchOne, offsetAt, produce } from "./requests.ts";
import { errorName, settled } from "./session.ts";
import { awaitMark } from "./settings_mark.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Records of a minute before the tests began stay younger for as long as all scenarios may take. */
export const FIFTY_MINUTES = "3000000";

/** Settings of a log that no cleaner touches yet: a segment for each batch of another time. */
export const NOT_YET_CLEANED: Readonly<Record<string, string>> = {
  "segment.ms": "1",
  "min.cleanable.dirty.ratio": "1",
  "delete.retention.ms": "0",
};

/** A batch of records like `"key=value"`, `afterMs` after the epoch; `"key"` is a tombstone. */
export function keyed(
  afterMs: number,
  records: readonly string[],
  options: BatchOptions = {},
): Uint8Array {
  return encodeBatch(
    records.map((record) => {
      const [key = "", value] = record.split("=");
      const bytes = value === undefined ? null : encoder.encode(value);
      return { timestampMs: EPOCH_MS + afterMs, key: encoder.encode(key), value: bytes };
    }),
    options,
  );
}

/** Appends one batch after the other, each in a segment of its own. */
export async function produceSegments(
  broker: RawConnection,
  topic: string,
  batches: readonly (readonly string[])[],
  options: BatchOptions & { readonly fromMs?: number } = {},
): Promise<void> {
  const { fromMs = 0, ...rest } = options;
  for (const [index, records] of batches.entries()) {
    const { error } = await produce(broker, keyed(fromMs + index * 10, records, rest), { topic });
    if (error !== "NONE") throw new Error(`Produce to ${topic}: ${error}`);
  }
}

/** A setting that does nothing to a scenario. */
const MARK = "file.delete.delay.ms";

/** Sets settings of a topic, and waits until its log goes by them. */
export async function configure(
  broker: RawConnection,
  topic: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const configs = Object.entries(settings).map(([name, value]) => ({
    name,
    configOperation: 0,
    value,
  }));
  const { responses } = await broker.call("IncrementalAlterConfigs", 1, {
    resources: [{ resourceType: 2, resourceName: topic, configs }],
    validateOnly: false,
  });
  if (responses[0]!.errorCode !== 0) throw new Error(responses[0]!.errorMessage ?? "refused");
  await awaitMark(broker, { type: 2, name: topic, setting: MARK });
  await awaitMark(broker, { type: 2, name: topic, setting: MARK });
}

/** All batches that a log has from its start on, as they are stored. */
export async function storedBatches(broker: RawConnection, topic: string) {
  const earliest = await offsetAt(broker, { topic, timestamp: -2 }) as { offset: number };
  const batches = [];
  for (let offset = earliest.offset;;) {
    const { errorCode, records, highWatermark } = await fetchOne(broker, { topic, offset });
    if (errorCode !== 0) throw new Error(`Fetch ${topic}: ${errorName(errorCode)}`);
    const found = splitBatches(records ?? new Uint8Array(), { partialTail: true });
    batches.push(...found);
    offset = found.at(-1)?.nextOffset ?? highWatermark;
    if (offset >= highWatermark) return batches;
  }
}

/** What lies where in a log: batches with their offsets, sequence numbers, and records. */
export async function storedLog(broker: RawConnection, topic: string): Promise<Note> {
  return (await storedBatches(broker, topic)).map((batch) => ({
    offsets: `${batch.baseOffset}–${batch.lastOffset}`,
    codec: batch.codec,
    ...(batch.baseSequence < 0 ? {} : { sequences: `${batch.baseSequence}–${batch.lastSequence}` }),
    ...(batch.isTransactional ? { isTransactional: true } : {}),
    ...(batch.hasDeleteHorizon ? { hasDeleteHorizon: true } : {}),
    ...(batch.isLogAppendTime ? { isLogAppendTime: true } : {
      latestMs: batch.isControl ? "now" : batch.maxTimestampMs - EPOCH_MS,
    }),
    crcIsRight: batch.crc === batch.computeCrc(),
    records: decodeRecords(batch).map(({ offset, key, value, timestampMs }) => {
      if (batch.isControl) return `${offset}: ${key?.at(-1) === 1 ? "commit" : "abort"}`;
      const text = value === null ? "" : `=${shortened(decoder.decode(value))}`;
      const time = batch.isLogAppendTime ? "" : ` at ${timestampMs - EPOCH_MS}`;
      return `${offset}: ${key === null ? "no key" : decoder.decode(key)}${text}${time}`;
    }),
    ...(batch.isControl ? { isControl: true } : {}),
  }));
}

function shortened(text: string): string {
  return text.length > 20 ? `${text.slice(0, 5)}… ${text.length}` : text;
}

/** An idempotent producer's id and epoch; right after its start a broker has none to give. */
export async function newProducerId(
  broker: RawConnection,
): Promise<{ producerId: number; producerEpoch: number }> {
  const { producerId, producerEpoch } = await settled(
    () => broker.call("InitProducerId", 1, { transactionalId: null, transactionTimeoutMs: 60_000 }),
    ({ errorCode }) => errorCode,
  );
  return { producerId, producerEpoch };
}

/** Whether a log has no record at an offset any more. */
export async function isGone(
  broker: RawConnection,
  topic: string,
  offset: number,
): Promise<boolean> {
  const batches = await storedBatches(broker, topic);
  return !batches.some((batch) => decodeRecords(batch).some((record) => record.offset === offset));
}

/** Every special offset of a log, and those at some times after the epoch. */
export async function marks(
  broker: RawConnection,
  topic: string,
  timesMs: readonly number[] = [-1, 1, 15, 25, 1000],
): Promise<Note> {
  const at = (timestamp: number, isolationLevel: 0 | 1 = 0) =>
    offsetAt(broker, { topic, timestamp, version: 9, isolationLevel });
  const byTime: Note[] = [];
  for (const afterMs of timesMs) byTime.push(await at(EPOCH_MS + afterMs));
  return {
    latest: await at(-1),
    latestCommitted: await at(-1, 1),
    earliest: await at(-2),
    ofMaxTimestamp: await at(-3),
    earliestLocal: await at(-4),
    latestTiered: await at(-5),
    byTime,
  };
}
