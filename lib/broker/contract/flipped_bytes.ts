import { COMPRESSION_CODECS, type CompressionCodec } from "../../protocol/mod.ts";
import { batchOf, fetchOne, offsetAt, produce } from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

/** The head of a batch: where each field ends. What follows are the records. */
const FIELDS: readonly (readonly [name: string, end: number])[] = [
  ["base offset", 8],
  ["length", 12],
  ["leader epoch", 16],
  ["magic", 17],
  ["crc", 21],
  ["attributes", 23],
  ["last offset delta", 27],
  ["base timestamp", 35],
  ["max timestamp", 43],
  ["producer id", 51],
  ["producer epoch", 53],
  ["base sequence", 57],
  ["count", 61],
];
const FLIPS = [0x01, 0x80, 0xff];

/** Batches in which a single byte is wrong. */
export const FLIPPED_BYTES: readonly Scenario[] = COMPRESSION_CODECS.map((codec) => ({
  name: `a flipped byte in each place of a batch, codec ${codec}`,
  run: (session) => flipped(session, codec),
}));

async function flipped(session: Session, codec: CompressionCodec): Promise<void> {
  const topic = await session.topic();
  const seen = new Map<string, Set<string>>();
  const batch = batchOf(["one ".repeat(9), "two ".repeat(9), null], { codec });
  for (const at of batch.keys()) {
    const [field] = FIELDS.find(([, end]) => at < end) ?? ["records"];
    const answers = seen.get(field) ?? new Set();
    seen.set(field, answers);
    for (const flip of FLIPS) answers.add(await send(session, topic, withFlip(batch, at, flip)));
  }
  for (const [field, answers] of seen) session.note(field, [...answers].sort());
  await allReadable(session, topic);
}

function withFlip(batch: Uint8Array, at: number, flip: number): Uint8Array {
  const changed = batch.slice();
  changed[at]! ^= flip;
  return changed;
}

async function send(session: Session, topic: string, batch: Uint8Array): Promise<string> {
  const connection = await session.connect();
  try {
    return (await produce(connection, batch, { topic })).error;
  } catch {
    return "closed without an answer";
  } finally {
    connection[Symbol.dispose]();
  }
}

/** What was taken in can be read: those bytes mean nothing to a broker. */
async function allReadable(session: Session, topic: string): Promise<void> {
  const broker = await session.broker();
  const { errorCode, highWatermark } = await fetchOne(broker, { topic, offset: 0 });
  session.note("the log", { error: errorName(errorCode), isWhole: highWatermark % 3 === 0 });
  session.note("its end", (await offsetAt(broker, { topic, timestamp: -1 })) !== null);
}
