import { assertEquals, assertRejects } from "@std/assert";
import { createProducer, DeliveryError } from "../../producer/mod.ts";
import { oneLeader, REPLICATION_TIMEOUT_MS } from "./_bare_faults.ts";

/** How long a record is tried before its outcome is uncertain. */
const PATIENCE_MS = 1000;

Deno.test("bare kafkajs never gets a new producer id: after one lost sequence every send fails", async () => {
  await using bench = await oneLeader();
  const client = bench.bareClient("bare", { retries: 1 });
  const producer = await bench.bareProducer(client, { idempotent: true });
  const send = (...values: string[]) =>
    producer.send({
      topic: "orders",
      timeout: REPLICATION_TIMEOUT_MS,
      messages: values.map((value) => ({ partition: 0, value })),
    });
  {
    await using _held = await bench.cluster.holdReplication();
    await assertRejects(() => send("uncertain"));
  }
  const types: unknown[] = [];
  for (let round = 0; round < 5; round++) {
    const error = await assertRejects(() => send(`${round} a`, `${round} b`));
    types.push((error as { readonly type?: string }).type);
  }
  assertEquals(types, Array(5).fill("OUT_OF_ORDER_SEQUENCE_NUMBER"));
  assertEquals(await bench.values(), ["uncertain"]);
});

Deno.test("our producer is replaced after an uncertain outcome, and goes on under a new id", async () => {
  await using bench = await oneLeader();
  await using producer = await createProducer(bench.kafka, {
    lingerMs: 0,
    requestTimeoutMs: PATIENCE_MS,
    deliveryTimeoutMs: PATIENCE_MS,
  });
  const send = (value: string) => producer.send({ topic: "orders", partition: 0, value });
  {
    await using _held = await bench.cluster.holdReplication();
    const error = await assertRejects(() => send("uncertain"), DeliveryError);
    assertEquals(error.definite, false);
  }
  await Promise.all([send("0 a"), send("0 b")]);
  await Promise.all([send("1 a"), send("1 b")]);
  assertEquals(await bench.values(), ["uncertain", "0 a", "0 b", "1 a", "1 b"]);
});
