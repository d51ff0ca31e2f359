import { waitFor } from "../../core/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { batchOf, fetchBody, fetched, fetchOne, offsetAt, produce } from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";
import {
  addOffsets,
  addPartitions,
  beginWith,
  end,
  initTransactions,
  produceIn,
} from "./transaction_requests.ts";

/** Transactions: what becomes visible, and who is fenced (KIP-98). */
export const TRANSACTIONS: readonly Scenario[] = [
  { name: "a transaction that commits", run: commits },
  { name: "a transaction that aborts", run: aborts },
  { name: "two transactions in one log", run: interleaved },
  { name: "readers wait for the end of a transaction", run: waitingReaders },
  { name: "a transactional producer is fenced by the next", run: fencing },
  { name: "transactions that are refused", run: refused },
  { name: "a transaction that times out", run: timesOut },
];

const READ_COMMITTED = 1;

/** What committed readers see, once the markers are written: the answer to EndTxn comes before. */
async function settledLog(broker: RawConnection, topic: string, end: number): Promise<Note> {
  await waitFor(async () => {
    const { highWatermark, lastStableOffset } = await fetchOne(broker, { topic, offset: 0 });
    return highWatermark === end && lastStableOffset === end;
  }, { what: `the marker in ${topic}` });
  return await fetched(broker, { topic, offset: 0, isolationLevel: READ_COMMITTED });
}

async function commits(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 2 });
  for (const version of [0, 1, 2, 3]) {
    const producer = await initTransactions(broker, session.name("id"), { version });
    session.note(`InitProducerId v${version}`, {
      error: producer.error,
      epoch: producer.producerEpoch,
    });
    session.note(
      `AddPartitionsToTxn v${version}`,
      await addPartitions(broker, producer, topic, { version, partitions: [0, 1] }),
    );
    const record = { topic, value: `v${version}`, sequence: 0 };
    session.note("a record", await produceIn(broker, producer, record));
    session.note("seen by all", await fetched(broker, { topic, offset: 2 * version }));
    session.note(
      "seen by committed readers",
      await fetched(broker, { topic, offset: 2 * version, isolationLevel: READ_COMMITTED }),
    );
    session.note(
      "the end for committed readers",
      await offsetAt(broker, { topic, timestamp: -1, isolationLevel: READ_COMMITTED }),
    );
    session.note(`EndTxn v${version}`, await end(broker, producer, "commit", version));
    session.note("seen by committed readers", await settledLog(broker, topic, 2 * version + 2));
  }
}

async function aborts(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  await produce(broker, batchOf(["before"]), { topic });
  const producer = await initTransactions(broker, session.name("id"));
  await addPartitions(broker, producer, topic);
  await produceIn(broker, producer, { topic, value: "one", sequence: 0 });
  await produceIn(broker, producer, { topic, value: "two", sequence: 1 });
  session.note("abort", await end(broker, producer, "abort"));
  session.note("to committed readers", await settledLog(broker, topic, 4));
  const answer = await fetchOne(broker, { topic, offset: 0, isolationLevel: READ_COMMITTED });
  session.note(
    "the aborted range",
    (answer.abortedTransactions ?? []).map(({ producerId, firstOffset }) => ({
      isOurs: producerId === producer.producerId,
      firstOffset,
    })),
  );
  session.note(
    "after it",
    await fetched(broker, {
      topic,
      offset: 4,
      isolationLevel: READ_COMMITTED,
    }),
  );
  await addPartitions(broker, producer, topic);
  session.note(
    "the next transaction",
    await produceIn(broker, producer, { topic, value: "three", sequence: 2 }),
  );
  session.note("commit", await end(broker, producer, "commit"));
  session.note("to committed readers", await settledLog(broker, topic, 6));
  session.note("a transaction without a record", await emptyTransaction(broker, producer, topic));
  session.note("leaves a marker all the same", await settledLog(broker, topic, 7));
}

async function emptyTransaction(
  broker: RawConnection,
  producer: Parameters<typeof end>[1],
  topic: string,
): Promise<string> {
  await addPartitions(broker, producer, topic);
  return await end(broker, producer, "commit");
}

async function interleaved(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const first = await initTransactions(broker, session.name("first"));
  const second = await initTransactions(broker, session.name("second"));
  for (const [producer, value] of [[first, "a"], [second, "b"]] as const) {
    await addPartitions(broker, producer, topic);
    await produceIn(broker, producer, { topic, value, sequence: 0 });
  }
  await produce(broker, batchOf(["outside"]), { topic });
  const stable = async () => {
    const { highWatermark, lastStableOffset } = await fetchOne(broker, { topic, offset: 0 });
    return { highWatermark, lastStableOffset };
  };
  session.note("both open", await stable());
  await end(broker, second, "commit");
  await waitFor(async () => (await stable()).highWatermark === 4, { what: "the second's marker" });
  session.note("the second is committed", await stable());
  session.note(
    "to committed readers",
    await fetched(broker, {
      topic,
      offset: 0,
      isolationLevel: READ_COMMITTED,
    }),
  );
  await end(broker, first, "abort");
  session.note("the first is aborted", await settledLog(broker, topic, 5));
}

