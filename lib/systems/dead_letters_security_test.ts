import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { runConsumer } from "../consumer/mod.ts";
import { waitFor } from "../core/mod.ts";
import { type Acl, connectKafka } from "../kafka/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { deadLetterSink } from "./dead_letters.ts";

const ANNE = { name: "anne", password: "p" };

function rule(resourceType: "topic" | "group", resourceName: string, operation: "read" | "write") {
  return { resourceType, resourceName, operation, principal: "User:anne" } satisfies Acl;
}

Deno.test("who may not write dead letters commits nothing behind the poison, until the rule is there", async () => {
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
  await admin.createTopics(["orders", "DLQ", "notes"].map((name) => ({ name, partitions: 1 })));
  await admin.createAcls([
    rule("group", "billers", "read"),
    rule("topic", "orders", "read"),
    // Who may write somewhere gets a producer's id.
    rule("topic", "notes", "write"),
  ]);
  await using session = await root.producer();
  const records = ["poison", "b"].map((text) => ({ value: new TextEncoder().encode(text) }));
  await session.produce({ topic: "orders", partition: 0, records });

  await using kafka = as(ANNE);
  await using producer = await createProducer(kafka, { lingerMs: 0 });
  const codes: unknown[] = [];
  await using consumer = await runConsumer(kafka, {
    groupId: "billers",
    topics: ["orders"],
    handler: ({ offset }) => {
      if (offset === 0n) throw new TypeError("poison");
    },
    deadLetters: deadLetterSink(producer),
    commitEveryMs: 20,
    logger: {
      log: (level, _message, fields) => void (level === "ERROR" && codes.push(fields?.["code"])),
      child() {
        return this;
      },
    },
    session: { maxWaitMs: 50 },
  });
  await waitFor(() => consumer.statistics().deadLettersRefused > 0, { what: "a refusal" });
  assertEquals([codes, consumer.statistics().processed], [["TOPIC_AUTHORIZATION_FAILED"], 0]);
  assertEquals(await admin.committedOffsets("billers", ["orders"]), []);
  await admin.createAcls([rule("topic", "DLQ", "write")]);
  await waitFor(() => consumer.statistics().processed === 1, { what: "the record behind it" });
  assertEquals(consumer.statistics().deadLettered, 1);
});
