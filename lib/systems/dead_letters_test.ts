import { assertEquals } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { originIdOf, type RecordHandler } from "../consumer/mod.ts";
import { DeadLetterBench } from "./_dead_letter_bench.ts";

const decoder = new TextDecoder();

/** Takes what isn't poison. */
function eater(): { readonly eaten: string[]; readonly handler: RecordHandler } {
  const eaten: string[] = [];
  const handler: RecordHandler = ({ value }) => {
    const text = decoder.decode(value!.subarray(0, 20));
    if (text.startsWith("poison")) throw new WorkshopError("no", { code: "POISON" });
    eaten.push(text);
  };
  return { eaten, handler };
}

Deno.test("poison goes to the dead letters with its origin and reason, and nothing else does", async () => {
  await using bench = await DeadLetterBench.start();
  const { eaten, handler } = eater();
  await bench.produce(["a", "b", "poison 0", "c", "d", "poison 1"]);
  const consumer = await bench.consume(handler);
  await waitFor(() => consumer.statistics().deadLettered === 2 && eaten.length === 4, {
    what: "all records",
  });
  await consumer.stop();
  const letters = await bench.letters();
  const told = letters.map(({ record, origin, errorCode, attempts, groupId }) => [
    decoder.decode(record.value!),
    `${origin.topic}/${origin.partition}@${origin.offset}`,
    ...[errorCode, attempts, groupId],
  ]);
  assertEquals(told.toSorted(), [
    ["poison 0", "orders/0@1", "POISON", 1, "billers"],
    ["poison 1", "orders/1@2", "POISON", 1, "billers"],
  ]);
  assertEquals(await bench.committed("orders"), { "orders/0": 3n, "orders/1": 3n });
});

Deno.test("while the topic of dead letters is missing, its source waits uncommitted, and goes on when it is there", async () => {
  await using bench = await DeadLetterBench.start({ dlq: false });
  const { eaten, handler } = eater();
  await bench.produce(["poison", "b", "c", "d"]);
  const consumer = await bench.consume(handler, { letters: { topicTimeoutMs: 300 } });
  await waitFor(() => consumer.statistics().stalls === 1 && eaten.length === 2, {
    what: "a stall",
  });
  await waitFor(async () => (await bench.committed("orders"))["orders/1"] === 2n, {
    what: "the other partition",
  });
  assertEquals(await bench.committed("orders"), { "orders/1": 2n });
  await using admin = await bench.kafka.admin();
  await admin.createTopics([{ name: "DLQ", partitions: 1 }]);
  await waitFor(() => eaten.length === 3, { what: "the record behind the poison" });
  await waitFor(async () => (await bench.committed("orders"))["orders/0"] === 2n, {
    what: "the commit",
  });
  assertEquals((await bench.letters()).length, 1);
});

Deno.test("a letter that its topic finds too large leaves out the value and tells where it lies", async () => {
  const dlqConfig = { "max.message.bytes": "2000" };
  await using bench = await DeadLetterBench.start({ dlqConfig });
  const { eaten, handler } = eater();
  const large = new TextEncoder().encode("poison".padEnd(5000, "!"));
  await bench.produce([large, "b", "c"]);
  await bench.consume(handler);
  await waitFor(() => eaten.length === 2, { what: "the records beside it" });
  const [letter] = await bench.letters();
  assertEquals([letter?.omitted, letter?.record.value], [["value"], null]);
  const { topic, partition, offset } = letter!.origin;
  const from = [{ topic, partition, offset }];
  const [original] = await Array.fromAsync(
    bench.kafka.read({ topic, partitions: [partition], from }),
  );
  assertEquals(original?.value, large);
});

Deno.test("a letter whose acknowledgements are lost is found in its topic, and is there once", async () => {
  await using bench = await DeadLetterBench.start();
  const { eaten, handler } = eater();
  const lost = bench.proxy.add({ apiKeys: ["Produce"], topics: ["DLQ"], action: "dropAnswer" });
  await bench.produce(["poison", "b", "c"]);
  const letters = {
    ...{ requestTimeoutMs: 1000, deliveryTimeoutMs: 5000 },
    reconcile: { idOf: originIdOf, timeoutMs: 5000 },
  };
  const consumer = await bench.consume(handler, { letters });
  await waitFor(() => eaten.length === 2, { what: "the record behind the poison" });
  await consumer.stop();
  assertEquals([lost.fired > 0, consumer.statistics().deadLettersRefused], [true, 0]);
  assertEquals((await bench.letters()).map(({ origin }) => origin.offset), [0n]);
});

Deno.test("a letter that can't be looked for is published again, with the same origin", async () => {
  await using bench = await DeadLetterBench.start();
  const { handler } = eater();
  const topics = ["DLQ"];
  const lost = bench.proxy.add({ apiKeys: ["Produce"], topics, action: "dropAnswer" });
  await bench.produce(["poison"]);
  const letters = {
    ...{ requestTimeoutMs: 500, deliveryTimeoutMs: 1500 },
    reconcile: { idOf: () => undefined, timeoutMs: 100 },
  };
  const consumer = await bench.consume(handler, { letters });
  // On a slow machine the time of a letter may be over before it was ever sent: then nothing was lost.
  let unsent = 0;
  await waitFor(() => {
    const { deadLettersRefused } = consumer.statistics();
    if (lost.fired === 0) unsent = deadLettersRefused;
    return deadLettersRefused > unsent;
  }, { what: "no answer" });
  lost.remove();
  await waitFor(() => consumer.statistics().deadLettered === 1, { what: "the letter" });
  await consumer.stop();
  const origins = (await bench.letters()).map(({ origin }) => origin.offset);
  assertEquals([origins.length > 1, new Set(origins)], [true, new Set([0n])]);
});

Deno.test("a broker that is away while a letter is sent costs time, no letter", async () => {
  await using bench = await DeadLetterBench.start();
  const { eaten, handler } = eater();
  const refusal = bench.proxy.add({ apiKeys: ["Produce"], topics: ["DLQ"], action: "refuse" });
  await bench.produce(["poison", "b", "c"]);
  const reconcile = { idOf: originIdOf, timeoutMs: 100 };
  const consumer = await bench.consume(handler, {
    letters: { deliveryTimeoutMs: 1500, reconcile },
  });
  await waitFor(() => consumer.statistics().stalls === 1, { what: "a stall" });
  assertEquals((await bench.committed("orders"))["orders/0"], undefined);
  refusal.remove();
  await waitFor(() => eaten.length === 2, { what: "the record behind the poison" });
  await consumer.stop();
  assertEquals([(await bench.letters()).length, await bench.committed("orders")], [1, {
    "orders/0": 2n,
    "orders/1": 1n,
  }]);
});
