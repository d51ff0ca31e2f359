import { assert, assertEquals, assertRejects } from "@std/assert";
import { deadLetterOf, redriveLetters } from "../../consumer/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import { partitionForKey } from "../../kafka/mod.ts";
import { createProducer, DeliveryError } from "../../producer/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { AvroDeserializer, RegistryClient } from "../../schemas/mod.ts";
import { call, openLog } from "../messages/_log_bench.ts";
import { routeCall } from "../_route_call.ts";
import { RequestError } from "../routing.ts";
import type { ProducePorts } from "./ports.ts";
import { produceRoutes } from "./produce_routes.ts";

const encoder = new TextEncoder();
const TRACEPARENT = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;

// deno-lint-ignore no-explicit-any -- answers are read as a page reads them
type Json = any;

async function bench(topics: Record<string, number>, more: Partial<ProducePorts> = {}) {
  const log = await openLog(topics);
  const { kafka, admin } = log;
  const stack = new AsyncDisposableStack();
  stack.use(log);
  const producer = stack.use(await createProducer(kafka, { lingerMs: 0, topicTimeoutMs: 200 }));
  const ports: ProducePorts = {
    ...{ kafka, admin, partitionForKey },
    producer: () => Promise.resolve(producer),
    redrive: async ({ deadLetterTopic, place, allowed, dryRun, again, signal }) => {
      const selection = { places: [place], withSettled: again };
      const headers = { allowed, newTraceparent: () => TRACEPARENT };
      const options = { deadLetterTopic, selection, headers, dryRun, signal };
      for await (const result of redriveLetters(kafka, options)) return result;
      return undefined;
    },
    ...more,
  };
  const routes = produceRoutes(ports);
  const post = async (path: string, body: unknown): Promise<Json> =>
    await (await call(routes, `/api/${path}`, { method: "POST", body })).json();
  const read = (topic: string) => Array.fromAsync(kafka.read({ topic }));
  return { ...log, routes, post, read, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

Deno.test("what is produced is read back identical: partition, key, headers, bytes", async () => {
  await using it = await bench({ orders: 3 });
  const sent = await it.post("produce", {
    topic: "orders",
    partition: 2,
    key: { as: "hex", text: "0x ff:00" },
    value: { as: "json", text: '{ "id": 9223372036854775807 }' },
    headers: [
      { name: "a", as: "string", text: "ä" },
      { name: "a", as: "null" },
      { name: "b", as: "hex", text: "c3" },
    ],
  });
  assertEquals([sent.outcome, sent.partition, sent.offset], ["acknowledged", 2, "0"]);
  const [record] = await it.read("orders");
  assertEquals(record!.partition, 2);
  assertEquals(record!.timestampMs, sent.timestampMs);
  assertEquals(record!.key, new Uint8Array([0xff, 0]));
  assertEquals(record!.value, encoder.encode('{ "id": 9223372036854775807 }'));
  assertEquals(record!.headers, [
    { name: "a", value: encoder.encode("ä") },
    { name: "a", value: null },
    { name: "b", value: new Uint8Array([0xc3]) },
  ]);
});

Deno.test("the partition of a key is told before the send, and is where the record goes", async () => {
  await using it = await bench({ orders: 7 });
  for (let at = 0; at < 20; at++) {
    const key = { as: "string", text: `customer-${at}` };
    const { partition, of } = await it.post("produce/partition", { topic: "orders", key });
    const value = { as: "string", text: "x" };
    const sent = await it.post("produce", { topic: "orders", partition: null, key, value });
    assertEquals([sent.partition, of], [partition, 7]);
  }
  const none = await it.post("produce/partition", { topic: "orders", key: { as: "null" } });
  assertEquals(none, { partition: null, of: 7 });
});

Deno.test("a tombstone and an empty value are two things", async () => {
  await using it = await bench({ orders: 1 });
  const key = { as: "string", text: "k" };
  await it.post("produce", { topic: "orders", key, value: { as: "null" } });
  await it.post("produce", { topic: "orders", key, value: { as: "string", text: "" } });
  const values = (await it.read("orders")).map(({ value }) => value);
  assertEquals(values, [null, new Uint8Array()]);
});

Deno.test("Avro is written by the subject's newest schema, to the last digit", async () => {
  await using log = await openLog();
  await using server = await startRegistry(log.kafka, { port: 0 });
  const registry = new RegistryClient({ url: server.url });
  await using it = await bench({ orders: 1 }, { registry });
  const fields = [{ name: "id", type: "long" }, { name: "photo", type: "bytes" }];
  const schema = JSON.stringify({ type: "record", name: "Order", fields });
  await registry.register("orders-value", { schema });
  const avro = (text: string, subject?: string) => ({ as: "avro", text, subject });
  const text = '{"id":9223372036854775807,"photo":{"base64":"AP8="}}';
  const sent = await it.post("produce", { topic: "orders", value: avro(text) });
  assertEquals(sent.outcome, "acknowledged");
  const [record] = await it.read("orders");
  const { value } = await new AvroDeserializer({ registry }).deserialize(record!.value);
  assertEquals(value, { id: 9223372036854775807n, photo: new Uint8Array([0, 255]) });
  for (const [wrong, code] of [['{"id":"x"}', "AVRO_VALUE_INVALID"], ["{", "AVRO_VALUE_INVALID"]]) {
    const error = await assertRejects(
      () => it.post("produce", { topic: "orders", value: avro(wrong!) }),
      WorkshopError,
    );
    assertEquals(error.code, code);
  }
  const unknown = { topic: "orders", value: avro(text, "nowhere-value") };
  await assertRejects(() => it.post("produce", unknown), WorkshopError, "nowhere-value");
  assertEquals((await it.read("orders")).length, 1);
});

Deno.test("what is typed wrongly is refused before anything is sent", async () => {
  await using it = await bench({ orders: 1 });
  const value = { as: "string", text: "x" };
  for (
    const [body, message] of [
      [{}, "No topic is named"],
      [{ topic: "orders" }, "lacks the value"],
      [{ topic: "orders", value: { as: "yaml", text: "" } }, "one of string, json, avro"],
      [{ topic: "orders", value: { as: "json", text: "{a}" } }, "is not valid JSON"],
      [{ topic: "orders", value: { as: "hex", text: "abc" } }, "is not hexadecimal"],
      [{ topic: "orders", value: { as: "avro", text: "1" } }, "SCHEMA_REGISTRY_URL"],
      [{ topic: "orders", value, partition: -1 }, "must be a whole number"],
      [{ topic: "orders", value, partition: "0" }, "must be a whole number"],
      [{ topic: "orders", value, headers: {} }, "must be a list"],
      [{ topic: "orders", value, headers: [{ name: "", ...value }] }, "must have a name"],
      [{ topic: "orders", value, headers: [{ name: "h", as: "avro" }] }, "can't be Avro"],
    ] as const
  ) await assertRejects(() => it.post("produce", body), RequestError, message);
  assertEquals(await it.read("orders"), []);
});

Deno.test("acknowledged, failed and uncertain are three outcomes", async () => {
  const outcomes = [
    new DeliveryError("The broker refused it", { code: "MESSAGE_TOO_LARGE" }),
    new DeliveryError("No answer came", { code: "REQUEST_TIMED_OUT", definite: false }),
    new TypeError("a bug"),
  ];
  const send = () => Promise.reject(outcomes.shift());
  await using it = await bench({ orders: 1 }, { producer: () => Promise.resolve({ send }) });
  const body = { topic: "orders", value: { as: "string", text: "x" } };
  const told = [];
  for (let at = 0; at < 3; at++) {
    const { outcome, code } = await it.post("produce", body);
    told.push([outcome, code]);
  }
  assertEquals(told, [
    ["failed", "MESSAGE_TOO_LARGE"],
    ["uncertain", "REQUEST_TIMED_OUT"],
    ["uncertain", "UNEXPECTED"],
  ]);
});

Deno.test("a partition and a topic that aren't there are failures that tell why", async () => {
  await using it = await bench({ orders: 1 });
  const value = { as: "string", text: "x" };
  const partition = await it.post("produce", { topic: "orders", partition: 5, value });
  assertEquals([partition.outcome, partition.code], ["failed", "PARTITION_INVALID"]);
  const topic = await it.post("produce", { topic: "nowhere", value });
  assertEquals(topic.outcome, "failed");
});

Deno.test("a replay has the same bytes, and only the headers that are allowed", async () => {
  await using it = await bench({ orders: 1, copies: 2 });
  const headers = ["correlation-id", "authorization", "shop"].map((name) => ({
    ...{ name, value: encoder.encode(`${name}!`) },
  }));
  const record = { key: new Uint8Array([1, 0xff]), value: new Uint8Array([0xfe, 0]), headers };
  await it.put("orders", 0, [record]);
  const place = { topic: "orders", partition: 0, offset: "0" };
  const sent = await it.post("produce/replay", { ...place, to: "copies" });
  assertEquals([sent.outcome, sent.leftBehind], ["acknowledged", ["authorization", "shop"]]);
  await it.post("produce/replay", { ...place, headers: ["shop"] });
  const [copy] = await it.read("copies");
  assertEquals([copy!.key, copy!.value], [record.key, record.value]);
  assertEquals(copy!.headers.map(({ name }) => name), ["correlation-id"]);
  assertEquals((await it.read("orders"))[1]!.headers.map(({ name }) => name), ["shop"]);
  await assertRejects(() => it.post("produce/replay", { ...place, offset: "9" }), RequestError);
  await assertRejects(() => it.post("produce/replay", { ...place, offset: 0 }), RequestError);
});

Deno.test("a dead letter goes back once, after a look at what would be done", async () => {
  await using it = await bench({ orders: 1, DLQ: 1 });
  const headers = [{ name: "shop", value: encoder.encode("north") }];
  await it.put("orders", 0, [{ value: encoder.encode("a"), headers }]);
  const [record] = await it.read("orders");
  const story = { error: new TypeError("x"), attempts: 4, firstTimeMs: 1, lastTimeMs: 2 };
  await it.put("DLQ", 0, [deadLetterOf(record!, story), { value: encoder.encode("no letter") }]);
  const letter = { topic: "DLQ", partition: 0, offset: "0" };
  const redrive = (more: object) => it.post("produce/redrive", { ...letter, ...more });
  const dry = await redrive({ dryRun: true });
  assertEquals([dry.outcome, dry.to, dry.leftBehind], [
    "redriven",
    { topic: "orders", partition: 0 },
    ["shop"],
  ]);
  assertEquals((await it.read("orders")).length, 1);
  assertEquals((await redrive({ headers: ["shop"] })).outcome, "redriven");
  assertEquals((await redrive({})).outcome, "settled");
  assertEquals((await redrive({ offset: "1" })).outcome, "no origin");
  const back = await it.read("orders");
  assertEquals(back.length, 2);
  assert(back[1]!.headers.some(({ name }) => name === "shop"));
});

Deno.test("the audit log hears of places and sizes, never of a payload", async () => {
  await using it = await bench({ orders: 1 });
  const secret = "very secret";
  const part = { as: "string", text: secret };
  const body = { topic: "orders", key: part, value: part, headers: [{ name: "h", ...part }] };
  for (const route of it.routes.filter(({ access }) => access === "write")) {
    const said = JSON.stringify(route.audit!(routeCall({ body })));
    assert(said.includes("orders") && !said.includes(secret), said);
  }
});
