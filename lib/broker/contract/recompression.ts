import { COMPRESSION_CODECS, encodeBatch, RecordBatch } from "../../protocol/mod.ts";
import { appended, batchOf, EPOCH_MS, offsetAt, produce } from "./requests.ts";
import type { Scenario, Session } from "./session.ts";
import { configure, newProducerId, storedBatches, storedLog } from "./stored_logs.ts";

/** Topics that keep batches in a codec of their own. */
export const RECOMPRESSION: readonly Scenario[] = [
  { name: "batches in the codec of the topic", run: eachCodec },
  { name: "levels of compression", run: levels },
  { name: "recompression with the time of the broker", run: brokersTime },
  { name: "limits of a batch that is recompressed", run: limits },
  { name: "damaged batches that are to be recompressed", run: damaged },
];

const TYPES = ["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"];

async function eachCodec(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const type of TYPES) {
    const topic = await session.topic({ config: { "compression.type": type } });
    for (const codec of COMPRESSION_CODECS) {
      await produce(broker, batchOf(["a", null, "c"], { codec }), { topic });
    }
    const identity = { ...await newProducerId(broker), baseSequence: 0 };
    for (const time of ["first", "again"]) {
      session.note(
        `${type}: with sequence numbers, ${time}`,
        await appended(broker, batchOf(["x", "y"], identity), { topic }),
      );
    }
    session.note(type, await storedLog(broker, topic));
    session.note("by time", await offsetAt(broker, { topic, timestamp: EPOCH_MS + 1 }));
  }
}

async function levels(session: Session): Promise<void> {
  const broker = await session.broker();
  const texts = Array.from({ length: 2000 }, (_, index) => `value ${(index * 7919) % 1000}`);
  const sizes: Record<string, number> = {};
  for (
    const [type, level] of [["gzip", "1"], ["gzip", "9"], ["zstd", "1"], ["zstd", "19"]] as const
  ) {
    const config = { "compression.type": type, [`compression.${type}.level`]: level };
    const topic = await session.topic({ config });
    await produce(broker, batchOf(texts), { topic });
    sizes[`${type} ${level}`] = (await storedBatches(broker, topic))[0]!.bytes.length;
  }
  session.note("a higher level makes fewer bytes", {
    gzip: sizes["gzip 9"]! < sizes["gzip 1"]!,
    zstd: sizes["zstd 19"]! < sizes["zstd 1"]!,
  });
}

async function brokersTime(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const type of ["producer", "zstd", "uncompressed"]) {
    const config = { "compression.type": type, "message.timestamp.type": "LogAppendTime" };
    const topic = await session.topic({ config });
    const { logAppendTimeMs, error } = await produce(
      broker,
      batchOf(["a", "b"], { codec: "gzip" }),
      {
        topic,
      },
    );
    const [batch] = await storedBatches(broker, topic);
    session.note(type, {
      error,
      isThatOfTheAnswer: batch!.maxTimestampMs === logAppendTimeMs,
      log: await storedLog(broker, topic),
    });
  }
}

async function limits(session: Session): Promise<void> {
  const broker = await session.broker();
  const small = batchOf(["x".repeat(5000)], { codec: "gzip" });
  const config = { "max.message.bytes": "1000" };
  for (const type of TYPES) {
    const topic = await session.topic({ config: { ...config, "compression.type": type } });
    session.note(`${type}: larger when unpacked`, await appended(broker, small, { topic }));
    const large = batchOf(["x".repeat(5000)]);
    session.note(`${type}: smaller when packed`, await appended(broker, large, { topic }));
  }
  const topic = await session.topic();
  await produce(broker, small, { topic });
  await configure(broker, topic, { "compression.type": "uncompressed" });
  session.note("an old batch stays as it is", (await storedBatches(broker, topic))[0]!.codec);
}

async function damaged(session: Session): Promise<void> {
  const broker = await session.broker();
  const changes: readonly (readonly [string, (view: DataView) => void])[] = [
    ["too few records", (view) => view.setInt32(57, 1)],
    ["too many records", (view) => view.setInt32(57, 3)],
    ["bytes that can't be unpacked", (view) => view.setInt32(70, -1)],
  ];
  for (const [what, change] of changes) {
    for (
      const [type, codec] of [["zstd", "gzip"], ["uncompressed", "gzip"], ["gzip", "none"]] as const
    ) {
      const topic = await session.topic({ config: { "compression.type": type } });
      const bytes = batchOf(["abc", "def"], { codec });
      change(new DataView(bytes.buffer, bytes.byteOffset));
      new RecordBatch(bytes).seal();
      session.note(`${what}, ${codec} to ${type}`, await appended(broker, bytes, { topic }));
    }
  }
  const compacted = await session.topic({
    config: { "compression.type": "zstd", "cleanup.policy": "compact" },
  });
  const noKey = encodeBatch([{ timestampMs: EPOCH_MS, value: new Uint8Array(1) }], {
    codec: "gzip",
  });
  session.note("no key in a compacted topic", await appended(broker, noKey, { topic: compacted }));
}
