import { waitFor } from "../../core/mod.ts";
import { COMPRESSION_CODECS, encodeBatch } from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { appended, EPOCH_MS, fetched, fetchOne, offsetAt, produce } from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";
import {
  configure,
  FIFTY_MINUTES,
  isGone,
  keyed,
  marks,
  newProducerId,
  NOT_YET_CLEANED,
  produceSegments,
  storedLog,
} from "./stored_logs.ts";

/** Log compaction. */
export const CLEANING: readonly Scenario[] = [
  { name: "compaction keeps the last record of each key", run: lastOfEachKey },
  { name: "compaction and tombstones", run: tombstones },
  { name: "compaction of compressed batches", run: compressed },
  { name: "compaction and the sequence numbers of producers", run: sequences },
  { name: "compaction with the time of the broker", run: brokersTime },
  { name: "what compaction leaves alone", run: leftAlone },
  { name: "compaction and deletion together", run: compactAndDelete },
  { name: "settings that start and stop compaction", run: changingPolicy },
];

const COMPACTED = { ...NOT_YET_CLEANED, "cleanup.policy": "compact" };

/** Lets the cleaner go about a topic, until a record is gone. */
async function clean(session: Session, topic: string, gone: number): Promise<void> {
  const broker = await session.broker();
  await configure(broker, topic, { "min.cleanable.dirty.ratio": "0" });
  await session.cleaned(`offset ${gone} to be cleaned away`, () => isGone(broker, topic, gone));
  await configure(broker, topic, { "min.cleanable.dirty.ratio": "1" });
}

async function lastOfEachKey(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: COMPACTED });
  await produceSegments(broker, topic, [
    ["a=1", "b=1", "a=2"],
    ["c=1", "b=2"],
    ["d=1"],
    ["d=2", "c=2", "e=1"],
    ["a=3"],
  ]);
  session.note("before", await storedLog(broker, topic));
  await clean(session, topic, 0);
  session.note("after", await storedLog(broker, topic));
  session.note("its marks", await marks(broker, topic));
  for (const offset of [0, 2, 3, 5, 6, 9, 10]) {
    session.note(`from ${offset} on`, await firstFetched(broker, topic, offset));
  }
  await produceSegments(broker, topic, [["a=4"], ["b=3"]], { fromMs: 100 });
  await clean(session, topic, 9);
  session.note("after more", await storedLog(broker, topic));
  session.note("its marks", await marks(broker, topic));
}

async function firstFetched(broker: RawConnection, topic: string, offset: number): Promise<Note> {
  const { errorCode, records, highWatermark } = await fetchOne(broker, {
    topic,
    offset,
    partitionMaxBytes: 1,
  });
  const base = records?.length ? new DataView(records.buffer, records.byteOffset).getInt32(4) : -1;
  return { error: errorName(errorCode), base, highWatermark };
}

async function tombstones(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: COMPACTED });
  await produceSegments(broker, topic, [["a=1", "b=1"], ["a", "c=1"], ["b=2"], ["x=1"]]);
  await clean(session, topic, 0);
  session.note("at first they stay", await storedLog(broker, topic));
  await produceSegments(broker, topic, [["x=2"], ["x=3"]], { fromMs: 100 });
  await clean(session, topic, 2);
  session.note("then they go", await storedLog(broker, topic));
  await configure(broker, topic, { "delete.retention.ms": "86400000" });
  await produceSegments(broker, topic, [["c"], ["x=4"], ["x=5"]], { fromMs: 200 });
  await clean(session, topic, 3);
  await produceSegments(broker, topic, [["x=6"], ["x=7"]], { fromMs: 300 });
  await clean(session, topic, 10);
  session.note("not before their time", await storedLog(broker, topic));
}

async function compressed(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const codec of COMPRESSION_CODECS) {
    const topic = await session.topic({ config: COMPACTED });
    await produceSegments(broker, topic, [["a=1", "b=1", "c=1"], ["a=2"], ["d=1"]], { codec });
    await clean(session, topic, 0);
    session.note(codec, await storedLog(broker, topic));
  }
}

