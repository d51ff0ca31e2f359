import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { InconclusiveError, ManualClock, waitFor } from "../core/mod.ts";
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
  const clock = new ManualClock();
  const producer = await createProducer(kafka, { lingerMs: 0, deliveryTimeoutMs: 300, clock });
  const fault = faults.dropAnswers("Produce");
  assertThrows(() => demandFired(fault), InconclusiveError, "did not fire");
  const sending = assertRejects(() => producer.send({ topic: "t", value: "x" }), DeliveryError);
  await waitFor(() => fault.fired > 0, { what: "an answer to be lost" });
  clock.advance(300);
  assertEquals((await sending).definite, false);
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

Deno.test("a frozen client is silent to the cluster and goes on where it was", async () => {
  await using target = await openTarget();
  await using admin = await target.kafka.admin();
  await admin.createTopics([{ name: "t", partitions: 1 }]);
  await using faults = await Faults.before(target);
  await using frozenKafka = connectKafka({ ...faults.connection, clientId: "zombie" });
  const producer = await createProducer(frozenKafka, { lingerMs: 0 });
  const frozen = faults.freezeClient("zombie");
  assertThrows(() => demandFired(frozen), InconclusiveError, "client zombie is frozen");
  const sent = producer.send({ topic: "t", value: "x" });
  await waitFor(() => frozen.fired > 0, { what: "a frame to be held back" });
  assertEquals((await admin.topicOffsets("t"))[0]?.high, 0n);
  frozen.end();
  assertEquals((await sent).offset, 0n);
  await producer.close();
});

Deno.test("requests and answers that are cut in half are sent again, and nothing is lost", async () => {
  await using target = await openTarget();
  await using admin = await target.kafka.admin();
  await admin.createTopics([{ name: "t", partitions: 1 }]);
  await using faults = await Faults.before(target);
  await using kafka = connectKafka(faults.connection);
  const producer = await createProducer(kafka, { lingerMs: 0 });
  const cuts = [faults.cutRequests("Produce", 1), faults.cutAnswers("Produce", 1)];
  assertEquals((await producer.send({ topic: "t", value: "x" })).offset, 0n);
  for (const cut of cuts) demandFired(cut);
  assertEquals((await admin.topicOffsets("t"))[0]?.high, 1n);
  await producer.close();
});
