import { assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { TaskProcess, tooWide } from "./_task_process.ts";

Deno.test("a broker's settings are shown, those that differ or all", async () => {
  await using cluster = await Cluster.start();
  const config = new TaskProcess("broker_config", cluster.bootstrapServers);
  const { code, output } = await config.run("0");
  assertEquals(code, 0);
  assertMatch(output, /\nin the broker\'s configuration:\n[^]* {2}node\.id=0 {2}\(fixed\)\n/);
  assertEquals(tooWide(output), []);
  const { settings } = await config.json<{ settings: { name: string }[] }>("0", "--all");
  assertEquals(settings.some(({ name }) => name === "num.partitions"), true);
  const missing = await config.run("7");
  assertEquals([missing.code, /there are broker 0/.test(missing.errors)], [1, true]);
  assertEquals((await config.run("zero")).code, 2);
});

Deno.test("the size of each partition is shown per broker", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 1 }, { name: "idle", partitions: 1 }]);
  await using session = await kafka.producer();
  const records = [{ value: new Uint8Array(1000) }];
  await session.produce({ topic: "orders", partition: 0, records });
  const logdirs = new TaskProcess("broker_logdirs", cluster.bootstrapServers);
  const { output } = await logdirs.run();
  assertMatch(output, /\nbroker 0, memory\n {2}2 partitions, 1\.1 kB\n/);
  assertMatch(output, /\norders +0 +1\.1 kB +0\nidle +0 +0 B +0\n/);
  const { folders } = await logdirs.json<{ folders: { partitions: { sizeBytes: number }[] }[] }>(
    "--topic",
    "orders",
  );
  assertEquals(folders[0]!.partitions.length, 1);
  assertEquals(folders[0]!.partitions[0]!.sizeBytes > 1000, true);
});
