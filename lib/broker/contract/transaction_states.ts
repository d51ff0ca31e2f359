import { waitFor } from "../../core/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { batchOf, fetchOne, produce } from "./requests.ts";
import { errorName, type Scenario, type Session, settled } from "./session.ts";
import { newProducerId } from "./stored_logs.ts";
import {
  addOffsets,
  addPartitions,
  beginWith,
  commitIn,
  end,
  initTransactions,
  produceIn,
  type Producer,
} from "./transaction_requests.ts";

/** Transactional ids on their way from state to state, and those who may speak for them. */
export const TRANSACTION_STATES: readonly Scenario[] = [
  { name: "a transactional id in each of its states", run: states },
  { name: "listing transactions", run: listing },
  { name: "the producers of a partition", run: producers },
  { name: "a producer that bumps its own epoch", run: bumps },
  { name: "a fenced producer by version", run: fencedByVersion },
  { name: "a transaction that is fenced by its timeout", run: fencedByTimeout },
  { name: "records outside of their transaction", run: outside },
];

async function stateOf(broker: RawConnection, transactionalId: string): Promise<Note> {
  const { transactionStates } = await broker.call("DescribeTransactions", 0, {
    transactionalIds: [transactionalId],
  });
  const state = transactionStates[0]!;
  return {
    error: errorName(state.errorCode),
    state: state.transactionState,
    epoch: state.producerEpoch,
    timeoutMs: state.transactionTimeoutMs,
    hasBegun: state.transactionStartTimeMs > 0,
    topics: state.topics.map(({ topic, partitions }) => [topic, ...partitions]),
  };
}

/** Apache Kafka finishes a transaction after its end was answered. */
async function finished(broker: RawConnection, id: string, state: string): Promise<Note> {
  return await waitFor(async () => {
    const seen = await stateOf(broker, id) as { readonly state: string };
    return seen.state === state ? seen : undefined;
  }, { what: `transactional id ${id} to be ${state}`, timeoutMs: 30_000 });
}

async function states(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 2 });
  const id = session.name("id");
  session.note("nobody has it", await stateOf(broker, id));
  const producer = await initTransactions(broker, id, { timeoutMs: 30_000 });
  session.note("somebody has it", await stateOf(broker, id));
  await addPartitions(broker, producer, topic, { partitions: [1] });
  session.note("a transaction has begun", await stateOf(broker, id));
  await addPartitions(broker, producer, topic, { partitions: [0, 1] });
  session.note("with both partitions", partitionsSorted(await stateOf(broker, id)));
  await end(broker, producer, "commit");
  session.note("it is committed", await finished(broker, id, "CompleteCommit"));
  session.note("again", await end(broker, producer, "commit"));
  session.note("aborted instead", await end(broker, producer, "abort"));
  await addPartitions(broker, producer, topic);
  session.note("the next has begun", await stateOf(broker, id));
  await end(broker, producer, "abort");
  session.note("it is aborted", await finished(broker, id, "CompleteAbort"));
  session.note("again", await end(broker, producer, "abort"));
  session.note("committed instead", await end(broker, producer, "commit"));
  await initTransactions(broker, id);
  session.note("another has it", await stateOf(broker, id));
}

function partitionsSorted(note: Note): Note {
  const { topics, ...rest } = note as { readonly [key: string]: Note };
  const sorted = (topics as readonly (readonly Note[])[]).map((row) => row.toSorted().reverse());
  return { ...rest, topics: sorted };
}

