import { assert, assertEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import { Bench, bytes } from "./_bench.ts";
import { UnreadyCoordinator } from "./_unready_coordinator.ts";
import { connectKafka } from "./connect.ts";

Deno.test("topics are made, described, changed and deleted", async () => {
  await using bench = await Bench.start();
  await using admin = await bench.kafka.admin();
  const config = { "retention.ms": "86400000" };
  const topics = [{ name: "a", partitions: 2, config }, { name: "b", partitions: 1 }];
  assertEquals(await admin.createTopics(topics), ["a", "b"]);
  const more = [...topics, { name: "c", partitions: 1 }];
  assertEquals(await admin.createTopics(more), ["c"]);
  assertEquals(await admin.listTopics(), ["a", "b", "c"]);
  await admin.alterTopicConfig("a", { "max.message.bytes": "2000" });
  const changed = await admin.topicConfig("a");
  assertEquals([changed["retention.ms"], changed["max.message.bytes"]], ["86400000", "2000"]);
  await admin.createPartitions("a", 4);
  assertEquals((await admin.describeTopic("a")).map(({ partition }) => partition), [0, 1, 2, 3]);
  await admin.deleteTopics(["b"]);
  assertEquals(await admin.listTopics(), ["a", "c"]);
});

Deno.test("the cluster tells its id and its brokers", async () => {
  await using bench = await Bench.start();
  await using admin = await bench.kafka.admin();
  const { clusterId, brokers } = await admin.describeCluster();
  assert(clusterId.startsWith("embedded-"));
  assertEquals(brokers.length, 1);
});

Deno.test("offsets are told, also those at a time", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using admin = await bench.kafka.admin();
  await using session = await bench.kafka.producer();
  for (const timestampMs of [1000, 2000, 3000]) {
    const records = [{ value: bytes("x"), timestampMs }];
    await session.produce({ topic: "orders", partition: 1, records });
  }
  assertEquals(await admin.topicOffsets("orders"), [
    { partition: 0, low: 0n, high: 0n },
    { partition: 1, low: 0n, high: 3n },
  ]);
  const offsets = (await admin.offsetsAtTime("orders", 1500)).map(({ offset }) => offset);
  assertEquals(offsets, [0n, 1n]);
});

Deno.test("records are deleted up to an offset, and not behind the end", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using admin = await bench.kafka.admin();
  await using session = await bench.kafka.producer();
  const records = ["a", "b", "c"].map((text) => ({ value: bytes(text) }));
  await session.produce({ topic: "orders", partition: 1, records });
  await admin.deleteRecords([{ topic: "orders", partition: 1, offset: 2n }]);
  assertEquals((await admin.topicOffsets("orders"))[1], { partition: 1, low: 2n, high: 3n });
  const left = await Array.fromAsync(bench.kafka.read({ topic: "orders" }));
  assertEquals(left.map(({ offset }) => offset), [2n]);
  const behind = [{ topic: "orders", partition: 1, offset: 4n }];
  const error = await assertRejects(() => admin.deleteRecords(behind), WorkshopError);
  assertEquals(error.code, "OFFSET_OUT_OF_RANGE");
});

Deno.test("groups are described, their offsets set and read, and forgotten", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using admin = await bench.kafka.admin();
  const committed = [{ topic: "orders", partition: 1, offset: 4n }];
  await admin.commitOffsets("idle", committed);
  assertEquals(await admin.committedOffsets("idle", ["orders"]), committed);
  {
    await using _member = await bench.kafka.joinGroup({
      groupId: "busy",
      topics: ["orders"],
      onBatch: () => {},
    });
    const [group] = await admin.describeGroups(["busy"]);
    assertEquals([group!.state, group!.members[0]!.assignment.length], ["Stable", 2]);
    await admin.commitOffsets("short-lived", committed);
    const deleting = () => admin.deleteGroups(["busy", "short-lived"]);
    assertEquals((await assertRejects(deleting, WorkshopError)).code, "NON_EMPTY_GROUP");
  }
  assertEquals(await admin.listGroups(), ["busy", "idle"]);
  await admin.deleteGroups(["idle", "busy"]);
  assertEquals(await admin.listGroups(), []);
});

