import { assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { originIdOf, readRetryRecord, type RecordHandler, runConsumer } from "../consumer/mod.ts";
import { DeadLetterBench } from "./_dead_letter_bench.ts";

const decoder = new TextDecoder();
const RETRY = { maxRetries: 2, baseMs: 300, jitter: 0 };
const RETRY_TOPICS = ["orders.retry.1", "orders.retry.2"];
const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at));

/** Fails for numbers that end with 7 as often as is said, and notes the rest. */
class Handling {
  readonly done: string[] = [];
  readonly attempts = new Map<string, number[]>();
  readonly #failures: number;

  constructor(failures: number) {
    this.#failures = failures;
  }

  readonly handler: RecordHandler = (record, { attempt }) => {
    const text = decoder.decode(record.value!);
    const attempts = this.attempts.get(text) ?? [];
    this.attempts.set(text, [...attempts, attempt]);
    if (text.endsWith("7") && attempt <= this.#failures) {
      throw new WorkshopError("later", { code: "LATER", retriable: true });
    }
    this.done.push(`${text} of ${record.topic}/${record.partition}@${record.offset}`);
  };
}

/** Takes what is tried for the first time, and comes to no end with anything else. */
function firstTriesOnly({ handler }: Handling): RecordHandler {
  return (record, context) =>
    context.attempt === 1 ? handler(record, context) : new Promise<void>(() => {});
}

Deno.test("a record that fails waits in a retry topic while its partition goes on", async () => {
  await using bench = await DeadLetterBench.start();
  const handling = new Handling(2);
  const others = Promise.withResolvers<void>();
  const handler: RecordHandler = async (record, context) => {
    if (context.attempt > 1) await others.promise;
    await handling.handler(record, context);
  };
  await bench.produce(numbers(40));
  const consumer = await bench.consume(handler, { retry: RETRY, inTopics: true });
  await waitFor(() => handling.done.length === 36, { what: "the others" });
  others.resolve();
  await waitFor(() => handling.done.length === 40, { what: "those that had to wait" });
  const statistics = await consumer.stop();
  assertEquals([statistics.processed, statistics.retried, statistics.deadLettered], [40, 8, 0]);
  assertEquals(handling.attempts.get("17"), [1, 2, 3]);
  const late = handling.done.slice(36).map((text) => text.split(" of ")[0]);
  assertEquals(late.toSorted(), ["17", "27", "37", "7"]);
  assertEquals(handling.done.includes("17 of orders/1@8"), true);
  const waited = (await Promise.all(RETRY_TOPICS.map((topic) => bench.read(topic)))).flat();
  assertEquals([waited.length, waited.every(({ partition }) => partition === 1)], [8, true]);
  const told = readRetryRecord(waited[0]!)!;
  assertEquals([told.groupId, told.original.topic, told.original.partition], [
    "billers",
    "orders",
    1,
  ]);
  const committed = await bench.committed("orders", ...RETRY_TOPICS);
  assertEquals([committed["orders.retry.1/1"], committed["orders.retry.2/1"]], [4n, 4n]);
  assertEquals([committed["orders/0"], committed["orders/1"]], [20n, 20n]);
});

Deno.test("what fails in the last retry topic too goes to the dead letters with its first origin", async () => {
  await using bench = await DeadLetterBench.start();
  const handling = new Handling(99);
  await bench.produce(numbers(10));
  const consumer = await bench.consume(handling.handler, { retry: RETRY, inTopics: true });
  await waitFor(() => consumer.statistics().deadLettered === 1 && handling.done.length === 9, {
    what: "the letter and the others",
  });
  await consumer.stop();
  const [letter] = await bench.letters();
  const { topic, partition, offset } = letter!.origin;
  assertEquals([topic, partition, offset, letter?.attempts], ["orders", 1, 3n, 3]);
  assertEquals(handling.done.length, 9);
});

Deno.test("a record that waits outlives its consumer, which may be any other of the group", async () => {
  await using bench = await DeadLetterBench.start();
  const handling = new Handling(1);
  await bench.produce(numbers(10));
  const retry = { ...RETRY, baseMs: 1500 };
  const first = await bench.consume(firstTriesOnly(handling), { retry, inTopics: true });
  await waitFor(() => first.statistics().retried === 1, { what: "the record to wait" });
  const second = await bench.consume(handling.handler, { retry, inTopics: true });
  await first.stop();
  await waitFor(() => handling.done.length === 10, { what: "the other consumer to try it" });
  await second.stop();
  assertEquals(handling.attempts.get("7"), [1, 2]);
});

