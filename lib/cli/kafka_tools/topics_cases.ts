import { assertEquals, assertMatch } from "@std/assert";
import { createProducer } from "../../producer/mod.ts";
import { TaskProcess } from "../_task_process.ts";
import { kafkaTool } from "./java_tool.ts";
import { onBoth } from "./two_clusters.ts";

interface Described {
  readonly topics: readonly {
    readonly name: string;
    readonly replicationFactor: number;
    readonly settings: readonly { readonly name: string; readonly value: string }[];
    readonly partitions: readonly Readonly<Record<string, unknown>>[];
  }[];
}

onBoth("topics describe tells what kafka-topics does", async ({ server, name }) => {
  const topics = new TaskProcess("topics", server);
  const topic = name("orders");
  const settings = ["--config", "retention.ms=604800000", "--config", "cleanup.policy=compact"];
  await topics.run("create", topic, "--partitions", "3", "--rf", "1", ...settings);
  const where = ["--bootstrap-server", server];
  const printed = await kafkaTool("TopicCommand", [...where, "--describe", "--topic", topic]);
  const { topics: [ours] } = await topics.json<Described>("describe", topic);
  const [, count, copies, configs] =
    /PartitionCount: (\d+)\s+ReplicationFactor: (\d+)\s+Configs: (\S*)/.exec(printed)!;
  assertEquals([ours!.partitions.length, ours!.replicationFactor], [Number(count), Number(copies)]);
  assertEquals(
    ours!.settings.map((at) => `${at.name}=${at.value}`).sort(),
    configs!.split(",").sort(),
  );
  const theirs = [
    ...printed.matchAll(/Partition: (\d+)\s+Leader: (\d+)\s+Replicas: (\S+)\s+Isr: (\S+)/g),
  ]
    .map(([, ...cells]) => cells.join(" "));
  const rows = ours!.partitions.map((at) =>
    [at["partition"], at["leader"], at["replicas"], at["inSyncReplicas"]].join(" ")
  );
  assertEquals(rows, theirs);
});

onBoth("what kafka-topics and kafka-configs change is seen by topics", async ({ server, name }) => {
  const topics = new TaskProcess("topics", server);
  const topic = name("made-there");
  const where = ["--bootstrap-server", server];
  const create = ["--create", "--topic", topic, "--partitions", "2", "--replication-factor", "1"];
  await kafkaTool("TopicCommand", [...where, ...create, "--config", "retention.ms=1000"]);
  await kafkaTool("TopicCommand", [...where, "--alter", "--topic", topic, "--partitions", "4"]);
  const { topics: [seen] } = await topics.json<Described>("describe", topic);
  assertEquals(seen!.partitions.length, 4);
  assertEquals(seen!.settings.find((at) => at.name === "retention.ms")?.value, "1000");
  await topics.run("delete", topic, "--yes");
  const listed = await kafkaTool("TopicCommand", [...where, "--list"]);
  assertEquals(listed.split("\n").includes(topic), false);
});

onBoth(
  "broker:logdirs tells the sizes that kafka-log-dirs does",
  async ({ server, kafka, name }) => {
    const topic = name("sized");
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: topic, partitions: 2 }]);
    await using producer = await createProducer(kafka);
    await producer.send({ topic, partition: 1, value: new Uint8Array(5000) });
    const args = ["--bootstrap-server", server, "--describe", "--topic-list", topic];
    const printed = await kafkaTool("LogDirsCommand", args);
    const { brokers } = JSON.parse(printed.split("\n").find((line) => line.startsWith("{"))!);
    const theirs = brokers[0].logDirs[0].partitions.map((at: { partition: string; size: number }) =>
      `${at.partition} ${at.size}`
    );
    const logdirs = new TaskProcess("broker_logdirs", server);
    const { folders } = await logdirs.json<{
      folders: { partitions: { partition: number; sizeBytes: number }[] }[];
    }>("--topic", topic);
    const ours = folders[0]!.partitions.map((at) => `${topic}-${at.partition} ${at.sizeBytes}`);
    assertEquals(ours.sort(), theirs.sort());
    assertMatch(ours[1]!, / 50\d\d$/);
  },
);
