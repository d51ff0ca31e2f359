import { InconclusiveError } from "../core/mod.ts";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { connectKafka } from "../kafka/mod.ts";
import { createProducer, DeliveryError } from "../producer/mod.ts";
import { demandFired, Faults } from "./faults.ts";
import { openTarget } from "./open_target.ts";

Deno.test("a lost answer leaves the record in the log and the producer uncertain", async () => {
  await using target = await openTarget();
  await using admin = await target.kafka.admin();
  await admin.createTopics([{ name: "t", partitions: 1 }]);
  await using faults = await Faults.before(target);
  await using kafka = connectKafka(faults.connection);
  const producer = await createProducer(kafka, { lingerMs: 0, deliveryTimeoutMs: 300 });
  const fault = faults.dropAnswers("Produce");
  assertThrows(() => demandFired(fault), InconclusiveError, "did not fire");
  const error = await assertRejects(() => producer.send({ topic: "t", value: "x" }), DeliveryError);
  assertEquals(error.definite, false);
  demandFired(fault);
  assertStringIncludes(fault.description, `hit ${fault.fired} request`);
  fault.end();
  assertEquals((await admin.topicOffsets("t"))[0]?.high, 1n);
  await producer.close();
});

Deno.test("a refused broker is one that nobody reaches until the fault ends", async () => {
  await using target = await openTarget();
  await using admin = await target.kafka.admin();
  await admin.createTopics([{ name: "t", partitions: 1 }]);
  await using faults = await Faults.before(target);
  await using kafka = connectKafka(faults.connection);
  const producer = await createProducer(kafka, { lingerMs: 0, deliveryTimeoutMs: 300 });
  const fault = faults.refuse();
  const error = await assertRejects(() => producer.send({ topic: "t", value: "x" }), DeliveryError);
  assertEquals(error.definite, true);
  assertEquals((await admin.topicOffsets("t"))[0]?.high, 0n);
  await producer.close();
  fault.end();
  await using again = await kafka.admin();
  assertEquals((await again.describeCluster()).clusterId, target.clusterId);
});

Deno.test("faults before TLS are inconclusive: nobody can look inside", async () => {
  await using target = await openTarget();
  const encrypted = { ...target, connection: { ...target.connection, tls: {} } };
  await assertRejects(() => Faults.before(encrypted), InconclusiveError, "TLS");
});
