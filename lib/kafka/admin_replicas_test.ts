import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { connectKafka } from "./connect.ts";

Deno.test("a topic's replicas lie where they are put, the first of them leads", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  const replicas = [[2, 0], [1, 2]];
  await admin.createTopics([{ name: "orders", partitions: 2, replicas }]);
  const partitions = await admin.describeTopic("orders");
  assertEquals(partitions.map((each) => each.replicas), replicas);
  assertEquals(partitions.map((each) => each.leader), [2, 1]);
});
