import { assert, assertEquals, assertRejects } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { headerText, WorkshopError } from "../../core/mod.ts";
import { connectKafka, type ConsumedRecord, type Kafka } from "../../kafka/mod.ts";
import { deadLetterOf, type OmittedPart } from "../dead_letter.ts";
import { deleteSettledLetters, dropLetters } from "./drop_letters.ts";
import { redriveLetters, type RedriveOptions } from "./redrive_letters.ts";
import type { LetterSelection } from "./select_letters.ts";
import { placeName, Settled, settledTopic } from "./settled.ts";
import { Settling } from "./settling.ts";

const encoder = new TextEncoder();
const text = (bytes: Uint8Array | null | undefined) => new TextDecoder().decode(bytes!);
const FAILURES = [
  new WorkshopError("no price", { code: "PRICE_MISSING" }),
  new TypeError("x is not a function"),
];

/** A cluster with a topic of two partitions, and letters of its records. */
class Bench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly #stack: AsyncDisposableStack;
  traces = 0;

  private constructor(kafka: Kafka, stack: AsyncDisposableStack) {
    this.kafka = kafka;
    this.#stack = stack;
  }

  static async start(): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    await using admin = await kafka.admin();
    await admin.createTopics([
      { name: "orders", partitions: 2 },
      { name: "DLQ", partitions: 1 },
    ]);
    return new Bench(kafka, stack.move());
  }

  /** Puts records into partition 1 of orders, and a letter of each into the DLQ. */
  async bury(count: number, omitted: readonly OmittedPart[] = []): Promise<void> {
    await using session = await this.kafka.producer();
    const records = Array.from({ length: count }, (_, at) => ({
      key: encoder.encode(`k${at}`),
      value: encoder.encode(`order ${at}`),
      headers: ["correlation-id", "traceparent", "private"].map((name) => ({
        name,
        value: encoder.encode(`${name} ${at}`),
      })),
    }));
    await session.produce({ topic: "orders", partition: 1, records });
    for (const record of await this.read("orders")) {
      const at = Number(record.offset);
      const times = { firstTimeMs: 1000 * at, lastTimeMs: 1000 * at };
      const story = { error: FAILURES[at % 2], attempts: 1, ...times };
      const letter = deadLetterOf(record, story, omitted);
      await session.produce({ topic: "DLQ", partition: 0, records: [letter] });
    }
  }

  async read(topic: string): Promise<ConsumedRecord[]> {
    return await Array.fromAsync(this.kafka.read({ topic }));
  }

  async redrive(selection: LetterSelection, options: Partial<RedriveOptions> = {}) {
    const results = await Array.fromAsync(redriveLetters(this.kafka, {
      deadLetterTopic: "DLQ",
      selection,
      headers: { allowed: [], newTraceparent: () => `trace ${++this.traces}` },
      ...options,
    }));
    return results.map(({ found, outcome }) => `${placeName(found.record)} ${outcome}`);
  }

  /** What came behind the first `count` records of orders. */
  async redriven(count: number): Promise<ConsumedRecord[]> {
    return (await this.read("orders")).slice(count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

Deno.test("a redriven record is back in its partition with its bytes, a new trace and what is allowed", async () => {
  await using bench = await Bench.start();
  await bench.bury(2);
  assertEquals(await bench.redrive({}), ["0/0 redriven", "0/1 redriven"]);
  const [first, second] = await bench.redriven(2);
  assertEquals([first?.partition, text(first?.key), text(first?.value)], [1, "k0", "order 0"]);
  assertEquals(second?.headers.map(({ name, value }) => [name, text(value)]), [
    ["correlation-id", "correlation-id 1"],
    ["traceparent", "trace 2"],
    ["redrive.count", "1"],
    ["redrive.letter", "DLQ/0/1"],
    ["redrive.traceparent", "traceparent 1"],
  ]);
});

Deno.test("other headers go along when they are allowed by name, or all of them", async () => {
  await using bench = await Bench.start();
  await bench.bury(1);
  const headers = (allowed: string[]) => ({ allowed, newTraceparent: () => "t" });
  const select = { withSettled: true };
  await bench.redrive(select, { headers: headers(["private"]) });
  await bench.redrive(select, { headers: headers(["*"]), to: "orders" });
  const found = (await bench.redriven(1)).map((record) => headerText(record.headers, "private"));
  assertEquals(found, ["private 0", "private 0"]);
});

Deno.test("what was redriven isn't redriven again, unless it is asked for", async () => {
  await using bench = await Bench.start();
  await bench.bury(3);
  assertEquals(await bench.redrive({ limit: 1 }), ["0/0 redriven"]);
  assertEquals(await bench.redrive({}), ["0/1 redriven", "0/2 redriven"]);
  assertEquals(await bench.redrive({}), []);
  assertEquals((await bench.redriven(3)).length, 3);
  const places = [{ partition: 0, offset: 1n }];
  assertEquals(await bench.redrive({ places, withSettled: true }), ["0/1 redriven"]);
  assertEquals((await bench.redriven(3)).map(({ value }) => text(value)), [
    "order 0",
    "order 1",
    "order 2",
    "order 1",
  ]);
});

Deno.test("a letter that comes back counts its redrives, and its new letter is open", async () => {
  await using bench = await Bench.start();
  await bench.bury(1);
  await bench.redrive({});
  const [again] = await bench.redriven(1);
  const story = { error: FAILURES[0], attempts: 1, firstTimeMs: 1, lastTimeMs: 2 };
  await using session = await bench.kafka.producer();
  const records = [deadLetterOf(again!, story)];
  await session.produce({ topic: "DLQ", partition: 0, records });
  assertEquals(await bench.redrive({}), ["0/1 redriven"]);
  const [, twice] = await bench.redriven(1);
  assertEquals(headerText(twice!.headers, "redrive.count"), "2");
});

Deno.test("letters are selected by code, class, key, time, topic and place", async () => {
  await using bench = await Bench.start();
  await bench.bury(4);
  const dry = async (selection: LetterSelection) =>
    (await bench.redrive(selection, { dryRun: true })).map((line) => line.split(" ")[0]);
  assertEquals(await dry({ errorCode: "PRICE_MISSING" }), ["0/0", "0/2"]);
  assertEquals(await dry({ errorClass: "TypeError", limit: 1 }), ["0/1"]);
  assertEquals(await dry({ key: "k3" }), ["0/3"]);
  assertEquals(await dry({ fromMs: 1000, toMs: 3000 }), ["0/1", "0/2"]);
  assertEquals(await dry({ topic: "others" }), []);
  assertEquals(await dry({ places: [{ partition: 0, offset: 2n }] }), ["0/2"]);
  assertEquals((await bench.redriven(4)).length, 0);
  await using admin = await bench.kafka.admin();
  assert(!(await admin.listTopics()).includes(settledTopic("DLQ")), "a dry run left a topic");
});

Deno.test("a letter without its value is redriven from where the record lies, while that is kept", async () => {
  await using bench = await Bench.start();
  await bench.bury(2, ["value", "key", "headers"]);
  await using admin = await bench.kafka.admin();
  await admin.deleteRecords([{ topic: "orders", partition: 1, offset: 1n }]);
  assertEquals(await bench.redrive({}), ["0/0 original gone", "0/1 redriven"]);
  const redriven = (await bench.read("orders")).at(-1)!;
  assertEquals([text(redriven.key), text(redriven.value)], ["k1", "order 1"]);
  assertEquals(headerText(redriven.headers, "correlation-id"), "correlation-id 1");
});

Deno.test("what lies in the place of a record in a topic of the same name is another record", async () => {
  await using bench = await Bench.start();
  await bench.bury(1, ["value"]);
  await using admin = await bench.kafka.admin();
  await admin.deleteTopics(["orders"]);
  await admin.createTopics([{ name: "orders", partitions: 2 }]);
  await using session = await bench.kafka.producer();
  const records = [{ value: encoder.encode("another"), timestampMs: 1 }];
  await session.produce({ topic: "orders", partition: 1, records });
  assertEquals(await bench.redrive({}), ["0/0 original gone"]);
});

Deno.test("a topic that is missing, and one that refuses a record, keep their letters open", async () => {
  await using bench = await Bench.start();
  await bench.bury(3);
  await using admin = await bench.kafka.admin();
  assertEquals(await bench.redrive({ limit: 1 }, { to: "nowhere" }), ["0/0 no topic"]);
  await admin.createTopics([
    { name: "small", partitions: 1, config: { "max.message.bytes": "1000" } },
  ]);
  await using session = await bench.kafka.producer();
  const [record] = await bench.read("orders");
  const large = { ...record!, value: new Uint8Array(4000) };
  const story = { error: FAILURES[0], attempts: 1, firstTimeMs: 0, lastTimeMs: 0 };
  const records = [deadLetterOf(large, story)];
  await session.produce({ topic: "DLQ", partition: 0, records });
  const headers = { allowed: [], newTraceparent: () => "t" };
  assertEquals(await bench.redrive({}, { to: "small", headers }), [
    "0/0 redriven",
    "0/1 redriven",
    "0/2 redriven",
    "0/3 refused",
  ]);
  const settled = await Settled.read(bench.kafka, "DLQ");
  const outcomes = (await bench.read("DLQ")).map((letter) => settled.of(letter)?.outcome);
  assertEquals(outcomes, ["redriven", "redriven", "redriven", undefined]);
});

Deno.test("who begins to settle ends what another has begun, so that nothing is redriven twice", async () => {
  await using bench = await Bench.start();
  await bench.bury(2);
  const headers = { allowed: [], newTraceparent: () => "t" };
  const options = { deadLetterTopic: "DLQ", selection: {}, headers };
  await using earlier = await Settling.open(bench.kafka, "DLQ");
  assertEquals((await Array.fromAsync(redriveLetters(bench.kafka, options))).length, 2);
  const mark = { key: encoder.encode("0/9"), value: encoder.encode("{}") };
  const error = await assertRejects(() => earlier.settle([{ mark }]), WorkshopError);
  assertEquals(error.code, "SETTLING_TAKEN_OVER");
});

Deno.test("dropped letters are gone from view, and deleted as far as nothing open lies before them", async () => {
  await using bench = await Bench.start();
  await bench.bury(4);
  const drop = async (selection: LetterSelection, dryRun = false) => {
    const options = { deadLetterTopic: "DLQ", selection, dryRun };
    const found = await Array.fromAsync(dropLetters(bench.kafka, options));
    return found.map(({ record }) => placeName(record));
  };
  assertEquals(await drop({ errorCode: "PRICE_MISSING" }, true), ["0/0", "0/2"]);
  assertEquals(await deleteSettledLetters(bench.kafka, "DLQ"), []);
  assertEquals(await drop({ errorCode: "PRICE_MISSING" }), ["0/0", "0/2"]);
  assertEquals(await deleteSettledLetters(bench.kafka, "DLQ"), [
    { topic: "DLQ", partition: 0, offset: 1n },
  ]);
  assertEquals(await bench.redrive({}), ["0/1 redriven", "0/3 redriven"]);
  assertEquals((await deleteSettledLetters(bench.kafka, "DLQ"))[0]?.offset, 4n);
  assertEquals(await bench.read("DLQ"), []);
});

Deno.test("marks of a topic that had the same name say nothing of the letters of today", async () => {
  await using bench = await Bench.start();
  await bench.bury(1);
  assertEquals(await bench.redrive({}), ["0/0 redriven"]);
  await using admin = await bench.kafka.admin();
  await admin.deleteTopics(["DLQ"]);
  await admin.createTopics([{ name: "DLQ", partitions: 1 }]);
  await bench.bury(1);
  assertEquals((await bench.redrive({ limit: 1 }))[0], "0/0 redriven");
});
