import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { ManualClock, seededRandom, waitFor } from "../core/mod.ts";
import {
  commitOne,
  FaultTarget,
  HASTY_CLOCK,
  type Outcome,
  produceOne,
  TARGET_NAME,
} from "./_fault_target.ts";
import { type Ending, RawClient } from "./_raw_client.ts";
import type { Fault, FaultAction } from "./faults.ts";
import { type Proxy, startProxy } from "./mod.ts";

/** A cluster, a proxy before it whose delays wait by hand, and what has been asked for so far. */
interface Bench {
  readonly target: FaultTarget;
  readonly proxy: Proxy;
  readonly clock: ManualClock;
}

/** What a client that is hit asks for, and whether the cluster has done it. */
interface Deed {
  ask(client: RawClient): Promise<Outcome>;
  /** How often it has been done. */
  count(): Promise<number>;
}

/** A way to choose requests: what it adds to a fault, who is hit by it and who is not. */
interface Selector {
  readonly name: string;
  fault(target: FaultTarget): Promise<Partial<Fault>> | Partial<Fault>;
  readonly clientId: string;
  deed(target: FaultTarget): Deed;
  /** A request that passes, asked for before the one that is hit. */
  miss(bench: Bench): Promise<Outcome>;
}

/** What an action shows: to the client, in the log, before the fault is over and after. */
interface Expected {
  readonly name: string;
  readonly action: FaultAction;
  /** Whether the work is done while the client still waits, or has lost its connection. */
  readonly done: boolean;
  /** How the connection ends; undefined when the answer comes in the end. */
  readonly ends?: (ending: Ending) => boolean;
}

const wasReset = ({ how }: Ending) => how === "reset";

const ACTIONS: readonly Expected[] = [
  { name: "refuse", action: "refuse", done: false, ends: wasReset },
  { name: "reset", action: "reset", done: true, ends: wasReset },
  { name: "dropAnswer", action: "dropAnswer", done: true, ends: wasReset },
  {
    name: "halfRequest",
    action: "halfRequest",
    done: false,
    ends: (ending) => ending.how === "end" && ending.kept === 0,
  },
  {
    name: "halfAnswer",
    action: "halfAnswer",
    done: true,
    ends: (ending) => ending.how === "end" && ending.kept > 4,
  },
  { name: "freeze", action: "freeze", done: false },
  { name: "delay of the request", action: { delayMs: 5000 }, done: false },
  { name: "delay of the answer", action: { delayMs: [4000, 5000], of: "answer" }, done: true },
];

const SEED = luckySeed();

/** A seed whose first draw misses at a chance of one half, and whose second one hits. */
function luckySeed(): string {
  for (let seed = 0;; seed++) {
    const random = seededRandom(String(seed));
    if (random.next() >= 0.5 && random.next() < 0.5) return String(seed);
  }
}

const SELECTORS: readonly Selector[] = [
  producing("API key", () => ({ apiKeys: ["Produce"] }), commitElsewhere),
  producing("number of the API", () => ({ apiKeys: [0] }), commitElsewhere),
  producing("topic", ({ topic }) => ({ topics: [topic] }), otherTopic),
  producing("client id", () => ({ clientIds: ["hit"] }), otherClient),
  producing("broker's id", async (target) => ({
    apiKeys: ["Produce"],
    brokers: [await target.brokerId()],
  }), commitElsewhere),
  producing("broker's address", ({ address }) => ({
    apiKeys: ["Produce"],
    brokers: [address],
  }), commitElsewhere),
  producing(
    "requests let through first",
    ({ topic }) => ({ topics: [topic], after: 1 }),
    sameTopic,
  ),
  producing("chance and seed", ({ topic }) => ({
    topics: [topic],
    probability: 0.5,
    seed: SEED,
  }), sameTopic),
  {
    name: "group",
    fault: ({ group }) => ({ groups: [group] }),
    clientId: "hit",
    deed: (target) => committing(target),
    miss: commitElsewhere,
  },
];

function producing(name: string, fault: Selector["fault"], miss: Selector["miss"]): Selector {
  const deed = (target: FaultTarget): Deed => ({
    ask: (client) => produceOne(client, target.topic),
    count: async () => await target.end(target.topic) ?? 0,
  });
  return { name, fault, clientId: "hit", deed, miss };
}

let nextOffset = 1;

function committing(target: FaultTarget): Deed {
  const before = nextOffset - 1;
  const { group, topic } = target;
  return {
    ask: (client) => commitOne(client, { group, topic, offset: nextOffset++ }),
    count: async () => (await target.committed(group) ?? -1) > before ? 1 : 0,
  };
}

async function asking(
  { proxy }: Bench,
  clientId: string,
  ask: (client: RawClient) => Promise<Outcome>,
): Promise<Outcome> {
  await using client = new RawClient(proxy.bootstrapServers, clientId);
  return await ask(client);
}

