import { elect, endOfEpoch, state, write } from "./brokers_requests.ts";
import type { BrokersScenario, BrokersSession } from "./brokers_session.ts";
import { creation } from "./followers.ts";
import type { Note } from "./notebook.ts";
import { appended, batchOf, fetched } from "./requests.ts";

/** Brokers that die and come back, and elections that are asked for. */
export const ELECTIONS: readonly BrokersScenario[] = [
  { name: "a broker that dies and comes back", run: deadBroker },
  { name: "fewer in-sync replicas than a topic asks for", run: tooFew },
  { name: "elections that may lose records", run: unclean },
];

async function deadBroker(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1, 2], [1, 0, 2]]);
  const single = await session.placed([[0]]);
  await write(session, topic, ["a", "b"]);
  for (const version of [0, 1, 2]) {
    session.note(
      `elections that are not needed, v${version}`,
      await elect(session, [{ topic, partitions: [0, 9] }], { version }),
    );
  }
  session.note(
    "an unclean one that is not needed",
    await elect(session, [{ topic, partitions: [0] }], { type: "unclean" }),
  );
  await session.kill(0);
  for (const name of [topic, single]) await session.awaitLeader(name);
  session.note("the brokers", await brokersOf(session));
  for (const version of [0, 1, 9]) {
    session.note(`metadata v${version}`, await state(session, topic, { version }));
    session.note(`without a leader, v${version}`, await state(session, single, { version }));
  }
  await whileDead(session, topic, single);
  await session.revive(0);
  await session.awaitLeader(single, 0);
  session.note("the brokers again", await brokersOf(session));
  session.note("state after the return", await state(session, topic));
  session.note("the only replica after the return", await state(session, single));
  session.note("the preferred leader", await elect(session, [{ topic, partitions: [0, 1] }]));
  await session.awaitLeader(topic, 0);
  session.note("state after the election", await state(session, topic));
  session.note("the log", await fetched(await session.to(0), { topic, offset: 0 }));
  session.note("where epoch 0 ended", await endOfEpoch(session, topic, { at: 0, epoch: 0 }));
}

async function whileDead(session: BrokersSession, topic: string, single: string): Promise<void> {
  const next = await session.to(1);
  session.note("acks all", await appended(next, batchOf(["c"]), { topic }));
  session.note(
    "a partition without a leader",
    await appended(next, batchOf(["x"]), { topic: single }),
  );
  session.note(
    "fetched from a partition without a leader",
    await fetched(next, { topic: single, offset: 0 }),
  );
  session.note("the log", await fetched(next, { topic, offset: 0 }));
  session.note("where epoch 0 ended", await endOfEpoch(session, topic, { at: 1, epoch: 0 }));
  session.note(
    "elections that can't be",
    await elect(session, [{ topic, partitions: [0, 1] }, { topic: single, partitions: [0] }]),
  );
  session.note(
    "an unclean one without a live replica",
    await elect(session, [{ topic: single, partitions: [0] }], { type: "unclean" }),
  );
  session.note("two replicas", await creation(session, { replicas: 2, partitions: 4 }));
  session.note("three replicas", await creation(session, { replicas: 3 }));
  session.note("one of them dead", await creation(session, { assignments: [[0, 1]] }));
  session.note("all of them dead", await creation(session, { assignments: [[0]] }));
}

async function brokersOf(session: BrokersSession): Promise<Note> {
  const { brokers, controllerId } = await (await session.broker()).call("Metadata", 9, {
    topics: [],
  });
  const ids = brokers.map(({ nodeId }) => nodeId).sort();
  return { ids, controllerIsABroker: ids.includes(controllerId) };
}

async function tooFew(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1, 2]], { "min.insync.replicas": "3" });
  const leader = await session.to(0);
  session.note("with all three", await appended(leader, batchOf(["a"]), { topic }));
  await session.kill(2);
  await session.awaitLeader(topic);
  session.note("acks all", await appended(leader, batchOf(["b"]), { topic }));
  session.note("acks 1", await appended(leader, batchOf(["c"]), { topic, acks: 1 }));
  session.note("state", await state(session, topic));
  session.note("the log", await fetched(leader, { topic, offset: 0 }));
  session.note("the end of the epoch", await endOfEpoch(session, topic, { at: 0, epoch: 0 }));
  await session.revive(2);
  session.note("acks all again", await appended(leader, batchOf(["d"]), { topic }));
  session.note("the log after", await fetched(leader, { topic, offset: 0 }));
}

async function unclean(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1]]);
  const allowed = await session.placed([[0, 1]], { "unclean.leader.election.enable": "true" });
  for (const name of [topic, allowed]) {
    await write(session, name, ["a"]);
  }
  await session.kill(1);
  for (const name of [topic, allowed]) {
    await session.awaitLeader(name);
    await write(session, name, ["b", "c"]);
  }
  session.note("one in sync", await state(session, topic));
  await session.kill(0);
  await session.awaitLeader(topic);
  session.note("none is left", await state(session, topic));
  await session.revive(1);
  await session.awaitLeader(allowed, 1);
  session.note("one is back that lacks records", await state(session, topic));
  session.note("where unclean leaders are allowed", await state(session, allowed));
  session.note("the preferred leader", await elect(session, [{ topic, partitions: [0] }]));
  session.note(
    "an unclean leader",
    await elect(session, [{ topic, partitions: [0] }], { type: "unclean" }),
  );
  await session.awaitLeader(topic, 1);
  session.note("it leads", await state(session, topic));
  const leader = await session.to(1);
  session.note("what it has", await fetched(leader, { topic, offset: 0 }));
  session.note("beyond its end", await fetched(leader, { topic, offset: 3 }));
  session.note("it goes on", await appended(leader, batchOf(["d"]), { topic, acks: 1 }));
  session.note("where epoch 0 ended", await endOfEpoch(session, topic, { at: 1, epoch: 0 }));
  await session.revive(0);
  await session.awaitLeader(topic);
  session.note("with the old leader back", await state(session, topic));
  session.note("the log", await fetched(leader, { topic, offset: 0 }));
  session.note("the other log", await fetched(leader, { topic: allowed, offset: 0 }));
}
