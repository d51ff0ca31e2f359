import { COMPRESSION_CODECS, encodeBatch, RecordBatch } from "../../protocol/mod.ts";
import type { RawConnection } from "./raw_connection.ts";
import { appended, batchOf, EPOCH_MS, fetched, fetchOne, produce } from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

/** Batches that are appended and batches that are refused. */
export const PRODUCE: readonly Scenario[] = [
  { name: "acknowledgements", run: acknowledgements },
  { name: "batches of each codec", run: codecs },
  { name: "batches that are refused", run: refused },
  { name: "limits of a topic", run: limits },
  { name: "times of records", run: times },
  { name: "several partitions in one produce", run: severalPartitions },
];

async function acknowledgements(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  for (const version of [3, 5, 7, 8, 9]) {
    session.note(
      `all, v${version}`,
      await appended(broker, batchOf(["a", "b"]), { topic, version }),
    );
  }
  session.note("of the leader", await appended(broker, batchOf(["c"]), { topic, acks: 1 }));
  await produce(broker, batchOf(["nobody answers"]), { topic, acks: 0 });
  session.note("none, then all", await appended(broker, batchOf(["d"]), { topic }));
  session.note("two", await appended(broker, batchOf(["e"]), { topic, acks: 2 }));
  session.note("what is in the log", await fetched(broker, { topic, offset: 0 }));
  await refusedWithoutAcks(session, topic);
}

/** With acks 0 a refused batch can't be answered: the broker closes the connection. */
async function refusedWithoutAcks(session: Session, topic: string): Promise<void> {
  const connection = await session.connect();
  const broken = batchOf(["x"]);
  broken[broken.length - 1]! ^= 1;
  await produce(connection, broken, { topic, acks: 0 });
  session.note(
    "none, with a refused batch, closes",
    await connection.receiveFrame() === undefined,
  );
}

async function codecs(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const values = ["one", "two", "z".repeat(3000)];
  for (const codec of COMPRESSION_CODECS) {
    const batch = batchOf(values, { codec });
    session.note(codec, await appended(broker, batch, { topic }));
    const { highWatermark } = await fetchOne(broker, { topic, offset: 0 });
    const stored = (await fetchOne(broker, { topic, offset: highWatermark - 1 })).records!;
    session.note(`${codec}, stored as it was sent`, sameButForPlace(stored, batch));
  }
  session.note(
    "zstd by a version that does not know it",
    await appended(broker, batchOf(values, { codec: "zstd" }), { topic, version: 6 }),
  );
  session.note("all of them", await fetched(broker, { topic, offset: 0 }));
  const old = await fetched(broker, { topic, offset: 12, version: 9 });
  session.note("zstd fetched by a version that does not know it", old);
}

/** A broker writes base offset and leader epoch, and nothing else. */
function sameButForPlace(stored: Uint8Array, sent: Uint8Array): boolean {
  return stored.length === sent.length &&
    stored.every((byte, at) => at < 8 || at >= 12 && at < 16 || byte === sent[at]);
}

async function refused(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const attempts: readonly [string, Uint8Array][] = [
    ["a flipped byte", changed((bytes) => bytes[bytes.length - 1]! ^= 1)],
    ["no bytes", new Uint8Array()],
    ["a cut batch", batchOf(["abc"]).slice(0, -2)],
    ["two batches", joined(batchOf(["a"]), batchOf(["b"]))],
    ["an old format", changed((bytes) => bytes[16] = 1)],
    ["a format of the future", changed((bytes) => bytes[16] = 3)],
    ["no records", encodeBatch([])],
    ["a count that is not that of the records", sealed((view) => view.setInt32(57, 5))],
    ["a base offset other than 0", batchOf(["a"], { baseOffset: 7 })],
    ["a control batch", batchOf(["a"], { control: true })],
    ["a transactional batch outside a transaction", batchOf(["a"], { transactional: true })],
  ];
  for (const [what, batch] of attempts) {
    session.note(what, await appended(broker, batch, { topic }));
  }
  session.note(
    "a partition that is not there",
    await appended(broker, batchOf(["a"]), {
      topic,
      partition: 9,
    }),
  );
  session.note(
    "a topic that is not there",
    await appended(broker, batchOf(["a"]), {
      topic: session.name("none"),
    }),
  );
  session.note("the log holds", await fetched(broker, { topic, offset: 0 }));
}

function changed(change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = batchOf(["a", "b"]);
  change(bytes);
  return bytes;
}

function sealed(change: (view: DataView) => void): Uint8Array {
  return changed((bytes) => {
    change(new DataView(bytes.buffer, bytes.byteOffset));
    new RecordBatch(bytes).seal();
  });
}

function joined(...chunks: Uint8Array[]): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

