import { waitFor } from "../../core/mod.ts";
import type { BrokersScenario, BrokersSession } from "./brokers_session.ts";
import { endOfEpoch, state, write } from "./brokers_requests.ts";
import type { Note } from "./notebook.ts";
import { appended, batchOf, fetched, fetchOne, offsetAt } from "./requests.ts";
import { errorName } from "./session.ts";

/** What followers answer, and what becomes of records that they lack. */
export const FOLLOWERS: readonly BrokersScenario[] = [
  { name: "where replicas are placed", run: placement },
  { name: "requests to a follower", run: wrongBroker },
  { name: "a leader that moves", run: movedLeader },
  { name: "records that followers lack", run: heldFollowers },
  { name: "in-sync replicas that shrink while a producer waits", run: shrinkWhileWaiting },
];

async function placement(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1], [1, 2], [2, 0]]);
  for (const version of [0, 1, 5, 9, 12]) {
    session.note(`metadata v${version}`, await state(session, topic, { version }));
  }
  session.note("as another broker tells it", await state(session, topic, { at: 2 }));
  const wrong: readonly [string, number[][]][] = [
    ["a broker that is not there", [[0, 7]]],
    ["a broker twice", [[1, 1]]],
    ["no broker", [[]]],
    ["replicas of different number", [[0, 1], [2]]],
  ];
  for (const [what, assignments] of wrong) {
    session.note(what, await creation(session, { assignments }));
  }
  session.note("four replicas", await creation(session, { replicas: 4 }));
  session.note("as many replicas as the default says", await creation(session, { replicas: -1 }));
  session.note("two replicas", await creation(session, { replicas: 2, partitions: 6 }));
  session.note("more partitions", await growth(session, topic, 5, [[1, 0], [2, 0]]));
  session.note("more partitions on fewer brokers", await growth(session, topic, 6, [[1]]));
  session.note("more partitions on strangers", await growth(session, topic, 6, [[9, 1]]));
  await session.awaitPartitions(topic, 5);
  session.note("all of them", await state(session, topic));
}

interface Wanted {
  readonly assignments?: readonly number[][];
  readonly replicas?: number;
  readonly partitions?: number;
}

/** The answer to a creation, and how its replicas are spread. */
export async function creation(session: BrokersSession, wanted: Wanted): Promise<Note> {
  const { assignments = [], replicas = -1, partitions = -1 } = wanted;
  const name = session.name("topic");
  const { topics } = await (await session.broker()).call("CreateTopics", 7, {
    topics: [{
      name,
      numPartitions: partitions,
      replicationFactor: replicas,
      assignments: assignments.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
      configs: [],
    }],
    timeoutMs: 10_000,
  });
  const { errorCode, numPartitions, replicationFactor } = topics[0]!;
  if (errorCode !== 0) return { error: errorName(errorCode) };
  session.removeAfter(name);
  await session.awaitLeader(name);
  const states = await session.stateOf(name);
  const leaders = session.live.map((id) => states.filter(({ leader }) => leader === id).length);
  return {
    error: "NONE",
    numPartitions,
    replicationFactor,
    isr: states.map(({ isr }) => isr.length),
    leadersAreSpread: Math.max(...leaders) - Math.min(...leaders) <= 1,
  };
}

async function growth(
  session: BrokersSession,
  name: string,
  count: number,
  assignments: readonly number[][],
): Promise<Note> {
  const { results } = await (await session.broker()).call("CreatePartitions", 3, {
    topics: [{ name, count, assignments: assignments.map((brokerIds) => ({ brokerIds })) }],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  return errorName(results[0]!.errorCode);
}

async function wrongBroker(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1]]);
  await write(session, topic, ["a", "b"]);
  await waitFor(
    async () => (await fetchOne(await session.to(1), { topic, offset: 0 })).highWatermark === 2,
    { what: "the follower to know the high watermark" },
  );
  for (const [what, id] of [["a follower", 1], ["a broker without a replica", 2]] as const) {
    const broker = await session.to(id);
    session.note(`${what}: produce`, await appended(broker, batchOf(["x"]), { topic }));
    for (const version of [10, 11, 12]) {
      session.note(
        `${what}: fetch v${version}`,
        await fetched(broker, { topic, offset: 0, version }),
      );
    }
    session.note(`${what}: end`, await offsetAt(broker, { topic, timestamp: -1 }));
    session.note(`${what}: epoch`, await endOfEpoch(session, topic, { at: id, epoch: 0 }));
    const { topics } = await broker.call("DeleteRecords", 2, {
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: 1 }] }],
      timeoutMs: 10_000,
    });
    session.note(`${what}: delete records`, errorName(topics[0]!.partitions[0]!.errorCode));
    for (const leaderEpoch of [0, 7]) {
      session.note(
        `${what}: fetch in epoch ${leaderEpoch}`,
        await fetched(broker, { topic, offset: 0, leaderEpoch, version: 12 }),
      );
      session.note(
        `${what}: end in epoch ${leaderEpoch}`,
        await offsetAt(broker, { topic, timestamp: -1, leaderEpoch }),
      );
    }
  }
  session.note(
    "a follower: fetch beyond its end",
    await fetched(await session.to(1), { topic, offset: 5, version: 11 }),
  );
}

