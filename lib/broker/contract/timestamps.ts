import { type BatchOptions, encodeBatch, RecordBatch } from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { appended, batchOf, EPOCH_MS, offsetAt, produce } from "./requests.ts";
import type { Scenario, Session } from "./session.ts";
import { configure, storedBatches, storedLog } from "./stored_logs.ts";

/** Times of records: whose they are, and which are refused. */
export const TIMESTAMPS: readonly Scenario[] = [
  { name: "the kind of timestamps changes while records come", run: changingType },
  { name: "timestamps that are refused", run: bounds },
  { name: "timestamps that say what they are not", run: lies },
  { name: "the record with the latest time", run: latest },
];

const HOUR_MS = 3_600_000;

function at(times: readonly number[], options: BatchOptions = {}): Uint8Array {
  return encodeBatch(
    times.map((timestampMs) => ({ timestampMs, value: new Uint8Array(3) })),
    options,
  );
}

async function changingType(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  await produce(broker, batchOf(["a", "b"]), { topic });
  for (const type of ["LogAppendTime", "CreateTime"]) {
    await configure(broker, topic, { "message.timestamp.type": type });
    for (const codec of ["none", "lz4"] as const) {
      const { error, logAppendTimeMs } = await produce(broker, batchOf(["c"], { codec }), {
        topic,
      });
      session.note(`${type}, ${codec}`, { error, isStamped: logAppendTimeMs > 0 });
    }
  }
  session.note("the log", await storedLog(broker, topic));
}

async function bounds(session: Session): Promise<void> {
  const broker = await session.broker();
  const nowMs = Date.now();
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["now", [nowMs]],
    ["half an hour ago", [nowMs - HOUR_MS / 2]],
    ["half an hour ahead", [nowMs + HOUR_MS / 2]],
    ["one of three long ago", [nowMs, nowMs - 2 * HOUR_MS, nowMs]],
    ["one of three far ahead", [nowMs, nowMs + 2 * HOUR_MS, nowMs]],
    ["long ago", [nowMs - 2 * HOUR_MS]],
    ["none", [-1]],
  ];
  for (const type of ["CreateTime", "LogAppendTime"]) {
    for (const compression of ["producer", "zstd"]) {
      const topic = await session.topic({
        config: {
          "message.timestamp.before.max.ms": String(HOUR_MS),
          "message.timestamp.after.max.ms": String(HOUR_MS),
          "message.timestamp.type": type,
          "compression.type": compression,
        },
      });
      for (const [what, times] of cases) {
        session.note(
          `${type}, ${compression}: ${what}`,
          await appended(broker, at(times), { topic }),
        );
      }
    }
  }
}

async function lies(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const type of ["CreateTime", "LogAppendTime"]) {
    for (const compression of ["producer", "gzip"]) {
      const topic = await session.topic({
        config: { "message.timestamp.type": type, "compression.type": compression },
      });
      const stamped = at([EPOCH_MS], { logAppendTimeMs: EPOCH_MS + 5 });
      session.note(
        `${type}, ${compression}: a batch that was stamped by its producer`,
        await appended(broker, stamped, { topic }),
      );
      session.note("the log", await kinds(broker, topic));
    }
  }
}

async function kinds(broker: RawConnection, topic: string): Promise<Note> {
  return (await storedBatches(broker, topic)).map((batch: RecordBatch) => ({
    isLogAppendTime: batch.isLogAppendTime,
    crcIsRight: batch.crc === batch.computeCrc(),
  }));
}

async function latest(session: Session): Promise<void> {
  const broker = await session.broker();
  const mark = async (topic: string) =>
    await offsetAt(broker, { topic, timestamp: -3, version: 7 });
  const topic = await session.topic({ config: { "segment.ms": "60000" } });
  for (const times of [[5, 9, 9, 2], [9, 3], [100_000, 1], [200_000, 200_000], [150_000]]) {
    await produce(broker, at(times.map((ms) => EPOCH_MS + ms)), { topic });
    session.note(`after ${times.join(", ")}`, await mark(topic));
  }
  await broker.call("DeleteRecords", 1, {
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: 9 }] }],
    timeoutMs: 10_000,
  });
  session.note("after it was deleted from a segment that stays", await mark(topic));
  const none = await session.topic();
  await produce(broker, at([-1, -1]), { topic: none });
  session.note("records without a time", await mark(none));
  session.note("by time", await offsetAt(broker, { topic: none, timestamp: 0 }));
  const stamped = await session.topic({ config: { "message.timestamp.type": "LogAppendTime" } });
  await produce(broker, batchOf(["a", "b", "c"]), { topic: stamped });
  const { offset } = await mark(stamped) as { offset: number };
  session.note("of records that the broker stamped", offset);
}
