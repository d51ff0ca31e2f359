import { assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { brokerConsole } from "./broker_console.ts";

async function leaderOf(kafka: Kafka, topic: string): Promise<number> {
  await using admin = await kafka.admin();
  return (await admin.describeTopic(topic))[0]!.leader;
}

Deno.test("typed lines kill, revive and move what the cluster then tells", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") });
  {
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 1, replicationFactor: 3 }]);
  }
  const console = brokerConsole(cluster);
  const says = async (line: string) => (await console.run(line))?.join("; ");
  assertEquals(await says("leader orders 0 2"), "broker 2 leads orders-0");
  assertEquals(await leaderOf(kafka, "orders"), 2);
  assertEquals(await says("kill 2"), "broker 2 is dead");
  assertEquals(await leaderOf(kafka, "orders") === 2, false);
  assertMatch(await says("leader orders 0 2") ?? "", /^error: /);
  assertEquals(await says("revive 2"), "broker 2 is back and in sync");
  assertMatch(await says("hold") ?? "", /are held/);
  assertMatch(await says("revive 2") ?? "", /^error: Followers are held/);
  assertEquals(await says("release"), "followers copy");
  assertMatch(await says("clean") ?? "", /^cleaned/);
  assertEquals(await console.run("quit"), undefined);
});

Deno.test("a line that makes no sense changes nothing and says how it is written", async () => {
  await using cluster = await Cluster.start();
  const console = brokerConsole(cluster);
  for (
    const [line, message] of [
      ["explode", /nothing to do here: use kill, revive/],
      ["kill", /write kill BROKER/],
      ["kill 7", /^error: .*7/],
      ["leader orders x 1", /write leader TOPIC PARTITION BROKER/],
      ["leader orders 0 0", /^error: .*orders/],
    ] as const
  ) {
    assertMatch((await console.run(line))!.join("\n"), message);
  }
});
