import { encodeBatch } from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { appended, EPOCH_MS, fetched, fetchOne, offsetAt, produce } from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";
import {
  configure,
  FIFTY_MINUTES,
  keyed,
  marks,
  produceSegments,
  storedLog,
} from "./stored_logs.ts";

/** Old records that go, and where a log then begins. */
export const RETENTION: readonly Scenario[] = [
  { name: "retention by time", run: byTime },
  { name: "retention by time of all there is", run: ofAll },
  { name: "retention by size", run: bySize },
  { name: "records deleted across segments", run: deletedAcrossSegments },
  { name: "segments that are full", run: fullSegments },
];

const EARLIEST = -2;
const FOR_EVER = { "segment.ms": "1", "retention.ms": "-1" };

async function startOf(broker: RawConnection, topic: string): Promise<number> {
  const { offset } = await offsetAt(broker, { topic, timestamp: EARLIEST }) as { offset: number };
  return offset;
}

async function begins(session: Session, topic: string, offset: number): Promise<void> {
  const broker = await session.broker();
  await session.cleaned(
    `${topic} to begin at ${offset}`,
    async () => await startOf(broker, topic) >= offset,
  );
}

async function byTime(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: FOR_EVER });
  const [old, young] = [0, 3_600_000 - 60_000];
  await produceSegments(broker, topic, [["a=1", "a=2"], ["a=3"]], { fromMs: old });
  await produceSegments(broker, topic, [["a=4"], ["a=5"]], { fromMs: young });
  await produceSegments(broker, topic, [["a=6"]], { fromMs: old });
  await configure(broker, topic, { "retention.ms": FIFTY_MINUTES });
  await begins(session, topic, 3);
  session.note("old ones at the start are gone", await storedLog(broker, topic));
  session.note("its marks", await marks(broker, topic));
  session.note("from 0 on", await fetched(broker, { topic, offset: 0 }));
  session.note("from 2 on", await fetched(broker, { topic, offset: 2 }));
  session.note("a produce tells", await logStart(broker, topic));
}

async function logStart(broker: RawConnection, topic: string): Promise<Note> {
  const { logStartOffset, baseOffset } = await produce(broker, keyed(4_000_000, ["z=1"]), {
    topic,
  });
  const { logStartOffset: toReaders } = await fetchOne(broker, { topic, offset: baseOffset });
  return { baseOffset, logStartOffset, toReaders };
}

async function ofAll(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: FOR_EVER });
  await produceSegments(broker, topic, [["a=1"], ["a=2"], ["a=3"]]);
  await configure(broker, topic, { "retention.ms": FIFTY_MINUTES });
  await begins(session, topic, 3);
  session.note("nothing is left", await storedLog(broker, topic));
  session.note("its marks", await marks(broker, topic));
  session.note("from 0 on", await fetched(broker, { topic, offset: 0 }));
  session.note("from its end on", await fetched(broker, { topic, offset: 3 }));
  session.note("offsets go on", await logStart(broker, topic));
}

async function bySize(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: FOR_EVER });
  const bytes = keyed(0, ["a=1"]).length;
  await produceSegments(broker, topic, ["1", "2", "3", "4", "5"].map((value) => [`a=${value}`]));
  for (const [keeps, offset] of [[4 * bytes + 1, 0], [4 * bytes, 1], [2 * bytes - 1, 3]] as const) {
    await configure(broker, topic, { "retention.bytes": String(keeps) });
    if (offset > 0) await begins(session, topic, offset);
    session.note(`${keeps} bytes`, await startOf(broker, topic));
  }
  session.note("what is left", await storedLog(broker, topic));
}

async function deletedAcrossSegments(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: FOR_EVER });
  await produceSegments(broker, topic, [["a=1", "a=2", "a=3"], ["b=1", "b=2"], ["c=1", "c=2"]]);
  for (const offset of [1, 4, 4, 3, 8, -2, 5, -1]) {
    const { topics } = await broker.call("DeleteRecords", 1, {
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset }] }],
      timeoutMs: 10_000,
    });
    const { errorCode, lowWatermark } = topics[0]!.partitions[0]!;
    session.note(`before ${offset}`, { error: errorName(errorCode), lowWatermark });
    session.note("its marks", await marks(broker, topic, [15, 25]));
    if (errorCode === 0 && lowWatermark > 0) {
      session.note("just before", await fetched(broker, { topic, offset: lowWatermark - 1 }));
      session.note("from there on", await fetched(broker, { topic, offset: lowWatermark }));
    }
  }
  const compacted = await session.topic({ config: { "cleanup.policy": "compact" } });
  await produceSegments(broker, compacted, [["a=1"]]);
  const { topics } = await broker.call("DeleteRecords", 1, {
    topics: [{ name: compacted, partitions: [{ partitionIndex: 0, offset: 1 }] }],
    timeoutMs: 10_000,
  });
  session.note("of a compacted topic", errorName(topics[0]!.partitions[0]!.errorCode));
}

async function fullSegments(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { "segment.bytes": "1048576", "max.message.bytes": "2000000", "retention.ms": "-1" },
  });
  const batch = (bytes: number) =>
    encodeBatch([{ timestampMs: EPOCH_MS, key: new Uint8Array(1), value: new Uint8Array(bytes) }]);
  const overhead = batch(600_000).length - 600_000;
  for (const bytes of [600_000, 600_000, 448_576 - 2 * overhead, 10, 1_048_576 - overhead]) {
    session.note(`${bytes} bytes`, await appended(broker, batch(bytes), { topic }));
  }
  const tooLarge = 1_048_577 - overhead;
  session.note("larger than a segment", await appended(broker, batch(tooLarge), { topic }));
  await configure(broker, topic, { "retention.bytes": "1" });
  await begins(session, topic, 4);
  session.note("segments begin at", await startOf(broker, topic));
}