async function movedLeader(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1, 2]]);
  await write(session, topic, ["a", "b"]);
  await session.moveLeader(topic, 1);
  session.note("after the move", await state(session, topic));
  session.note("the old leader", await appended(await session.to(0), batchOf(["x"]), { topic }));
  const leader = await session.to(1);
  session.note("the new leader", await appended(leader, batchOf(["c"]), { topic }));
  for (const leaderEpoch of [0, 1, 2]) {
    session.note(
      `fetch in epoch ${leaderEpoch}`,
      await fetched(leader, { topic, offset: 0, leaderEpoch, version: 12 }),
    );
    session.note(
      `end in epoch ${leaderEpoch}`,
      await offsetAt(leader, { topic, timestamp: -1, leaderEpoch }),
    );
    session.note(
      `where epoch ${leaderEpoch} ended`,
      await endOfEpoch(session, topic, { at: 1, epoch: leaderEpoch }),
    );
  }
  session.note(
    "an epoch asked for in an old one",
    await endOfEpoch(session, topic, { at: 1, epoch: 0, current: 0 }),
  );
  await session.moveLeader(topic, 2);
  await session.moveLeader(topic, 0);
  session.note("an epoch without records", await endOfEpoch(session, topic, { at: 0, epoch: 2 }));
  session.note("the latest epoch", await endOfEpoch(session, topic, { at: 0, epoch: 3 }));
}

async function heldFollowers(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1, 2]]);
  const leader = await session.to(0);
  await write(session, topic, ["copied"]);
  await session.moveLeader(topic, 0);
  const held = await session.holdReplication();
  session.note("acks 1", await appended(leader, batchOf(["a", "b"]), { topic, acks: 1 }));
  session.note("fetched", await fetched(leader, { topic, offset: 0 }));
  session.note(
    "fetched above the high watermark",
    await fetched(leader, { topic, offset: 2 }),
  );
  session.note("fetched beyond the end", await fetched(leader, { topic, offset: 4 }));
  session.note("the end", await offsetAt(leader, { topic, timestamp: -1 }));
  session.note("the end of the epoch", await endOfEpoch(session, topic, { at: 0, epoch: 0 }));
  session.note(
    "acks all, no time",
    await appended(leader, batchOf(["c"]), { topic, timeoutMs: 1000 }),
  );
  await session.kill(0);
  await held[Symbol.asyncDispose]();
  await session.awaitLeader(topic);
  session.note("the next leader", await state(session, topic));
  const next = await session.to(1);
  session.note("what it has", await fetched(next, { topic, offset: 0 }));
  session.note("beyond its end", await fetched(next, { topic, offset: 4 }));
  session.note("where the epoch ended", await endOfEpoch(session, topic, { at: 1, epoch: 0 }));
  session.note("it goes on", await appended(next, batchOf(["d"]), { topic }));
  await session.revive(0);
  session.note("with the old leader back", await state(session, topic));
  session.note("the log", await fetched(next, { topic, offset: 0 }));
}

async function shrinkWhileWaiting(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1]], { "min.insync.replicas": "2" });
  const leader = await session.to(0);
  await write(session, topic, ["copied"]);
  const held = await session.holdReplication();
  using patient = await session.apart(0);
  const { killMs } = session;
  const waiting = appended(patient, batchOf(["a"]), { topic, timeoutMs: killMs });
  await waitFor(
    async () => (await endOfEpoch(session, topic, { at: 0, epoch: 0 })).endOffset === 2,
    { what: "the record to be appended" },
  );
  await session.kill(1);
  session.note("the in-sync replicas", await state(session, topic));
  session.note("the producer that waited", await waiting);
  await held[Symbol.asyncDispose]();
  session.note("the next one", await appended(leader, batchOf(["b"]), { topic }));
  session.note("acks 1", await appended(leader, batchOf(["c"]), { topic, acks: 1 }));
  session.note("fetched", await fetched(leader, { topic, offset: 0 }));
  await session.revive(1);
  await waitFor(
    async () => (await fetchOne(leader, { topic, offset: 0 })).highWatermark === 3,
    { what: "the high watermark to rise" },
  );
  session.note("with the follower back", await fetched(leader, { topic, offset: 0 }));
}
