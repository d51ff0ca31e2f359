import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connectKafka } from "../../kafka/mod.ts";
import { MESSAGES } from "../../protocol/mod.ts";
import { RawConnection } from "../contract/raw_connection.ts";
import { clientTest } from "./client_test_case.ts";
import { javaTools, runTool } from "./java_tools.ts";
import { makeTopic } from "./make_topic.ts";

clientTest(javaTools, "administer topics and their settings", async (target) => {
  const topic = target.name("orders");
  const server = ["--bootstrap-server", target.bootstrapServers];
  const topics = (...args: string[]) => runTool("TopicCommand", [...server, ...args]);
  const configs = (...args: string[]) =>
    runTool("kafka.admin.ConfigCommand", [
      ...server,
      "--entity-type",
      "topics",
      "--entity-name",
      topic,
      ...args,
    ]);
  await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
  await using admin = await kafka.admin();

  const create = ["--create", "--topic", topic, "--partitions", "2"];
  await topics(...create, "--config", "retention.ms=60000");
  assertEquals((await admin.topicConfig(topic))["retention.ms"], "60000");
  await assertRejects(() => topics(...create), Error, "already exists");

  await topics("--alter", "--topic", topic, "--partitions", "3");
  const described = await topics("--describe", "--topic", topic);
  assert(/PartitionCount: 3\s+ReplicationFactor: 1\s/.test(described), described);
  assertEquals(described.match(/Leader: 0\s+Replicas: 0\s+Isr: 0/g)?.length, 3);

  await configs("--alter", "--add-config", "cleanup.policy=[compact,delete],segment.ms=90000");
  await configs("--alter", "--delete-config", "retention.ms");
  const settings = await admin.topicConfig(topic);
  assertEquals(
    ["cleanup.policy", "segment.ms", "retention.ms"].map((name) => settings[name]),
    ["compact,delete", "90000", "604800000"],
  );
  assertStringIncludes(await configs("--describe"), "segment.ms=90000 sensitive=false");

  await topics("--delete", "--topic", topic);
  assertEquals((await admin.listTopics()).includes(topic), false);
});

clientTest(javaTools, "administer offsets and groups", async (target) => {
  const [topic, group] = [target.name("topic"), target.name("group")];
  const server = ["--bootstrap-server", target.bootstrapServers];
  const groups = (...args: string[]) =>
    runTool("consumer.group.ConsumerGroupCommand", [
      ...server,
      "--timeout",
      "60000",
      "--group",
      group,
      ...args,
    ]);
  await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 2 });
  await using producer = await kafka.producer();
  for (const [partition, count] of [[0, 8], [1, 5]] as const) {
    const records = Array.from({ length: count }, (_, index) => ({
      value: new Uint8Array([index]),
      timestampMs: 1_700_000_000_000 + index * 1_000,
    }));
    await producer.produce({ topic, partition, records });
  }
  const committed = async () =>
    (await admin.committedOffsets(group, [topic])).map(({ offset }) => Number(offset));

  await groups("--reset-offsets", "--to-earliest", "--topic", topic, "--execute");
  assertEquals(await committed(), [0, 0]);
  const time = new Date(1_700_000_000_000 + 3_500).toISOString().replace("Z", "");
  await groups("--reset-offsets", "--to-datetime", time, "--topic", topic, "--execute");
  assertEquals(await committed(), [4, 4]);
  const rows = (await groups("--describe")).split("\n").filter((line) => line.startsWith(group));
  assertEquals(
    rows.map((row) => row.split(/\s+/).slice(2, 6)).sort(),
    [["0", "4", "8", "4"], ["1", "4", "5", "1"]],
  );
  await groups("--delete-offsets", "--topic", `${topic}:1`);
  assertEquals(await committed(), [4]);
  await groups("--delete");
  assertEquals((await admin.listGroups()).includes(group), false);

  const offsets = (time: string) =>
    runTool("GetOffsetShell", [...server, "--topic", topic, "--time", time]);
  assertEquals(await offsets("latest"), `${topic}:0:8\n${topic}:1:5\n`);
  assertEquals(await offsets("1700000006000"), `${topic}:0:6\n`);
  assertEquals(await offsets("max-timestamp"), `${topic}:0:7\n${topic}:1:4\n`);
});

clientTest(javaTools, "find every promise of the Java client kept", async (target) => {
  const topic = target.name("compatibility");
  await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 1 });
  const printed = await runTool("ClientCompatibilityTest", [
    "--bootstrap-server",
    target.bootstrapServers,
    "--topic",
    topic,
    "--num-cluster-nodes",
    "1",
    ...Object.entries({
      "offsets-for-times-supported": true,
      "cluster-id-supported": true,
      "expect-record-too-large-exception": false,
      "create-topics-supported": true,
      "describe-acls-supported": await offers(target.bootstrapServers, MESSAGES.DescribeAcls.key),
      "describe-configs-supported": true,
      "idempotent-producer-supported": true,
    }).flatMap(([name, value]) => [`--${name}`, value ? "True" : "False"]),
  ]);
  assertEquals(printed.trim().split("\n").at(-1), "SUCCESS.");
});

async function offers(address: string, key: number): Promise<boolean> {
  using connection = await RawConnection.open(address, "clients");
  const { apiKeys } = await connection.call("ApiVersions", 0, {});
  return apiKeys.some(({ apiKey }) => apiKey === key);
}