async function limits(session: Session): Promise<void> {
  const broker = await session.broker();
  const small = await session.topic({ config: { "max.message.bytes": "200" } });
  for (const [what, bytes] of [["at", 200], ["one over", 201]] as const) {
    const note = await appended(broker, batchOfBytes(bytes), { topic: small });
    session.note(`${what} the topic's limit`, note);
  }
  const compacted = await session.topic({ config: { "cleanup.policy": "compact" } });
  const keyless = encodeBatch([{ timestampMs: EPOCH_MS, value: new Uint8Array([1]) }]);
  session.note(
    "no key in a compacted topic",
    await appended(broker, keyless, {
      topic: compacted,
    }),
  );
  session.note("a tombstone", await appended(broker, batchOf([null]), { topic: compacted }));
  const safe = await session.topic({ config: { "min.insync.replicas": "2" } });
  session.note(
    "too few replicas, acks all",
    await appended(broker, batchOf(["a"]), { topic: safe }),
  );
  session.note(
    "too few replicas, acks 1",
    await appended(broker, batchOf(["b"]), {
      topic: safe,
      acks: 1,
    }),
  );
  session.note("in its log", await fetched(broker, { topic: safe, offset: 0 }));
  await limitOfTheBroker(session, broker);
}

async function limitOfTheBroker(session: Session, broker: RawConnection): Promise<void> {
  const topic = await session.topic();
  for (const [what, bytes] of [["at", 1_048_588], ["one over", 1_048_589]] as const) {
    const note = await appended(broker, batchOfBytes(bytes), { topic });
    session.note(`${what} the broker's limit`, note);
  }
}

/** A batch of exactly so many bytes. */
function batchOfBytes(bytes: number): Uint8Array {
  for (let length = bytes - 60; length > 0; length--) {
    const batch = batchOf(["x".repeat(length)]);
    if (batch.length === bytes) return batch;
  }
  throw new RangeError(`No batch of one record has ${bytes} bytes`);
}

async function times(session: Session): Promise<void> {
  const broker = await session.broker();
  const stamped = await session.topic({
    config: { "message.timestamp.type": "LogAppendTime" },
  });
  const answer = await produce(broker, batchOf(["a"]), { topic: stamped });
  session.note("the broker's time", {
    error: answer.error,
    isNow: Math.abs(answer.logAppendTimeMs - Date.now()) < 600_000,
  });
  const batch = new RecordBatch((await fetchOne(broker, { topic: stamped, offset: 0 })).records!);
  session.note("in the batch", {
    isLogAppendTime: batch.isLogAppendTime,
    isThatOfTheAnswer: batch.maxTimestampMs === answer.logAppendTimeMs,
    crcIsRight: batch.crc === batch.computeCrc(),
  });
  const created = await session.topic();
  const { logAppendTimeMs } = await produce(broker, batchOf(["a"]), { topic: created });
  session.note("the producer's time", { logAppendTimeMs });
  const strict = await session.topic({
    config: { "message.timestamp.before.max.ms": "1000", "message.timestamp.after.max.ms": "1000" },
  });
  session.note("long before now", await appended(broker, batchOf(["a"]), { topic: strict }));
  const future = encodeBatch([{ timestampMs: Date.now() + 3_600_000, value: null }]);
  session.note("an hour ahead", await appended(broker, future, { topic: strict }));
  session.note("an hour ahead, by default", await appended(broker, future, { topic: created }));
  const farFuture = encodeBatch([{ timestampMs: Date.now() + 7_200_000, value: null }]);
  session.note(
    "two hours ahead, by default",
    await appended(broker, farFuture, {
      topic: created,
    }),
  );
}

async function severalPartitions(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 2 });
  const { responses } = await broker.call("Produce", 8, {
    acks: -1,
    timeoutMs: 10_000,
    topicData: [
      {
        name: topic,
        partitionData: [
          { index: 1, records: batchOf(["a"]) },
          { index: 5, records: batchOf(["b"]) },
          { index: 0, records: changed((bytes) => bytes[bytes.length - 1]! ^= 1) },
        ],
      },
      { name: session.name("none"), partitionData: [{ index: 0, records: batchOf(["c"]) }] },
    ],
  });
  const answers = responses.flatMap(({ name, partitionResponses }) =>
    partitionResponses.map(({ index, errorCode, baseOffset }) => ({
      partition: `${name === topic ? "ours" : "none"}-${index}`,
      error: errorName(errorCode),
      baseOffset,
    }))
  );
  session.note("each is answered for itself", answers.toSorted(byPartition));
}

function byPartition(a: { partition: string }, b: { partition: string }): number {
  return a.partition < b.partition ? -1 : 1;
}
