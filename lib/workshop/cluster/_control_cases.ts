import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../../core/mod.ts";
import { type Admin, connectKafka, type Kafka, type KafkaConnection } from "../../kafka/mod.ts";
import type { ClusterControl } from "./control.ts";

/** A cluster of three brokers to be tried. */
export interface Controlled {
  readonly control: ClusterControl;
  readonly connection: KafkaConnection;
}

interface Tools extends Controlled {
  readonly kafka: Kafka;
  readonly admin: Admin;
}

/** What holds of the control of every kind of cluster, one step after another on the same one. */
export async function controlCases(t: Deno.TestContext, cluster: Controlled): Promise<void> {
  await using kafka = connectKafka(cluster.connection);
  await using admin = await kafka.admin();
  const tools = { ...cluster, kafka, admin };
  await t.step("there are three brokers", () => assertEquals(cluster.control.brokerIds, [0, 1, 2]));
  await t.step("a leader is moved to each replica, and to no other broker", () => moves(tools));
  await t.step("a killed leader is replaced and comes back in sync", () => killed(tools));
  await t.step("held followers lose what acks=1 acknowledged", () => losesHeld(tools));
  await t.step(
    "let go in time, followers catch up and nothing is lost",
    () => keepsReleased(tools),
  );
  await t.step("acks=all is not acknowledged while followers are held", () => waitsHeld(tools));
  await t.step("with too few in sync, acks=all is refused and acks=1 is not", () => tooFew(tools));
  await t.step("without an in-sync replica nobody leads, or an unclean one", () => unclean(tools));
  await t.step("retention is applied at once", () => retention(tools));
  await t.step("compaction is applied at once, to closed segments", () => compaction(tools));
}

async function moves({ control, admin }: Tools): Promise<void> {
  const topic = await made(admin, "moves");
  for (const id of [1, 2, 0]) {
    await control.moveLeader({ topic, partition: 0 }, id);
    assertEquals((await admin.describeTopic(topic))[0]?.leader, id);
  }
  const single = await made(admin, "single", {}, 1);
  const [only] = await admin.describeTopic(single);
  const other = control.brokerIds.find((id) => id !== only!.leader)!;
  const place = { topic: single, partition: 0 };
  const error = await assertRejects(() => control.moveLeader(place, other), WorkshopError);
  assertEquals(error.code, "NOT_A_REPLICA");
}

async function killed(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const topic = await made(admin, "killed");
  const [before] = await admin.describeTopic(topic);
  await write(tools, topic, "all", ["a", "b", "c"]);
  await control.kill(before!.leader);
  const [after] = await admin.describeTopic(topic);
  assertNotEquals(after!.leader, before!.leader);
  assert(before!.replicas.includes(after!.leader));
  assertEquals(after!.inSyncReplicas.includes(before!.leader), false);
  await write(tools, topic, "all", ["d"]);
  assertEquals(await valuesOf(tools, topic), ["a", "b", "c", "d"]);
  await control.revive(before!.leader);
  const [back] = await admin.describeTopic(topic);
  assertEquals([...back!.inSyncReplicas].sort(), [0, 1, 2]);
  await control.revive(before!.leader);
}

async function losesHeld(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const topic = await made(admin, "held");
  const { leader } = (await admin.describeTopic(topic))[0]!;
  await write(tools, topic, "all", ["copied"]);
  const held = await control.holdReplication();
  await write(tools, topic, 1, ["acknowledged", "and gone"]);
  await control.kill(leader);
  await held[Symbol.asyncDispose]();
  await write(tools, topic, "all", ["later"]);
  assertEquals(await valuesOf(tools, topic), ["copied", "later"]);
  await control.revive(leader);
  assertEquals(await valuesOf(tools, topic), ["copied", "later"]);
}

async function keepsReleased(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const topic = await made(admin, "released");
  const { leader } = (await admin.describeTopic(topic))[0]!;
  const held = await control.holdReplication();
  await write(tools, topic, 1, ["one"]);
  await held[Symbol.asyncDispose]();
  await write(tools, topic, "all", ["two"]);
  await control.kill(leader);
  assertEquals(await valuesOf(tools, topic), ["one", "two"]);
  await control.revive(leader);
}

async function waitsHeld(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const topic = await made(admin, "waits");
  await write(tools, topic, "all", ["before"]);
  {
    await using _held = await control.holdReplication();
    const error = await assertRejects(
      () => write(tools, topic, "all", ["not yet"], 700),
      WorkshopError,
    );
    assertEquals(error.definite, false, error.message);
  }
  await write(tools, topic, "all", ["after"]);
  assertEquals((await valuesOf(tools, topic)).filter((value) => value !== "not yet"), [
    "before",
    "after",
  ]);
}

