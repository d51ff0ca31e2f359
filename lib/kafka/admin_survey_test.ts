import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { Bench, bytes } from "./_bench.ts";
import { surveyGroups } from "./admin_survey_groups.ts";
import { connectKafka } from "./connect.ts";
import type { Admin, SurveyedGroup, SurveyedTopic } from "./port.ts";
import type { WireCluster } from "./wire/cluster.ts";

const offsetsOf = ({ partitions }: SurveyedTopic) => partitions.map(({ offsets }) => offsets);
const commitsOf = ({ groupId, committed }: SurveyedGroup) => [
  groupId,
  ...committed.map(({ topic, partition, offset }) => `${topic}/${partition} ${offset}`).sort(),
];

async function commit(admin: Admin, groupId: string, offsets: Record<string, bigint>) {
  const places = Object.entries(offsets).map(([place, offset]) => {
    const [topic, partition] = place.split("/");
    return { topic: topic!, partition: Number(partition), offset };
  });
  await admin.commitOffsets(groupId, places);
}

Deno.test("topics are surveyed with replicas and offsets on all brokers, as each alone tells", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await using producer = await kafka.producer();
  await admin.createTopics([
    { name: "orders", partitions: 6, replicationFactor: 3 },
    { name: "empty", partitions: 1 },
  ]);
  for (const partition of [0, 3, 4]) {
    const records = Array.from({ length: partition + 1 }, () => ({ value: bytes("x") }));
    await producer.produce({ topic: "orders", partition, records });
  }
  await admin.deleteRecords([{ topic: "orders", partition: 4, offset: 2n }]);

  const topics = await admin.surveyTopics(["orders", "empty", "not-there"]);
  assertEquals(topics.map(({ name }) => name), ["empty", "orders"]);
  for (const { name, isInternal, partitions } of topics) {
    assertEquals(isInternal, false);
    const described = await admin.describeTopic(name);
    const offsets = await admin.topicOffsets(name);
    assertEquals(
      partitions,
      described.map((each, at) => {
        const { low, high } = offsets[at]!;
        return { ...each, offsets: { low, high } };
      }),
    );
  }
  assertEquals(topics[1]!.partitions[4]!.offsets, { low: 2n, high: 5n });
  const all = (await admin.surveyTopics()).map(({ name }) => name);
  assertEquals(all, await admin.listTopics());
});

Deno.test("a partition whose broker is gone has no offsets, the others have theirs", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 3, replicas: [[0], [1], [2]] }]);
  await admin.surveyTopics(["orders"]);
  await cluster.kill(1);
  const [orders] = await admin.surveyTopics(["orders"]);
  assertEquals(orders!.partitions.map(({ leader }) => leader), [0, -1, 2]);
  assertEquals(offsetsOf(orders!), [{ low: 0n, high: 0n }, undefined, { low: 0n, high: 0n }]);
});

Deno.test("a partition that nobody leads keeps no other question from its answer", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") });
  await using admin = await kafka.admin();
  await admin.createTopics([
    { name: "orders", partitions: 3, replicas: [[0], [1], [2]] },
    { name: "bills", partitions: 1, replicas: [[0]] },
    { name: "gone", partitions: 1, replicas: [[2]] },
  ]);
  await cluster.kill(1);
  assertEquals((await admin.describeCluster()).brokers.map(({ id }) => id), [0, 2]);
  assertEquals(await admin.listTopics(), ["bills", "gone", "orders"]);
  assertEquals(await admin.listGroups(), []);
  const [nobody] = await admin.describeGroups(["nobody"]);
  assertEquals(nobody, { groupId: "nobody", state: "Dead", members: [] });
  assertEquals((await admin.topicConfig("bills"))["cleanup.policy"], "delete");
  await admin.createPartitions("bills", 2);
  assertEquals((await admin.describeTopic("bills")).length, 2);
  await admin.deleteTopics(["gone"]);
  assertEquals((await admin.listTopics()).includes("gone"), false);
});

Deno.test("groups are surveyed with members and commits, whoever coordinates them", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 3 }, { name: "gone", partitions: 1 }]);
  const groupIds = Array.from({ length: 12 }, (_, number) => `group-${number}`).sort();
  for (const [at, groupId] of groupIds.entries()) {
    await commit(admin, groupId, { "orders/0": BigInt(at), "orders/2": 7n });
  }
  await commit(admin, "group-1", { "gone/0": 1n });
  await using _session = await kafka.joinGroup({
    groupId: "live",
    topics: ["orders"],
    onBatch() {},
  });

  const groups = await admin.surveyGroups();
  assertEquals(groups.map(({ groupId }) => groupId), [...groupIds, "live"]);
  for (const [at, group] of groups.slice(0, -1).entries()) {
    const gone = group.groupId === "group-1" ? ["gone/0 1"] : [];
    assertEquals(commitsOf(group), [groupIds[at], ...gone, `orders/0 ${at}`, "orders/2 7"]);
    assertEquals([group.state, group.members], ["Empty", []]);
  }
  const live = groups.at(-1)!;
  assertEquals([live.protocolType, live.committed], ["consumer", []]);
  assertEquals(
    [live],
    (await admin.describeGroups(["live"])).map((group) => ({
      ...group,
      protocolType: "consumer",
      committed: [],
    })),
  );
  assertEquals(live.members[0]!.assignment.length, 3);
  const some = await admin.surveyGroups(["group-3", "not-there", "live"]);
  assertEquals(some.map(({ groupId }) => groupId), ["group-3", "live"]);
});

Deno.test("however many topics and groups there are, a survey takes seven requests", async () => {
  const topics = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`topic-${at}`, 4]));
  await using bench = await Bench.start(topics);
  await using admin = await bench.kafka.admin();
  for (let at = 0; at < 50; at++) await commit(admin, `group-${at}`, { [`topic-${at}/1`]: 3n });
  await admin.surveyGroups();
  const asked: string[] = [];
  bench.proxy.onTraffic(({ direction, apiKey }) => {
    if (direction === "request") asked.push(apiKey ?? "?");
  });
  const groups = await admin.surveyGroups();
  const surveyed = await admin.surveyTopics();
  assertEquals([groups.length, surveyed.length >= 50], [50, true]);
  assertEquals(asked.sort(), [
    ...["DescribeGroups", "ListGroups", "ListOffsets", "ListOffsets", "Metadata", "Metadata"],
    "OffsetFetch",
  ]);
});

Deno.test("a broker that knows no request for several groups is asked group by group", async () => {
  const asked: string[] = [];
  const request = (_: string, body: { readonly groupId?: string; readonly groups?: unknown }) => {
    asked.push(body.groupId ?? "several");
    const partitions = [{ partitionIndex: 2, committedOffset: 5, errorCode: 0 }];
    return Promise.resolve({ errorCode: 0, topics: [{ name: "orders", partitions }] });
  };
  const old = {
    metadata: () => Promise.resolve({ brokers: [{ nodeId: 1 }] }),
    node: () => Promise.resolve({ versionOf: () => 7, request }),
    ask: (_: number, api: string) =>
      Promise.resolve({
        errorCode: 0,
        groups: ["a", "b"].map((groupId) => ({
          ...{ groupId, protocolType: "consumer", groupType: "", groupState: "Empty" },
          ...(api === "DescribeGroups" && { errorCode: 0, members: [] }),
        })),
      }),
  } as unknown as WireCluster;
  const groups = await surveyGroups(old);
  assertEquals(asked, ["a", "b"]);
  assertEquals(groups.map(commitsOf), [["a", "orders/2 5"], ["b", "orders/2 5"]]);
  assert(groups.every(({ state }) => state === "Empty"));
});