async function waitingReaders(session: Session): Promise<void> {
  const broker = await session.broker();
  const reader = await session.connect();
  const topic = await session.topic();
  const producer = await initTransactions(broker, session.name("id"));
  await addPartitions(broker, producer, topic);
  await produceIn(broker, producer, { topic, value: "a", sequence: 0 });
  const wait = { topic, offset: 0, maxWaitMs: 15_000, isolationLevel: READ_COMMITTED } as const;
  await reader.send("Fetch", 11, fetchBody(wait));
  await end(broker, producer, "commit");
  const { errorCode, records } = (await reader.receive("Fetch", 11)).responses[0]!.partitions[0]!;
  session.note("is woken by the end", {
    error: errorName(errorCode),
    hasRecords: (records?.length ?? 0) > 0,
  });
}

async function fencing(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const id = session.name("id");
  const first = await initTransactions(broker, id);
  await addPartitions(broker, first, topic);
  await produceIn(broker, first, { topic, value: "a", sequence: 0 });
  const second = await initTransactions(broker, id);
  session.note("the next", {
    error: second.error,
    sameId: second.producerId === first.producerId,
    epochs: second.producerEpoch - first.producerEpoch,
  });
  session.note("what was open is aborted", await settledLog(broker, topic, 2));
  const old = { topic, value: "b", sequence: 1 };
  session.note("the old one produces", await produceIn(broker, first, old));
  session.note("adds partitions", await addPartitions(broker, first, topic));
  session.note("adds partitions, v2", await addPartitions(broker, first, topic, { version: 2 }));
  session.note("commits", await end(broker, first, "commit"));
  session.note("commits, v2", await end(broker, first, "commit", 2));
  session.note("adds offsets", await addOffsets(broker, first, session.name("group")));
  session.note("begins again, as it knows itself", {
    error: (await initTransactions(broker, id, { version: 4, known: first })).error,
  });
  await addPartitions(broker, second, topic);
  session.note(
    "the new one goes on",
    await produceIn(broker, second, { topic, value: "c", sequence: 0 }),
  );
  session.note("and commits", await end(broker, second, "commit"));
  session.note("to committed readers", await settledLog(broker, topic, 4));
}

async function refused(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const id = session.name("id");
  const begin = async (transactionalId: string, timeoutMs: number) =>
    (await initTransactions(broker, transactionalId, { timeoutMs })).error;
  session.note("a timeout that is too long", await begin(id, 100_000_000));
  session.note("a timeout of 0", await begin(id, 0));
  session.note("an empty transactional id", await begin("", 60_000));
  const producer = await initTransactions(broker, id);
  session.note("a commit of nothing", await end(broker, producer, "commit"));
  session.note("an abort of nothing", await end(broker, producer, "abort"));
  const record = { topic, value: "a", sequence: 0 };
  session.note(
    "a record for a partition that was not added",
    await produceIn(broker, producer, record),
  );
  const stranger = { ...producer, producerId: producer.producerId + 1_000_000 };
  session.note("another producer id", await addPartitions(broker, stranger, topic));
  session.note("ends with another producer id", await end(broker, stranger, "commit"));
  const unknown = { ...producer, transactionalId: session.name("none") };
  session.note("an unknown transactional id", await addPartitions(broker, unknown, topic));
  session.note("ends an unknown one", await end(broker, unknown, "commit"));
  session.note(
    "a partition that is not there",
    await addPartitions(broker, producer, topic, { partitions: [0, 9] }),
  );
  await addPartitions(broker, producer, topic);
  session.note("a record", await produceIn(broker, producer, record));
  session.note("commit", await end(broker, producer, "commit"));
  session.note("commit again", await end(broker, producer, "commit"));
  session.note("then an abort", await end(broker, producer, "abort"));
}

async function timesOut(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const producer = await initTransactions(broker, session.name("id"), { timeoutMs: 1000 });
  await beginWith(broker, producer, { topic, value: "a" });
  await waitFor(
    async () => (await fetchOne(broker, { topic, offset: 0 })).highWatermark === 2,
    { what: "the coordinator to abort", timeoutMs: 30_000, intervalMs: 100 },
  );
  session.note("it is aborted", await settledLog(broker, topic, 2));
  session.note("a commit comes too late", await end(broker, producer, "commit"));
  session.note(
    "a record too",
    await produceIn(broker, producer, { topic, value: "b", sequence: 1 }),
  );
}