async function tooFew(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const topic = await made(admin, "too-few", { "min.insync.replicas": "2" });
  const { leader } = (await admin.describeTopic(topic))[0]!;
  const followers = control.brokerIds.filter((id) => id !== leader);
  await Promise.all(followers.map((id) => control.kill(id)));
  const error = await firstDefinite(() => write(tools, topic, "all", ["refused"], 1000));
  assertEquals([error.code, error.definite], ["NOT_ENOUGH_REPLICAS", true]);
  await write(tools, topic, 1, ["taken"]);
  await Promise.all(followers.map((id) => control.revive(id)));
  const log = await valuesOf(tools, topic);
  assertEquals(log.filter((value) => value !== "refused"), ["taken"]);
}

/**
 * A leader may take a moment longer than its broker to see that followers are gone; what it appends
 * until then is not committed, and nobody is told.
 */
async function firstDefinite(work: () => Promise<void>): Promise<WorkshopError> {
  return await waitFor(async () => {
    const error = await assertRejects(work, WorkshopError);
    return error.definite ? error : undefined;
  }, { what: "a definite refusal", timeoutMs: 60_000 });
}

/** The leader is the last in sync, and is killed; the two others come back without its records. */
async function unclean(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const setting = "unclean.leader.election.enable";
  const careful = await made(admin, "careful", { [setting]: "false" });
  const careless = await made(admin, "careless", { [setting]: "true" });
  for (const topic of [careful, careless]) {
    await control.moveLeader({ topic, partition: 0 }, 0);
    await write(tools, topic, "all", ["old"]);
  }
  await control.kill(1);
  await control.kill(2);
  for (const topic of [careful, careless]) await write(tools, topic, 1, ["last"]);
  await control.kill(0);
  await control.revive(1);
  await control.revive(2);
  assertEquals((await admin.describeTopic(careful))[0]?.leader, -1);
  await write(tools, careless, "all", ["new"]);
  assertEquals(await valuesOf(tools, careless), ["old", "new"]);
  await control.revive(0);
  assertEquals(await valuesOf(tools, careful), ["old", "last"]);
  assertEquals(await valuesOf(tools, careless), ["old", "new"]);
}

async function retention(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const topic = await made(admin, "retention");
  await write(tools, topic, "all", ["a", "b"]);
  await admin.alterTopicConfig(topic, { "retention.ms": "1" });
  await control.cleanNow(topic);
  await waitFor(async () => (await admin.topicOffsets(topic))[0]?.low === 2n, {
    what: "the log to begin at its end",
  });
  assertEquals(await valuesOf(tools, topic), []);
}

async function compaction(tools: Tools): Promise<void> {
  const { control, admin } = tools;
  const topic = await made(admin, "compaction", {
    "cleanup.policy": "compact",
    "segment.bytes": "1048576",
  });
  const large = "x".repeat(400_000);
  for (const value of [`1${large}`, `2${large}`, `3${large}`, `4${large}`]) {
    await write(tools, topic, "all", [value], 5000, "key");
  }
  await control.cleanNow(topic);
  // The last two lie in the active segment or close the one before it.
  const kept = (await valuesOf(tools, topic)).map((value) => value[0]);
  assertEquals([kept.includes("1"), kept.at(-1)], [false, "4"]);
}

async function made(
  admin: Admin,
  purpose: string,
  config: Readonly<Record<string, string>> = {},
  replicationFactor = 3,
): Promise<string> {
  const name = `${purpose}-${crypto.randomUUID().slice(0, 8)}`;
  await admin.createTopics([{ name, partitions: 1, replicationFactor, config }]);
  return name;
}

/** With acks=1 without an id, so that nothing is sent a second time. */
async function write(
  { kafka }: Tools,
  topic: string,
  acks: 1 | "all",
  values: readonly string[],
  requestTimeoutMs = 5000,
  key?: string,
): Promise<void> {
  const encoder = new TextEncoder();
  const records = values.map((value) => ({
    key: key === undefined ? null : encoder.encode(key),
    value: encoder.encode(value),
  }));
  await waitFor(async () => {
    await using session = await kafka.producer({ acks, idempotent: false, requestTimeoutMs });
    try {
      await session.produce({ topic, partition: 0, records });
      return true;
    } catch (error) {
      // A client that has not heard of the new leader yet asks again.
      const { code } = error as WorkshopError;
      if (code === "NOT_LEADER_OR_FOLLOWER" || code === "LEADER_NOT_AVAILABLE") return false;
      throw error;
    }
  }, { what: `a leader of ${topic}` });
}

async function valuesOf({ kafka }: Tools, topic: string): Promise<string[]> {
  const values: string[] = [];
  for await (const { value } of kafka.read({ topic })) {
    values.push(new TextDecoder().decode(value!));
  }
  return values;
}
