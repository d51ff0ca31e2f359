import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { TaskProcess } from "../_task_process.ts";
import { kafkaTool, startKafkaTool, toolRows } from "./java_tool.ts";
import { onApache, onBoth, type ToolTarget } from "./two_clusters.ts";

const GROUPS = "consumer.group.ConsumerGroupCommand";

/** A topic of two partitions with a record for each second after 1970: five and two. */
async function filledTopic({ kafka, name }: ToolTarget): Promise<string> {
  const topic = name("orders");
  await using admin = await kafka.admin();
  // Records of 1970 are gone at the broker's next look, unless they are kept for ever.
  const config = { "retention.ms": "-1" };
  await admin.createTopics([{ name: topic, partitions: 2, config }]);
  await using producer = await createProducer(kafka);
  const sent = [0, 0, 0, 0, 0, 1, 1].map((partition, at) => {
    const timestampMs = (partition === 0 ? at : at - 5) * 1000;
    return producer.send({ topic, partition, value: "x", timestampMs });
  });
  await Promise.all(sent);
  return topic;
}

interface Described {
  readonly groups: readonly {
    readonly groupId: string;
    readonly partitions: readonly Readonly<Record<string, string | number | null>>[];
  }[];
}

onBoth("groups describe tells what kafka-consumer-groups does", async (target) => {
  const topic = await filledTopic(target);
  const [busy, idle] = [target.name("busy"), target.name("idle")];
  await using admin = await target.kafka.admin();
  await admin.commitOffsets(idle, [{ topic, partition: 1, offset: 1n }]);
  await using member = await target.kafka.joinGroup({
    groupId: busy,
    topics: [topic],
    onBatch: () => {},
  });
  const generation = await waitFor(() => member.generation, { what: "a generation" });
  await member.commit([{ topic, partition: 0, offset: 3n }], generation);
  const server = ["--bootstrap-server", target.server];
  const theirs = toolRows(
    await kafkaTool(GROUPS, [...server, "--describe", "--all-groups"]),
    "GROUP",
  );
  const groups = new TaskProcess("groups", target.server);
  const { groups: ours } = await groups.json<Described>("describe", "--all-groups");
  const shown = ours.flatMap(({ groupId, partitions }) =>
    partitions.map((at) =>
      [
        ...[groupId, at["topic"], at["partition"], at["committedOffset"]],
        ...[at["logEndOffset"], at["lag"], at["memberId"], at["host"], at["clientId"]],
      ].map((cell) => cell ?? "-").join(" ")
    )
  );
  const wanted = theirs.map((row) => Object.values(row).join(" "));
  assertEquals(shown.sort(), wanted.sort());
  assertEquals(wanted.filter((row) => row.includes(topic)).length, 3);
});

onBoth("groups reset goes where kafka-consumer-groups would", async (target) => {
  const topic = await filledTopic(target);
  const group = target.name("billing");
  await using admin = await target.kafka.admin();
  await admin.commitOffsets(group, [0, 1].map((partition) => ({ topic, partition, offset: 1n })));
  const groups = new TaskProcess("groups", target.server);
  const ways = [
    ["--to-earliest"],
    ["--to-latest"],
    ["--to-offset", "3"],
    ["--shift-by", "1"],
    ["--shift-by", "-5"],
    ["--to-datetime", "1970-01-01T00:00:02.000"],
    ["--by-duration", "PT1H"],
  ];
  for (const way of ways) {
    const which = ["--topic", topic, ...way];
    const server = ["--bootstrap-server", target.server, "--group", group];
    const printed = await kafkaTool(GROUPS, [...server, "--reset-offsets", "--dry-run", ...which]);
    const theirs = toolRows(printed, "GROUP").map((row) =>
      `${row["PARTITION"]} ${row["NEW-OFFSET"]}`
    );
    const { partitions } = await groups.json<{
      partitions: { partition: number; to: number }[];
    }>("reset", group, ...which);
    const ours = partitions.map(({ partition, to }) => `${partition} ${to}`);
    assertEquals(ours.sort(), theirs.sort(), way.join(" "));
    assertEquals(ours.length, 2);
  }
});

onApache(
  "groups of the newer protocol are described and left alone while they live",
  async (target) => {
    const topic = await filledTopic(target);
    const group = target.name("new");
    await using _consumer = startKafkaTool("consumer.ConsoleConsumer", [
      ...["--bootstrap-server", target.server, "--topic", topic, "--group", group],
      ...["--consumer-property", "group.protocol=consumer", "--from-beginning"],
    ]);
    await using admin = await target.kafka.admin();
    await waitFor(async () => {
      const [described] = await admin.describeGroups([group]);
      return described!.state === "Stable" && described!.members[0]?.assignment.length === 2;
    }, { what: `a member of ${group} with two partitions`, timeoutMs: 120_000 });
    const printed = await kafkaTool(GROUPS, [
      ...["--bootstrap-server", target.server, "--describe", "--group", group],
    ]);
    const theirs = toolRows(printed, "GROUP").map((row) => `${row["PARTITION"]} ${row["HOST"]}`);
    const groups = new TaskProcess("groups", target.server);
    const { groups: [ours] } = await groups.json<Described>("describe", group);
    assertEquals(ours!.partitions.map((at) => `${at["partition"]} ${at["host"]}`), theirs.sort());
    const reset = await groups.run("reset", group, "--topic", topic, "--to-earliest", "--execute");
    assertEquals([reset.code, /it has members: stop them first/.test(reset.errors)], [1, true]);
  },
);