function commitElsewhere(bench: Bench): Promise<Outcome> {
  const { otherGroup: group, topic } = bench.target;
  return asking(bench, "missed", (client) => commitOne(client, { group, topic, offset: 1 }));
}

function otherTopic(bench: Bench): Promise<Outcome> {
  return asking(bench, "hit", (client) => produceOne(client, bench.target.otherTopic));
}

function otherClient(bench: Bench): Promise<Outcome> {
  return asking(bench, "missed", (client) => produceOne(client, bench.target.otherTopic));
}

function sameTopic(bench: Bench): Promise<Outcome> {
  return asking(bench, "hit", (client) => produceOne(client, bench.target.topic));
}

/** The proxy learns the broker's id from an answer. */
async function learnBroker(proxy: Proxy): Promise<void> {
  await using client = new RawClient(proxy.bootstrapServers, "learner");
  await client.ask("Metadata", 12, { topics: [] });
}

async function hit(bench: Bench, selector: Selector, expected: Expected): Promise<void> {
  const { target, proxy, clock } = bench;
  const fault = proxy.add({
    ...await selector.fault(target),
    action: expected.action,
    times: 1,
  });
  assertEquals(await selector.miss(bench), 0, "the request that does not fit");
  assertEquals(fault.fired, 0);
  const deed = selector.deed(target);
  const before = await deed.count();
  const done = async () => await deed.count() - before;
  await using client = new RawClient(proxy.bootstrapServers, selector.clientId);
  const outcome = deed.ask(client);
  await waitFor(() => fault.fired === 1, { what: "the fault to fire" });
  if (expected.ends !== undefined) {
    assertEquals(await outcome, "no answer");
    const ending = await client.ended;
    assertEquals(expected.ends(ending), true, JSON.stringify(ending));
  }
  if (expected.done) await waitFor(async () => await done() === 1, { what: "the work to be done" });
  else assertEquals(await done(), 0, "nothing is done");
  if (expected.ends === undefined) {
    fault.remove();
    clock.advance(5000);
    assertEquals([await outcome, await done()], [0, 1], "it is answered and done in the end");
  }
  fault.remove();
  assertEquals(await asking(bench, selector.clientId, deed.ask), 0, "after the fault");
  assertEquals([fault.fired, fault.events[0]!.clientId], [1, selector.clientId]);
}

for (const expected of ACTIONS) {
  Deno.test(`${expected.name} does on ${TARGET_NAME} what it says`, async (t) => {
    await using target = await FaultTarget.open(() => Cluster.start({ clock: HASTY_CLOCK }));
    const clock = new ManualClock();
    await using proxy = await startProxy({ upstream: target.address, clock });
    await learnBroker(proxy);
    for (const selector of SELECTORS) {
      await t.step(`by ${selector.name}`, () => hit({ target, proxy, clock }, selector, expected));
    }
  });
}

Deno.test(`a closed port refuses clients of ${TARGET_NAME} until it opens again`, async () => {
  await using target = await FaultTarget.open(() => Cluster.start({ clock: HASTY_CLOCK }));
  await using proxy = await startProxy({ upstream: target.address });
  await using cut = new RawClient(proxy.bootstrapServers);
  assertEquals(await produceOne(cut, target.topic), 0);
  await proxy.refuse(true);
  assertEquals(await cut.ended, { how: "reset" });
  await using refused = new RawClient(proxy.bootstrapServers);
  assertEquals(await produceOne(refused, target.topic), "no answer");
  assertEquals(refused.connected, false);
  assertEquals(await target.end(target.topic), 1);
  await proxy.refuse(false);
  await using again = new RawClient(proxy.bootstrapServers);
  assertEquals([await produceOne(again, target.topic), await target.end(target.topic)], [0, 2]);
});

Deno.test(`faults of two proxies in a row before ${TARGET_NAME} both fire`, async () => {
  await using target = await FaultTarget.open(() => Cluster.start({ clock: HASTY_CLOCK }));
  await using near = await startProxy({ upstream: target.address });
  await using far = await startProxy({ upstream: near.bootstrapServers });
  const lost = near.add({ action: "dropAnswer", apiKeys: ["Produce"], times: 1 });
  const refused = far.add({ action: "refuse", apiKeys: ["Produce"], after: 1, times: 1 });
  const outcomes: Outcome[] = [];
  for (let index = 0; index < 3; index++) {
    await using client = new RawClient(far.bootstrapServers);
    outcomes.push(await produceOne(client, target.topic));
  }
  assertEquals(outcomes, ["no answer", "no answer", 0]);
  assertEquals([lost.fired, refused.fired, await target.end(target.topic)], [1, 1, 2]);
  await using client = new RawClient(far.bootstrapServers);
  const metadata = await client.ask("Metadata", 12, { topics: null });
  assertEquals(`localhost:${metadata!.brokers[0]!.port}`, far.bootstrapServers);
});