async function listing(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const open = await initTransactions(broker, session.name("open"));
  await addPartitions(broker, open, topic);
  const idle = await initTransactions(broker, session.name("idle"));
  const mine = [open, idle].map(({ transactionalId }) => transactionalId);
  const list = async (filters: {
    states?: string[];
    producers?: number[];
    durationMs?: number;
  }): Promise<Note> => {
    const { errorCode, unknownStateFilters, transactionStates } = await settled(
      () =>
        broker.call("ListTransactions", 1, {
          stateFilters: filters.states ?? [],
          producerIdFilters: filters.producers ?? [],
          durationFilter: filters.durationMs ?? -1,
        }),
      ({ errorCode }) => errorCode,
    );
    return {
      error: errorName(errorCode),
      unknown: unknownStateFilters,
      found: transactionStates.filter(({ transactionalId }) => mine.includes(transactionalId))
        .map((one) => `${one.transactionalId} ${one.transactionState}`).sort(),
    };
  };
  session.note("all", await list({}));
  session.note("open ones", await list({ states: ["Ongoing"] }));
  session.note("empty ones", await list({ states: ["Empty"] }));
  session.note("those and a state that is none", await list({ states: ["Ongoing", "ongoing"] }));
  session.note("a state that is none", await list({ states: ["Odd"] }));
  session.note("by producer", await list({ producers: [idle.producerId] }));
  session.note("by a producer that is none", await list({ producers: [987_654_321] }));
  session.note("by both", await list({ states: ["Ongoing"], producers: [idle.producerId] }));
  session.note("running for an hour", await list({ durationMs: 3_600_000 }));
  await end(broker, open, "abort");
}

async function producers(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const describe = async (): Promise<Note> => {
    const { topics } = await broker.call("DescribeProducers", 0, {
      topics: [{ name: topic, partitionIndexes: [0] }],
    });
    const { errorCode, activeProducers } = topics[0]!.partitions[0]!;
    return {
      error: errorName(errorCode),
      producers: activeProducers.toSorted((a, b) => a.producerId - b.producerId)
        .map(({ producerId: _, lastTimestamp, coordinatorEpoch, ...rest }) => ({
          ...rest,
          hasTime: lastTimestamp > 0,
          hasCoordinator: coordinatorEpoch >= 0,
        })),
    };
  };
  session.note("nobody", await describe());
  await produce(broker, batchOf(["plain"]), { topic });
  session.note("one without an id", await describe());
  const { producerId, producerEpoch } = await newProducerId(broker);
  await produce(broker, batchOf(["a", "b"], { producerId, producerEpoch, baseSequence: 0 }), {
    topic,
  });
  session.note("an idempotent one", await describe());
  const producer = await initTransactions(broker, session.name("id"));
  await addPartitions(broker, producer, topic);
  await produceIn(broker, producer, { topic, value: "c", sequence: 0 });
  session.note("one in a transaction", await describe());
  await end(broker, producer, "commit");
  await finished(broker, producer.transactionalId, "CompleteCommit");
  session.note("after its end", await describe());
  const next = await initTransactions(broker, producer.transactionalId);
  await addPartitions(broker, next, topic);
  await end(broker, next, "abort");
  await finished(broker, producer.transactionalId, "CompleteAbort");
  session.note("after the next one's marker", await describe());
}

async function begins(
  broker: RawConnection,
  id: string,
  known: Producer,
  version = 4,
): Promise<Note & { readonly epoch: number }> {
  const { error, producerEpoch: epoch } = await initTransactions(broker, id, { known, version });
  return { error, epoch };
}

async function bumps(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const id = session.name("id");
  const first = await initTransactions(broker, id);
  session.note("as it is", await begins(broker, id, first));
  session.note("again, as if the answer was lost", await begins(broker, id, first));
  const second = { ...first, producerEpoch: 1 };
  session.note("as it is now", await begins(broker, id, second));
  session.note("as it was first", await begins(broker, id, first));
  session.note("as it will be", await begins(broker, id, { ...first, producerEpoch: 9 }));
  session.note("with another's id", await begins(broker, id, { ...first, producerId: 123_456 }));
  const third = { ...first, producerEpoch: 2 };
  await addPartitions(broker, third, topic);
  await produceIn(broker, third, { topic, value: "a", sequence: 0 });
  session.note("in the middle of a transaction", await begins(broker, id, third));
  session.note(
    "what was open is aborted",
    (await fetchOne(broker, { topic, offset: 0 })).highWatermark,
  );
  session.note("as it was then", await begins(broker, id, third));
  const fresh = session.name("id");
  session.note("a new id with an old epoch", await begins(broker, fresh, third));
}