Deno.test("offsets are forgotten by partition, and not while a member reads the topic", async () => {
  await using bench = await Bench.start({ orders: 2, refunds: 1 });
  await using admin = await bench.kafka.admin();
  const at = (topic: string, partition: number) => ({ topic, partition, offset: 1n });
  await admin.commitOffsets("billers", [at("orders", 0), at("orders", 1), at("refunds", 0)]);
  await admin.deleteOffsets("billers", [at("orders", 1)]);
  await admin.deleteOffsets("billers", []);
  const left = await admin.allCommittedOffsets("billers");
  assertEquals(left.map(({ topic, partition }) => `${topic}/${partition}`), [
    "orders/0",
    "refunds/0",
  ]);
  await using _member = await bench.kafka.joinGroup({
    groupId: "billers",
    topics: ["orders"],
    onBatch: () => {},
  });
  const refused = () => admin.deleteOffsets("billers", [at("orders", 0)]);
  assertEquals((await assertRejects(refused, WorkshopError)).code, "GROUP_SUBSCRIBED_TO_TOPIC");
  await admin.deleteOffsets("billers", [at("refunds", 0)]);
  const unknown = () => admin.deleteOffsets("nobody", [at("orders", 0)]);
  assertEquals((await assertRejects(unknown, WorkshopError)).code, "GROUP_ID_NOT_FOUND");
});

Deno.test("a coordinator that is starting is waited for", async () => {
  await using bench = await Bench.start();
  const { bootstrapServers } = bench.cluster;
  await using way = await UnreadyCoordinator.before(bootstrapServers, 2, "DescribeGroups");
  await using kafka = connectKafka({ bootstrapServers: [way.address] });
  await using admin = await kafka.admin();
  const [group] = await admin.describeGroups(["billers"]);
  assertEquals([group!.state, way.refused], ["Dead", 2]);
});

Deno.test("what isn't there is told by Kafka's name for it", async () => {
  await using bench = await Bench.start();
  await using admin = await bench.kafka.admin();
  const codes = await Promise.all([
    admin.describeTopic("nowhere"),
    admin.deleteTopics(["nowhere"]),
    admin.deleteGroups(["nobody"]),
    admin.createTopics([{ name: "bad name", partitions: 1 }]),
  ].map((asked) => asked.then(() => "", (error: WorkshopError) => error.code)));
  assertEquals(codes, [
    "UNKNOWN_TOPIC_OR_PARTITION",
    "UNKNOWN_TOPIC_OR_PARTITION",
    "GROUP_ID_NOT_FOUND",
    "INVALID_TOPIC_EXCEPTION",
  ]);
});

Deno.test("an admin outlives a broker that was away", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using admin = await bench.kafka.admin();
  const ask = [
    () => admin.listTopics(),
    () => admin.describeGroups(["billers"]),
    () => admin.topicOffsets("orders"),
    () => admin.committedOffsets("billers", ["orders"]),
    () => admin.describeCluster(),
  ];
  for (const question of ask) await question();
  bench.proxy.refuse(true);
  for (const question of ask) await assertRejects<Error>(question, WorkshopError);
  bench.proxy.refuse(false);
  for (const question of ask) await question();
});

Deno.test("a cluster that doesn't answer is told with its address", async () => {
  await using kafka = connectKafka({ bootstrapServers: ["localhost:1"] });
  for (const open of [() => kafka.admin(), () => kafka.producer()]) {
    const error = await assertRejects(open, WorkshopError, "localhost:1");
    assertEquals([error.code, error.definite], ["CONNECTION_FAILED", true]);
  }
});

Deno.test("an address that is none is a mistake in the configuration", () => {
  for (const bootstrapServers of [[], ["localhost"], ["a:0"], ["a:b"]]) {
    let code: unknown;
    try {
      connectKafka({ bootstrapServers });
    } catch (error) {
      code = (error as WorkshopError).code;
    }
    assertEquals(code, "CONFIG_INVALID");
  }
});
