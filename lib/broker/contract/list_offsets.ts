import { encodeBatch } from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import { batchOf, EPOCH_MS, offsetAt, produce } from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;

/** Offsets by time and by mark. */
export const LIST_OFFSETS: readonly Scenario[] = [
  { name: "offsets of an empty log", run: emptyLog },
  { name: "offsets by time", run: byTime },
  { name: "offsets that can't be told", run: refused },
  { name: "records deleted from the start of a log", run: deletedRecords },
];

async function emptyLog(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const marks: readonly [string, number, number][] = [
    ["latest", LATEST, 5],
    ["earliest", EARLIEST, 5],
    ["by time", EPOCH_MS, 5],
    ["highest time", MAX_TIMESTAMP, 7],
    ["earliest local", EARLIEST_LOCAL, 8],
    ["latest tiered", LATEST_TIERED, 9],
  ];
  for (const [what, timestamp, version] of marks) {
    session.note(what, await offsetAt(broker, { topic, timestamp, version }));
  }
}

async function byTime(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  await produce(broker, batchOf(["0", "1", "2"]), { topic });
  await produce(broker, at(500, 400, 600), { topic });
  await produce(broker, at(300), { topic });
  await produce(broker, batchOf(["7", "8"], { codec: "gzip" }), { topic });
  for (const afterMs of [-1000, 0, 1, 2, 3, 350, 400, 450, 500, 600, 601]) {
    session.note(
      `${afterMs} ms after the first`,
      await offsetAt(broker, { topic, timestamp: EPOCH_MS + afterMs }),
    );
  }
  for (const version of [1, 2, 4, 6, 7, 8, 9]) {
    session.note(
      `latest, v${version}`,
      await offsetAt(broker, { topic, timestamp: LATEST, version }),
    );
    session.note(
      `earliest, v${version}`,
      await offsetAt(broker, { topic, timestamp: EARLIEST, version }),
    );
  }
  const special = [[MAX_TIMESTAMP, 7], [EARLIEST_LOCAL, 8], [LATEST_TIERED, 9]] as const;
  for (const [timestamp, version] of special) {
    session.note(`mark ${timestamp}`, await offsetAt(broker, { topic, timestamp, version }));
  }
  session.note(
    "latest for committed readers",
    await offsetAt(broker, { topic, timestamp: LATEST, isolationLevel: 1 }),
  );
}

function at(...afterMs: number[]): Uint8Array {
  return encodeBatch(afterMs.map((ms) => ({ timestampMs: EPOCH_MS + ms, value: null })));
}

async function refused(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  await produce(broker, batchOf(["a"]), { topic });
  session.note(
    "a partition that is not there",
    await offsetAt(broker, { topic, partition: 4, timestamp: LATEST }),
  );
  const none = session.name("none");
  session.note(
    "a topic that is not there",
    await offsetAt(broker, { topic: none, timestamp: LATEST }),
  );
  for (const leaderEpoch of [0, 1]) {
    session.note(
      `by one who knows leader epoch ${leaderEpoch}`,
      await offsetAt(broker, { topic, timestamp: LATEST, leaderEpoch }),
    );
  }
  session.note("a mark before its version", await offsetAt(broker, { topic, timestamp: -3 }));
  session.note(
    "a mark that does not exist",
    await offsetAt(broker, { topic, timestamp: -99, version: 9 }),
  );
}

async function deletedRecords(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  for (const value of ["a", "b", "c", "d"]) await produce(broker, batchOf([value]), { topic });
  const remove = async (offset: number, partition = 0, name = topic): Promise<Note> => {
    const { topics } = await broker.call("DeleteRecords", 1, {
      topics: [{ name, partitions: [{ partitionIndex: partition, offset }] }],
      timeoutMs: 10_000,
    });
    const { errorCode, lowWatermark } = topics[0]!.partitions[0]!;
    return { error: errorName(errorCode), lowWatermark };
  };
  session.note("two of four", await remove(2));
  session.note("the earliest", await offsetAt(broker, { topic, timestamp: EARLIEST }));
  session.note("by a time before", await offsetAt(broker, { topic, timestamp: EPOCH_MS - 5 }));
  session.note("fewer than before", await remove(1));
  session.note("more than there are", await remove(5));
  session.note("all", await remove(-1));
  session.note("the earliest", await offsetAt(broker, { topic, timestamp: EARLIEST }));
  session.note("the latest", await offsetAt(broker, { topic, timestamp: LATEST }));
  session.note("a partition that is not there", await remove(0, 3));
  session.note("a topic that is not there", await remove(0, 0, session.name("none")));
}
