import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { RegistryClient } from "../../schemas/mod.ts";
import { RoutesBench } from "../_bench.ts";
import { avroRecord, SchemasBench } from "./_schemas_bench.ts";
import { schemaRoutes } from "./schema_routes.ts";

const V1 = avroRecord("Event", ["id", "long"], ["city", "string"]);
const V2 = avroRecord("Event", ["id", "long"], ["city", "string"], ["value", "double", 0]);
const BREAKING = avroRecord("Event", ["id", "int"], ["city", "string"], ["email", "string"]);

Deno.test("subjects are listed with versions, ids, languages and levels", async () => {
  await using bench = await SchemasBench.start();
  await bench.client.register("random-events-value", { schema: V1 });
  await bench.client.register("random-events-value", { schema: V2 });
  await bench.client.register("orders-value", { schema: '{"type":"object"}', schemaType: "JSON" });
  await bench.client.setLevel("FULL", "random-events-value");
  const { status, body } = await bench.web.get("/api/schemas");
  assertEquals(status, 200);
  assertEquals([body.registry, body.level, body.total], [bench.registry.url, "BACKWARD", 2]);
  assertEquals(
    body.subjects.map((one: Record<string, unknown>) => [
      ...[one["subject"], one["versions"], one["newest"], one["schemaType"], one["level"]],
    ]),
    [["orders-value", 1, 1, "JSON", "BACKWARD"], ["random-events-value", 2, 2, "AVRO", "FULL"]],
  );
  const found = await bench.web.get("/api/schemas", { search: "RANDOM" });
  assertEquals([found.body.matching, found.body.subjects[0].subject], [1, "random-events-value"]);
});

Deno.test("a version is shown over lines, with every digit of its numbers", async () => {
  await using bench = await SchemasBench.start();
  const text = '{"type":"record","name":"E","fields":[{"name":"id","type":"long",' +
    '"default":9223372036854775807}]}';
  await bench.client.register("orders-value", { schema: text });
  const { body } = await bench.web.get("/api/schemas/subject", { subject: "orders-value" });
  assertEquals([body.versions, body.level, body.topic], [[1], "BACKWARD", "orders"]);
  assertEquals([body.shown.version, body.shown.schemaType], [1, "AVRO"]);
  assertStringIncludes(body.shown.text, '\n      "default": 9223372036854775807\n');
  const missing = await bench.web.get("/api/schemas/subject", {
    subject: "orders-value",
    version: "9",
  });
  assertEquals(missing.status, 404);
  assertEquals((await bench.web.get("/api/schemas/subject", { subject: "nobody" })).status, 404);
});

Deno.test("two versions are compared by field and by line", async () => {
  await using bench = await SchemasBench.start();
  for (const schema of [V1, V2]) await bench.client.register("orders-value", { schema });
  const query = { subject: "orders-value", from: "1", to: "2" };
  const { body } = await bench.web.get("/api/schemas/diff", query);
  assertEquals(body.changes, ["+ value: double = 0"]);
  assertEquals(body.permitted, ["NONE", "BACKWARD", "FORWARD", "FULL"]);
  const added = body.lines.filter(({ kind }: { kind: string }) => kind === "+");
  assert(added.some(({ text }: { text: string }) => text.includes('"name": "value"')));
  const closed = '{"type":"object","properties":{"id":{"type":"integer"}}}';
  const text = closed.replace("integer", "string");
  await bench.client.setLevel("NONE");
  for (const schema of [closed, text]) {
    await bench.client.register("docs-value", { schema, schemaType: "JSON" });
  }
  const docs = await bench.web.get("/api/schemas/diff", { ...query, subject: "docs-value" });
  assertEquals([docs.body.changes, docs.body.permitted], [null, ["NONE"]]);
  const { status } = await bench.web.get("/api/schemas/diff", { subject: "orders-value" });
  assertEquals(status, 400);
});

