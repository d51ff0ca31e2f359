import type { Note } from "./notebook.ts";
import {
  batchOf,
  describeBatches,
  describeFetched,
  fetchBody,
  fetched,
  type FetchedPartition,
  fetchOne,
  produce,
} from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

/** Reading: where, how much, how long. */
export const FETCH: readonly Scenario[] = [
  { name: "fetching from each offset", run: positions },
  { name: "limits of a fetch", run: limits },
  { name: "a fetch that waits", run: waiting },
  { name: "several partitions in one fetch", run: severalPartitions },
  { name: "fetch sessions", run: sessions },
];

async function positions(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  session.note("an empty log", await fetched(broker, { topic, offset: 0 }));
  await produce(broker, batchOf(["a", "b", "c"]), { topic });
  await produce(broker, batchOf(["d"]), { topic });
  for (const version of [4, 5, 7, 9, 10, 11, 12]) {
    session.note(`v${version}`, await fetched(broker, { topic, offset: 0, version }));
  }
  for (const offset of [1, 2, 3, 4, 5, -1]) {
    session.note(`from ${offset}`, await fetched(broker, { topic, offset }));
  }
  for (const leaderEpoch of [0, 1]) {
    session.note(
      `by one who knows leader epoch ${leaderEpoch}`,
      await fetched(broker, { topic, offset: 3, leaderEpoch }),
    );
  }
  session.note(
    "a partition that is not there",
    await fetched(broker, { topic, partition: 7, offset: 0 }),
  );
  const none = session.name("none");
  session.note("a topic that is not there", await fetched(broker, { topic: none, offset: 0 }));
  session.note("committed only", await fetched(broker, { topic, offset: 0, isolationLevel: 1 }));
}

async function limits(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 2 });
  const batch = batchOf(["x".repeat(500)]);
  for (let index = 0; index < 3; index++) await produce(broker, batch, { topic });
  const options: readonly [string, object][] = [
    ["less than a batch", { partitionMaxBytes: 10 }],
    ["less than a batch in all", { maxBytes: 10 }],
    ["exactly one batch", { partitionMaxBytes: batch.length }],
    ["one byte less than two", { partitionMaxBytes: 2 * batch.length - 1 }],
    ["exactly two", { partitionMaxBytes: 2 * batch.length }],
    ["nothing", { partitionMaxBytes: 0 }],
    ["nothing in all", { maxBytes: 0 }],
  ];
  for (const [what, limit] of options) {
    const { errorCode, records } = await fetchOne(broker, { topic, offset: 0, ...limit });
    session.note(what, {
      error: errorName(errorCode),
      wholeBatches: Math.floor((records?.length ?? 0) / batch.length),
    });
  }
}

async function waiting(session: Session): Promise<void> {
  const broker = await session.broker();
  const reader = await session.connect();
  const topic = await session.topic();
  const wait = { topic, offset: 0, maxWaitMs: 15_000 };
  await reader.send("Fetch", 11, fetchBody(wait));
  await produce(broker, batchOf(["a"]), { topic });
  const woken = await reader.receive("Fetch", 11);
  session.note("is woken by a record", describeWoken(woken.responses[0]!.partitions[0]!));

  const bytes = batchOf(["b"]).length;
  await reader.send("Fetch", 11, fetchBody({ ...wait, offset: 1, minBytes: 2 * bytes }));
  await produce(broker, batchOf(["b"]), { topic });
  await produce(broker, batchOf(["c"]), { topic });
  const enough = await reader.receive("Fetch", 11);
  session.note("by enough bytes", describeWoken(enough.responses[0]!.partitions[0]!));

  session.note(
    "ends when its time is over",
    await fetched(reader, { topic, offset: 3, maxWaitMs: 50 }),
  );
  session.note(
    "with what there is",
    await fetched(reader, { topic, offset: 2, maxWaitMs: 50, minBytes: 100_000 }),
  );
  session.note(
    "not at all for an error",
    await fetched(reader, { topic, offset: 9, maxWaitMs: 15_000 }),
  );
}

/**
 * What a record changes that comes meanwhile. Apache Kafka notes how far the log goes before it reads
 * it: what comes in between is in an answer that tells of the log before.
 */
function describeWoken({ errorCode, records }: FetchedPartition): Note {
  return { error: errorName(errorCode), batches: describeBatches(records ?? new Uint8Array()) };
}

async function severalPartitions(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 3 });
  await produce(broker, batchOf(["p0"]), { topic, partition: 0 });
  await produce(broker, batchOf(["p2"]), { topic, partition: 2 });
  const partition = (partition: number, fetchOffset: number) => ({
    partition,
    fetchOffset,
    partitionMaxBytes: 100_000,
  });
  const { responses } = await broker.call("Fetch", 11, {
    maxWaitMs: 0,
    minBytes: 1,
    topics: [{ topic, partitions: [partition(2, 0), partition(1, 0), partition(0, 5)] }],
  });
  session.note(
    "each is answered for itself",
    responses[0]!.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex)
      .map((one) => ({ partition: one.partitionIndex, saw: describeFetched(one) })),
  );
}

/** Clients of today open sessions; a broker may decline by answering session 0 each time. */
async function sessions(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  await produce(broker, batchOf(["a"]), { topic });
  const first = await broker.call("Fetch", 11, {
    ...fetchBody({ topic, offset: 0 }),
    sessionId: 0,
    sessionEpoch: 0,
  });
  session.note("asked for", {
    error: errorName(first.errorCode),
    partition: describeFetched(first.responses[0]!.partitions[0]!),
  });
  const unknown = await broker.call("Fetch", 11, {
    ...fetchBody({ topic, offset: 0 }),
    sessionId: 12_345,
    sessionEpoch: 3,
  });
  session.note("one that does not exist", {
    error: errorName(unknown.errorCode),
    partitions: unknown.responses.length,
  });
}
