import { assertEquals, assertRejects } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { runConsumer } from "./mod.ts";

const ANNE = { name: "anne", password: "p" };

Deno.test("a consumer that lacks a rule can't start, and ends when one is taken away", async () => {
  await using cluster = await Cluster.start({
    security: { protocol: "SASL_PLAINTEXT", users: [ANNE] },
  });
  const as = ({ name, password }: typeof ANNE) =>
    connectKafka({
      bootstrapServers: [cluster.bootstrapServers],
      sasl: { mechanism: "plain", username: name, password },
    });
  await using root = as(cluster.security!.superUser);
  await using admin = await root.admin();
  await admin.createTopics([{ name: "orders", partitions: 1 }]);
  await using producer = await root.producer();
  await producer.produce({ topic: "orders", partition: 0, records: [{ value: null }] });
  await using kafka = as(ANNE);
  let handled = 0;
  const start = () =>
    runConsumer(kafka, {
      groupId: "readers",
      topics: ["orders"],
      handler: () => void handled++,
      session: { maxWaitMs: 50 },
    });
  const codeOf = async (work: () => Promise<unknown>) => {
    const { code, retriable } = await assertRejects(work, WorkshopError);
    return [code, retriable];
  };
  assertEquals(await codeOf(start), ["GROUP_AUTHORIZATION_FAILED", false]);
  const principal = "User:anne";
  await admin.createAcls([
    { resourceType: "group", resourceName: "readers", principal, operation: "read" },
  ]);
  assertEquals(await codeOf(start), ["TOPIC_AUTHORIZATION_FAILED", false]);
  await admin.createAcls([
    { resourceType: "topic", resourceName: "orders", principal, operation: "read" },
  ]);
  await using consumer = await start();
  await waitFor(() => handled === 1, { what: "the record" });
  await admin.deleteAcls({ principal, resourceType: "topic" });
  assertEquals(await codeOf(() => consumer.closed), ["TOPIC_AUTHORIZATION_FAILED", false]);
});