Deno.test("a pasted schema is judged by the registry, with what breaks", async () => {
  await using bench = await SchemasBench.start();
  await bench.client.register("orders-value", { schema: V1 });
  const ask = (schema: string) =>
    bench.web.post("/api/schemas/check", { subject: "orders-value", schema });
  const bad = await ask(BREAKING);
  assertEquals([bad.status, bad.body.compatible, bad.body.level], [200, false, "BACKWARD"]);
  assertStringIncludes(bad.body.messages.join("\n"), "email");
  assertEquals(bad.body.changes, ["~ id: long → int", "+ email: string"]);
  const good = await ask(V2);
  assertEquals([good.body.compatible, good.body.messages, good.body.against], [true, [], 1]);
  const nonsense = await ask("{");
  assertEquals([nonsense.status, nonsense.body.error], [422, "The schema is no valid JSON"]);
  const invalid = await ask('{"type":"record"}');
  assertEquals([invalid.status, invalid.body.compatible], [200, false]);
  assertMatch(invalid.body.messages.join("\n"), /invalid/i);
  const first = await bench.web.post("/api/schemas/check", { subject: "new-value", schema: V1 });
  assertEquals([first.body.compatible, first.body.exists], [true, false]);
});

Deno.test("a new schema is tried on stored records, and each that breaks says why", async () => {
  await using bench = await SchemasBench.start();
  await bench.produce("orders", V1, [
    { id: 1n, city: "Bandung" },
    { id: 9_007_199_254_740_993n, city: "Medan" },
    { id: 3n, city: "Malang" },
  ]);
  const asked = { subject: "orders-value", schema: V2 };
  const fine = await bench.web.post("/api/schemas/impact", asked);
  const { topic, tried, readable, broken } = fine.body;
  assertEquals([fine.status, topic, tried, readable, broken], [200, "orders", 3, 3, 0]);
  const bad = await bench.web.post("/api/schemas/impact", { ...asked, schema: BREAKING });
  assertEquals([bad.body.tried, bad.body.broken], [3, 3]);
  const [latest] = bad.body.records;
  assertEquals([latest.partition, latest.offset, latest.readable], [0, "1", false]);
  assertMatch(latest.problem, /can't read what Event wrote/);
  const values = bad.body.records.map(({ value }: { value: string }) => value).join("\n");
  assertStringIncludes(values, "9007199254740993");
});

Deno.test("records that break by their value alone are told from those that don't", async () => {
  await using bench = await SchemasBench.start();
  const kinds = (...symbols: string[]) => ({ type: "enum", name: "Kind", symbols });
  const wide = avroRecord("Order", ["kind", kinds("new", "paid", "lost")]);
  const narrow = avroRecord("Order", ["kind", kinds("new", "paid")]);
  await bench.produce("orders", wide, ["new", "lost", "paid", "lost"].map((kind) => ({ kind })));
  const { body } = await bench.web.post("/api/schemas/impact", {
    subject: "orders-value",
    schema: narrow,
  });
  assertEquals([body.tried, body.readable, body.broken], [4, 2, 2]);
  assertEquals(body.records[0].pointer, "/kind");
  assertEquals(
    body.records.map(({ readable }: { readable: boolean }) => readable),
    [false, false, true, true],
  );
});

Deno.test("what no serializer of a registry wrote is counted apart, and limits are kept", async () => {
  await using bench = await SchemasBench.start();
  await bench.produce(
    "orders",
    V1,
    Array.from({ length: 6 }, (_, at) => ({ id: BigInt(at), city: "" })),
  );
  await using session = await bench.kafka.producer();
  const records = [{ value: null }, { value: new TextEncoder().encode("{}") }, {
    value: new Uint8Array([0, 0, 0, 3, 231, 1]),
  }];
  await session.produce({ topic: "orders", partition: 0, records });
  const asked = { subject: "orders-value", schema: V1 };
  const all = await bench.web.post("/api/schemas/impact", asked);
  assertEquals([all.body.tried, all.body.readable, all.body.broken, all.body.others], [9, 6, 1, 2]);
  assertMatch(all.body.records[0].problem, /999/);
  const few = await bench.web.post("/api/schemas/impact", { ...asked, limit: 2 });
  assertEquals(few.body.tried, 2);
  for (const limit of [0, 501, 1.5, "9"]) {
    const { status } = await bench.web.post("/api/schemas/impact", { ...asked, limit });
    assertEquals(status, 400);
  }
  const nowhere = await bench.web.post("/api/schemas/impact", { ...asked, topic: "nowhere" });
  assertEquals(nowhere.status, 404);
  const unnamed = await bench.web.post("/api/schemas/impact", { ...asked, subject: "shop.Order" });
  assertEquals([unnamed.status, /tells no topic/.test(unnamed.body.error)], [400, true]);
});

Deno.test("a version is registered when writing was asked for, and the level is kept", async () => {
  await using bench = await SchemasBench.start();
  const order = (schema: string) =>
    bench.web.post("/api/schemas/register", { subject: "s-value", schema });
  const first = await order(JSON.stringify(JSON.parse(V1), null, 4));
  assertEquals([first.status, first.body.version], [200, 1]);
  assertEquals((await bench.client.version("s-value", 1)).schema, V1);
  assertEquals((await order(V2)).body.version, 2);
  const bad = await order(BREAKING);
  assertEquals([bad.status, /incompatible/i.test(bad.body.error)], [409, true]);
  assertEquals(await bench.client.versions("s-value"), [1, 2]);
});

Deno.test("a dashboard that only reads registers nothing, and still checks", async () => {
  await using bench = await SchemasBench.start({ write: false });
  const order = { subject: "s-value", schema: V1 };
  assertEquals((await bench.web.post("/api/schemas/register", order)).status, 403);
  assertEquals((await bench.web.post("/api/schemas/check", order)).status, 200);
  assertEquals(await bench.client.subjects(), []);
});

Deno.test("subjects that are markup or paths are only names", async () => {
  await using bench = await SchemasBench.start();
  const evil = "<script>alert(1)</script>/../x?y#z-value";
  await bench.client.register(evil, { schema: V1 });
  const { body } = await bench.web.get("/api/schemas");
  assertEquals(body.subjects[0].subject, evil);
  const detail = await bench.web.get("/api/schemas/subject", { subject: evil });
  assertEquals([detail.status, detail.body.subject], [200, evil]);
  for (const subject of ["..", ".", ""]) {
    assertEquals((await bench.web.get("/api/schemas/subject", { subject })).status, 400);
    const { status } = await bench.web.post("/api/schemas/register", { subject, schema: V1 });
    assertEquals(status, 400);
  }
});

Deno.test("a schema that is nested without end is refused, and the next one is answered", async () => {
  await using bench = await SchemasBench.start();
  await bench.produce("orders", V1, [{ id: 1n, city: "" }]);
  const arrays = '{"type":"array","items":';
  const bombs = [
    "[".repeat(200_000) + "]".repeat(200_000),
    `${arrays.repeat(20_000)}"int"${"}".repeat(20_000)}`,
    `"${"x".repeat(900_000)}"`,
  ];
  for (const schema of bombs) {
    for (const order of ["check", "impact", "register"]) {
      const body = { subject: "orders-value", schema };
      const answer = await bench.web.post(`/api/schemas/${order}`, body);
      const isRefused = answer.status === 422 || answer.body.compatible === false;
      assert(isRefused, `${order}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
    }
  }
  const huge = { subject: "orders-value", schema: "x".repeat(2_000_000) };
  assertEquals((await bench.web.post("/api/schemas/check", huge)).status, 413);
  const fine = await bench.web.post("/api/schemas/check", { subject: "orders-value", schema: V2 });
  assertEquals(fine.body.compatible, true);
  assertEquals(await bench.client.versions("orders-value"), [1]);
});

Deno.test("a registry that is away is told with its address and what to do", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  const registry = new RegistryClient({ url: "http://127.0.0.1:1", retries: 0 });
  await using web = new RoutesBench(schemaRoutes({ registry, kafka }));
  for (const path of ["/api/schemas", "/api/schemas/subject"]) {
    const { status, body } = await web.get(path, { subject: "a" });
    assertEquals([status, body.code], [503, "REGISTRY_UNREACHABLE"]);
    assertMatch(body.error, /127\.0\.0\.1:1 can't be used .* deno task registry/);
  }
});
