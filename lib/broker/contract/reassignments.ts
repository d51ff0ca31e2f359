import { waitFor } from "../../core/mod.ts";
import { reassign, reassignments, state, write } from "./brokers_requests.ts";
import type { BrokersScenario, BrokersSession } from "./brokers_session.ts";
import { fetched } from "./requests.ts";

/** Replicas that are exchanged. */
export const REASSIGNMENTS: readonly BrokersScenario[] = [
  { name: "replicas that are exchanged", run: exchanged },
  { name: "exchanges of replicas that are refused or under way", run: underWay },
];

async function settledOn(
  session: BrokersSession,
  topic: string,
  replicas: readonly number[],
): Promise<void> {
  await waitFor(async () => {
    const [first] = await session.stateOf(topic);
    return first!.replicas.join() === replicas.join() &&
      first!.isr.join() === replicas.toSorted().join();
  }, { what: `${topic} to be on ${replicas}` });
  await session.awaitLeader(topic);
}

async function exchanged(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1]]);
  await write(session, topic, ["a"]);
  session.note("nothing is under way", await reassignments(session, topic));
  const steps: readonly [string, number[]][] = [
    ["another order", [1, 0]],
    ["a replica more", [1, 0, 2]],
    ["a follower less", [1, 0]],
    ["the follower exchanged", [1, 2]],
    ["the leader exchanged", [0, 2]],
    ["both exchanged", [1]],
  ];
  for (const [what, replicas] of steps) {
    session.note(what, await reassign(session, topic, [replicas]));
    await settledOn(session, topic, replicas);
    session.note(`${what}: state`, await state(session, topic));
  }
  session.note("the log", await fetched(await session.to(1), { topic, offset: 0 }));
}

async function underWay(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1]]);
  for (
    const [what, replicas] of [
      ["a broker that is not there", [0, 9]],
      ["a broker twice", [1, 1]],
      ["no broker", []],
      ["a negative broker", [-3, 1]],
      ["the end of nothing", null],
    ] as const
  ) {
    session.note(what, await reassign(session, topic, [replicas]));
  }
  session.note("a partition that is not there", await reassign(session, topic, [[0, 1], [0]]));
  session.note(
    "a topic that is not there",
    await reassign(session, session.name("none"), [[0]]),
  );
  session.note(
    "another number of replicas, forbidden",
    await reassign(session, topic, [[0]], { version: 1, mayResize: false }),
  );
  const held = await session.holdReplication();
  session.note("begun", await reassign(session, topic, [[2, 0]], { version: 1 }));
  await session.awaitReplicas(topic, [2, 0, 1]);
  session.note("under way", await reassignments(session, topic));
  session.note("under way, of all", await reassignments(session, null));
  session.note("state", await state(session, topic));
  session.note("ended", await reassign(session, topic, [null]));
  await session.awaitReplicas(topic, [0, 1]);
  session.note("state after", await state(session, topic));
  session.note("nothing is under way", await reassignments(session, topic));
  session.note("begun again", await reassign(session, topic, [[2, 1]]));
  await held[Symbol.asyncDispose]();
  await settledOn(session, topic, [2, 1]);
  session.note("done", await state(session, topic));
}