async function fencedByVersion(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const id = session.name("id");
  const first = await initTransactions(broker, id);
  const second = await initTransactions(broker, id);
  session.note("the epochs", [first.producerEpoch, second.producerEpoch]);
  const group = session.name("group");
  for (const version of [0, 1, 2, 3]) {
    session.note(`v${version}`, {
      addPartitions: await addPartitions(broker, first, topic, { version }),
      addOffsets: await addOffsets(broker, first, group, version),
      commitOffsets: await commitIn(broker, first, { group, topic, offset: 1, version }),
      end: await end(broker, first, "commit", version),
    });
  }
  for (const version of [3, 4]) {
    session.note(`InitProducerId v${version}`, await begins(broker, id, first, version));
  }
  await addPartitions(broker, second, topic);
  await produceIn(broker, second, { topic, value: "a", sequence: 0 });
  session.note("a record", await produceIn(broker, first, { topic, value: "b", sequence: 0 }));
  await end(broker, second, "commit");
}

async function fencedByTimeout(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const id = session.name("id");
  const producer = await initTransactions(broker, id, { timeoutMs: 1000 });
  await beginWith(broker, producer, { topic, value: "a" });
  session.note("the coordinator ends it", await finished(broker, id, "CompleteAbort"));
  session.note("its producer ends it", await end(broker, producer, "commit", 2));
  session.note("or begins the next", await addPartitions(broker, producer, topic, { version: 2 }));
  session.note("or asks for its id anew", await begins(broker, id, producer));
  session.note("then", await stateOf(broker, id));
}

async function outside(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const id = session.name("id");
  const producer = await initTransactions(broker, id);
  const { producerId, producerEpoch } = producer;
  const options = { producerId, producerEpoch, baseSequence: 0 };
  const send = async (batch: Uint8Array, transactionalId?: string) => {
    const where = transactionalId === undefined ? { topic } : { topic, transactionalId };
    return (await produce(broker, batch, where)).error;
  };
  const inside = batchOf(["a"], { ...options, transactional: true });
  session.note("without a transactional id", await send(inside));
  session.note("not added", await send(inside, id));
  session.note("with another's transactional id", await send(inside, session.name("other")));
  await addPartitions(broker, producer, topic);
  const behind = batchOf(["b"], { ...options, baseSequence: 1, transactional: true });
  session.note("added, the one behind it", await send(behind, id));
  session.note("again", await send(inside, id));
  session.note("then the one behind it", await send(behind, id));
  session.note("commit", await end(broker, producer, "commit"));
  await withoutRefusals(session, broker, topic);
}

/** A batch that was refused shuts out those with later sequences: here none was. */
async function withoutRefusals(
  session: Session,
  broker: RawConnection,
  topic: string,
): Promise<void> {
  const id = session.name("id");
  const producer = await initTransactions(broker, id);
  const { producerId, producerEpoch } = producer;
  const options = { producerId, producerEpoch, baseSequence: 0 };
  const send = async (batch: Uint8Array) =>
    (await produce(broker, batch, { topic, transactionalId: id })).error;
  session.note("a batch that is in none", await send(batchOf(["b"], options)));
  await addPartitions(broker, producer, topic);
  const next = batchOf(["c"], { ...options, baseSequence: 1, transactional: true });
  session.note("added", await send(next));
  const plain = batchOf(["d"], { ...options, baseSequence: 2 });
  session.note("a batch that is in none, meanwhile", await send(plain));
  const anew = { ...options, producerEpoch: producerEpoch + 1, transactional: true };
  session.note("with an epoch from the future", await send(batchOf(["e"], anew)));
  session.note("commit", await end(broker, producer, "commit"));
}