Deno.test("an end before the commit has a record tried again in two copies, and loses none", async () => {
  await using bench = await DeadLetterBench.start();
  const handling = new Handling(1);
  const lost = bench.proxy.add({ apiKeys: ["OffsetCommit"], action: "refuse" });
  await bench.produce(numbers(10));
  const retry = { ...RETRY, baseMs: 1500 };
  const options = { retry, inTopics: true, shutdownTimeoutMs: 3500 };
  const first = await bench.consume(firstTriesOnly(handling), options);
  await waitFor(() => first.statistics().retried === 1, { what: "the record to wait" });
  await first.stop();
  lost.remove();
  assertEquals([lost.fired > 0, await bench.committed("orders")], [true, {}]);
  const again = Promise.withResolvers<void>();
  const second = await bench.consume(async (record, context) => {
    // The first copy is due before its record is read again: it waits for that.
    if (context.attempt > 1) await again.promise;
    else if (decoder.decode(record.value!) === "7") again.resolve();
    await handling.handler(record, context);
  }, options);
  await waitFor(() => handling.attempts.get("7")?.length === 4, { what: "both copies" });
  await second.stop();
  assertEquals(handling.attempts.get("7"), [1, 1, 2, 2]);
  assertEquals(new Set(handling.done).size, 10);
  const copies = (await bench.read("orders.retry.1")).map((record) => readRetryRecord(record)!);
  assertEquals(copies.map(({ original }) => [original.partition, original.offset]), [
    [1, 3n],
    [1, 3n],
  ]);
});

Deno.test("while a retry topic refuses, its source is not committed, and nothing is lost", async () => {
  await using bench = await DeadLetterBench.start();
  const handling = new Handling(1);
  const refusal = bench.proxy.add({ apiKeys: ["Produce"], topics: RETRY_TOPICS, action: "refuse" });
  await bench.produce(["7", "1", "2", "3"]);
  const letters = { deliveryTimeoutMs: 1500, reconcile: { idOf: originIdOf, timeoutMs: 100 } };
  const consumer = await bench.consume(handling.handler, { retry: RETRY, inTopics: true, letters });
  await waitFor(() => consumer.statistics().stalls === 1, { what: "a stall" });
  assertEquals((await bench.committed("orders"))["orders/0"], undefined);
  refusal.remove();
  await waitFor(() => handling.done.length === 4, { what: "all records" });
  await consumer.stop();
  assertEquals((await bench.committed("orders"))["orders/0"], 2n);
});

Deno.test("retry topics that can't be had end the start with what to do", async () => {
  await using bench = await DeadLetterBench.start();
  await using admin = await bench.kafka.admin();
  const config = { "cleanup.policy": "compact" };
  await admin.createTopics([{ name: "orders.retry.2", partitions: 1, config }]);
  const handler = () => {};
  const refused = await assertRejects(
    () => bench.consume(handler, { retry: RETRY, inTopics: true }),
    WorkshopError,
    "orders.retry.2 is compacted",
  );
  assertEquals(refused.code, "RETRY_TOPICS_UNAVAILABLE");
  const sink = { publish: () => Promise.resolve() };
  const nowhere = { groupId: "g", topics: ["nowhere"], handler, retryTopics: { sink } };
  const missing = await assertRejects(() => runConsumer(bench.kafka, nowhere), WorkshopError);
  assertEquals([missing.code, missing.topic], ["RETRY_TOPICS_UNAVAILABLE", "nowhere"]);
});

Deno.test("retry topics of a longer policy are read to their ends, and fewer partitions suffice", async () => {
  await using bench = await DeadLetterBench.start();
  await using admin = await bench.kafka.admin();
  await admin.createTopics([{ name: "orders.retry.1", partitions: 1 }]);
  const handling = new Handling(2);
  await bench.produce(numbers(10));
  const retry = { ...RETRY, baseMs: 700 };
  const first = await bench.consume(handling.handler, { retry, inTopics: true });
  await waitFor(() => first.statistics().retried === 2, { what: "the second topic" });
  await first.stop();
  const shorter = { ...retry, maxRetries: 1 };
  const second = await bench.consume(handling.handler, { retry: shorter, inTopics: true });
  await waitFor(() => handling.done.length === 10, { what: "the record of the second topic" });
  await second.stop();
  assertEquals(handling.attempts.get("7"), [1, 2, 3]);
});