async function sequences(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: COMPACTED });
  const producer = await newProducerId(broker);
  const send = (atMs: number, records: readonly string[], baseSequence: number) =>
    appended(broker, keyed(atMs, records, { ...producer, baseSequence }), { topic });
  await send(0, ["a=1", "b=1"], 0);
  await send(10, ["a=2", "b=2"], 2);
  await produceSegments(broker, topic, [["a=3", "b=3"], ["c=1"]], { fromMs: 20 });
  await clean(session, topic, 2);
  session.note("the last batch stays empty", await storedLog(broker, topic));
  session.note("its marks", await marks(broker, topic));
  session.note("it again", await send(10, ["a=2", "b=2"], 2));
  session.note("the one before again", await send(0, ["a=1", "b=1"], 0));
  session.note("a gap", await send(40, ["a=9"], 5));
  session.note("the next", await send(40, ["d=1"], 4));
  await produceSegments(broker, topic, [["c=2"], ["c=3"]], { fromMs: 50 });
  await clean(session, topic, 6);
  session.note("after more", await storedLog(broker, topic));
}

async function brokersTime(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { ...COMPACTED, "message.timestamp.type": "LogAppendTime", "segment.bytes": "1048576" },
  });
  const large = "x".repeat(600_000);
  for (
    const records of [["a=1", "b=1", `f=${large}`], ["a=2", "f"], [`g=${large}`], [`h=${large}`]]
  ) {
    await appended(broker, keyed(0, records), { topic });
  }
  await clean(session, topic, 0);
  session.note("after", await storedLog(broker, topic));
}

async function leftAlone(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { ...COMPACTED, "min.compaction.lag.ms": FIFTY_MINUTES },
  });
  const soon = 3_600_000 - 60_000;
  await produceSegments(broker, topic, [["a=1"], ["a=2"]]);
  await produceSegments(broker, topic, [["a=3"], ["a=4"], ["a=5", "a=6"]], { fromMs: soon });
  await clean(session, topic, 0);
  session.note("young ones and the last segment", await offsetsOf(broker, topic));
  await configure(broker, topic, { "min.compaction.lag.ms": "0" });
  await clean(session, topic, 1);
  session.note("the last segment only", await offsetsOf(broker, topic));
}

async function offsetsOf(broker: RawConnection, topic: string): Promise<Note> {
  const log = await storedLog(broker, topic) as unknown as { records: readonly string[] }[];
  return log.flatMap(({ records }) => records.map((record) => record.split(" at ")[0]!));
}

async function compactAndDelete(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { ...COMPACTED, "cleanup.policy": "compact,delete", "retention.ms": "-1" },
  });
  await produceSegments(broker, topic, [["a=1"], ["b=1"], ["a=2"], ["c=1"]]);
  await produceSegments(broker, topic, [["d=1"]], { fromMs: 3_600_000 - 60_000 });
  await clean(session, topic, 0);
  session.note("compacted", await storedLog(broker, topic));
  session.note("where it begins", await offsetAt(broker, { topic, timestamp: -2 }));
  const { topics } = await broker.call("DeleteRecords", 1, {
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: 2 }] }],
    timeoutMs: 10_000,
  });
  const { errorCode, lowWatermark } = topics[0]!.partitions[0]!;
  session.note("records deleted", { error: errorName(errorCode), lowWatermark });
  session.note("before that", await fetched(broker, { topic, offset: 1 }));
  await configure(broker, topic, { "retention.ms": FIFTY_MINUTES });
  await session.cleaned("old records to go", async () => {
    const { offset } = await offsetAt(broker, { topic, timestamp: -2 }) as { offset: number };
    return offset > 2;
  });
  session.note("old ones deleted", await storedLog(broker, topic));
  session.note("its marks", await marks(broker, topic));
}

async function changingPolicy(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: NOT_YET_CLEANED });
  await produceSegments(broker, topic, [["a=1"], ["a=2"], ["b=1"]]);
  await configure(broker, topic, { "cleanup.policy": "compact" });
  await clean(session, topic, 0);
  session.note("no key now", await appended(broker, noKey(), { topic }));
  session.note("compacted from now on", await storedLog(broker, topic));
  await configure(broker, topic, { "cleanup.policy": "delete", "retention.ms": "-1" });
  const { baseOffset } = await waitFor(async () => {
    const produced = await produce(broker, noKey(), { topic });
    return produced.error === "NONE" ? produced : undefined;
  }, { what: "keyless records to be taken again" });
  session.note("no key again", baseOffset);
  await produceSegments(broker, topic, [["a=3"], ["a=4"]], { fromMs: 100 });
  session.note("not any more", await storedLog(broker, topic));
  await configure(broker, topic, { "cleanup.policy": "compact", "max.compaction.lag.ms": "1" });
  await session.cleaned("what is overdue", () => isGone(broker, topic, 1));
  session.note("again, since it is overdue, without keyless ones", await storedLog(broker, topic));
}

function noKey(): Uint8Array {
  return encodeBatch([{ timestampMs: EPOCH_MS + 50, value: new Uint8Array(1) }]);
}
