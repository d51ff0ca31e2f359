import { assertEquals, assertRejects } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { WorkshopError } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { createProducer } from "./mod.ts";

const ANNE = { name: "anne", password: "p" };

Deno.test("a producer says at once which rule it lacks, and goes on with other topics", async () => {
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
  await admin.createTopics([{ name: "orders", partitions: 1 }, { name: "trips", partitions: 1 }]);
  const rule = { resourceType: "topic", principal: "User:anne" } as const;
  await admin.createAcls([
    { ...rule, resourceName: "trips", operation: "write" },
    { ...rule, resourceName: "orders", operation: "describe" },
  ]);
  await using kafka = as(ANNE);
  await using producer = await createProducer(kafka, { lingerMs: 0 });
  const refused = await assertRejects(
    () => producer.send({ topic: "orders", value: "no" }),
    WorkshopError,
  );
  assertEquals(
    [refused.code, refused.retriable, refused.definite],
    ["TOPIC_AUTHORIZATION_FAILED", false, true],
  );
  assertEquals((await producer.send({ topic: "trips", value: "yes" })).offset, 0n);

  await using stranger = as({ ...ANNE, password: "wrong" });
  const unknown = await assertRejects(() => createProducer(stranger), WorkshopError);
  assertEquals([unknown.code, unknown.retriable], ["SASL_AUTHENTICATION_FAILED", false]);
});
