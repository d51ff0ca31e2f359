import { assertEquals, assertStringIncludes } from "@std/assert";
import { connectKafka } from "../../kafka/mod.ts";
import { RawConnection } from "../contract/raw_connection.ts";
import {
  addPartitions,
  end,
  initTransactions,
  produceIn,
} from "../contract/transaction_requests.ts";
import { Cluster } from "../mod.ts";
import { clientTest } from "./client_test_case.ts";
import { javaTools, runTool } from "./java_tools.ts";
import { makeTopic } from "./make_topic.ts";

/** Lends a tool a file of its own. */
async function withFile<T>(text: string, use: (path: string) => Promise<T>): Promise<T> {
  await Deno.mkdir(".runs", { recursive: true });
  const path = await Deno.makeTempFile({ dir: ".runs", prefix: "tool-" });
  try {
    await Deno.writeTextFile(path, text);
    return await use(path);
  } finally {
    await Deno.remove(path);
  }
}

clientTest(javaTools, "look into transactions, and cut and measure logs", async (target) => {
  const [topic, id] = [target.name("topic"), target.name("id")];
  const server = ["--bootstrap-server", target.bootstrapServers];
  await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 1 });
  using connection = await RawConnection.open(target.bootstrapServers, "clients");
  const producer = await initTransactions(connection, id, { timeoutMs: 600_000 });
  await addPartitions(connection, producer, topic);
  for (const sequence of [0, 1, 2]) {
    await produceIn(connection, producer, { topic, value: "a", sequence });
  }
  const look = (...args: string[]) => runTool("TransactionsCommand", [...server, ...args]);
  const row = (printed: string, name: string) =>
    printed.split("\n").find((line) => line.includes(name))!.trim().split(/\s+/);

  assertEquals(row(await look("list"), id), [id, "0", String(producer.producerId), "Ongoing"]);
  const described = await look("describe", "--transactional-id", id);
  assertStringIncludes(described, "Ongoing");
  assertStringIncludes(described, `${topic}-0`);
  const [producerId, epoch, , , , since] = row(
    await look("describe-producers", "--topic", topic, "--partition", "0"),
    String(producer.producerId),
  );
  assertEquals([producerId, epoch], [String(producer.producerId), "0"]);
  assertEquals(since !== undefined, true);
  await end(connection, producer, "commit");

  const wanted = { partitions: [{ topic, partition: 0, offset: 2 }], version: 1 };
  const deleted = await withFile(
    JSON.stringify(wanted),
    (path) => runTool("DeleteRecordsCommand", [...server, "--offset-json-file", path]),
  );
  assertStringIncludes(deleted, "low_watermark: 2");
  const sizes = await runTool("LogDirsCommand", [...server, "--describe", "--topic-list", topic]);
  assertStringIncludes(sizes, `"partition":"${topic}-0"`);
});

clientTest(javaTools, "change what all topics go by", async (target) => {
  const server = ["--bootstrap-server", target.bootstrapServers];
  const topic = target.name("topic");
  await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 1 });
  const configs = (...args: string[]) =>
    runTool("kafka.admin.ConfigCommand", [...server, "--entity-type", "brokers", ...args]);
  await configs("--entity-default", "--alter", "--add-config", "message.max.bytes=2000000");
  assertEquals((await admin.topicConfig(topic))["max.message.bytes"], "2000000");
  const printed = await configs("--entity-name", "0", "--describe", "--all");
  assertStringIncludes(printed, "message.max.bytes=2000000 sensitive=false");
  await configs("--entity-default", "--alter", "--delete-config", "message.max.bytes");
  assertEquals((await admin.topicConfig(topic))["max.message.bytes"], "1048588");
});

clientTest(javaTools, "move replicas and elect leaders", async (target) => {
  await using cluster = await Cluster.start({ brokers: 3 });
  const server = ["--bootstrap-server", cluster.bootstrapServers];
  const topic = target.name("moved");
  await using kafka = connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 1 });
  const plan = JSON.stringify({
    version: 1,
    partitions: [{ topic, partition: 0, replicas: [2, 1, 0] }],
  });
  const printed = await withFile(plan, async (path) => {
    const reassign = (...args: string[]) =>
      runTool("reassign.ReassignPartitionsCommand", [
        ...server,
        "--reassignment-json-file",
        path,
        ...args,
      ]);
    return [await reassign("--execute"), await reassign("--verify")];
  });
  assertStringIncludes(printed[0]!, "Successfully started partition reassignment");
  assertStringIncludes(printed[1]!, `Reassignment of partition ${topic}-0 is completed`);
  const one = ["--topic", topic, "--partition", "0"];
  await runTool("LeaderElectionCommand", [...server, "--election-type", "PREFERRED", ...one]);
  const [partition] = await admin.describeTopic(topic);
  assertEquals([partition!.leader, ...partition!.replicas], [2, 2, 1, 0]);
});

clientTest(javaTools, "let users in and give them rights", async (target) => {
  const superUser = { name: "admin", password: "admin-secret" };
  await using cluster = await Cluster.start({
    security: { protocol: "SASL_PLAINTEXT", superUser },
  });
  const server = ["--bootstrap-server", cluster.bootstrapServers];
  const topic = target.name("guarded");
  await withFile(loginOf("plain.PlainLoginModule", "PLAIN", superUser), async (path) => {
    const asAdmin = (tool: string, ...args: string[]) =>
      runTool(tool, [...server, "--command-config", path, ...args]);
    await asAdmin("TopicCommand", "--create", "--topic", topic, "--partitions", "1");
    const rule = ["--allow-principal", "User:ann", "--operation", "Read", "--topic", topic];
    await asAdmin("AclCommand", "--add", ...rule);
    assertStringIncludes(
      await asAdmin("AclCommand", "--list", "--topic", topic),
      "principal=User:ann, host=*, operation=READ, permissionType=ALLOW",
    );
    const secret = "SCRAM-SHA-256=[iterations=4096,password=ann-secret]";
    const user = ["--entity-type", "users", "--entity-name", "ann"];
    await asAdmin("kafka.admin.ConfigCommand", ...user, "--alter", "--add-config", secret);

    const ann = { name: "ann", password: "ann-secret" };
    const scram = loginOf("scram.ScramLoginModule", "SCRAM-SHA-256", ann);
    const seenByAnn = () =>
      withFile(
        scram,
        (login) => runTool("TopicCommand", [...server, "--command-config", login, "--list"]),
      );
    assertEquals((await seenByAnn()).trim(), topic);
    await asAdmin("AclCommand", "--remove", "--force", ...rule);
    assertEquals((await seenByAnn()).trim(), "");
  });
});

/** The properties with which a tool logs in. */
function loginOf(
  module: string,
  mechanism: string,
  { name, password }: { readonly name: string; readonly password: string },
): string {
  return [
    "security.protocol=SASL_PLAINTEXT",
    `sasl.mechanism=${mechanism}`,
    `sasl.jaas.config=org.apache.kafka.common.security.${module} required ` +
    `username="${name}" password="${password}";`,
  ].join("\n");
}
