import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock, WorkshopError } from "../core/mod.ts";
import { FakeRegistry, refusal } from "./_fake_registry.ts";
import { AvroDeserializer, AvroSerializer } from "./avro_codec.ts";
import {
  AvroDecodeError,
  AvroResolutionError,
  AvroSchemaError,
  AvroValueError,
  UnknownSchemaIdError,
  WireFormatError,
} from "./avro_errors.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { RegistryClient } from "./registry_client.ts";
import { RegistryError } from "./registry_error.ts";
import { SUBJECT_NAMES } from "./subject_names.ts";
import { encodeWireFormat } from "./wire_format.ts";

const clientOf = (registry: FakeRegistry) =>
  new RegistryClient({ url: registry.url, retries: 0, backoff: { baseMs: 1 } });

const order = (...fields: unknown[]) =>
  parseAvroSchema({ type: "record", name: "shop.Order", fields });
const V1 = order({ name: "id", type: "long" });
const V2 = order({ name: "id", type: "long" }, { name: "note", type: "string", default: "-" });

Deno.test("a value comes back from the bytes alone: the registry has the schema that wrote it", async () => {
  await using registry = new FakeRegistry();
  const serializer = new AvroSerializer({ registry: clientOf(registry), schema: V1 });
  const bytes = await serializer.serialize("orders", { id: 1n << 60n });
  assertEquals(bytes.slice(0, 5).toHex(), "0000000001");
  const read = await new AvroDeserializer({ registry: clientOf(registry) }).deserialize(bytes);
  assertEquals(read.value, { id: 1n << 60n });
  assertEquals([read.schemaId, read.writerSchema.name], [1, "shop.Order"]);
  assertEquals(await clientOf(registry).subjects(), ["orders-value"]);
});

Deno.test("a schema is registered once a topic and read once, whatever the number of records", async () => {
  await using registry = new FakeRegistry();
  const serializer = new AvroSerializer({ registry: clientOf(registry), schema: V1 });
  const deserializer = new AvroDeserializer({ registry: clientOf(registry) });
  const sent = await Promise.all(
    Array.from({ length: 100 }, (_, at) => serializer.serialize(`t${at % 2}`, { id: at })),
  );
  await Promise.all(sent.map((bytes) => deserializer.deserialize(bytes)));
  assertEquals(registry.seen.length, 3);
});

Deno.test("subjects are named by topic, by record, or by both", async () => {
  await using registry = new FakeRegistry();
  for (const subjectName of Object.values(SUBJECT_NAMES)) {
    const serializer = new AvroSerializer({
      registry: clientOf(registry),
      schema: V1,
      subjectName,
      part: "key",
    });
    await serializer.serialize("orders", { id: 1 });
  }
  const names = ["orders-key", "shop.Order", "orders-shop.Order"];
  assertEquals(await clientOf(registry).subjects(), names);
});

Deno.test("without automatic registration only a schema that is there is used", async () => {
  await using registry = new FakeRegistry();
  const serializer = new AvroSerializer({
    registry: clientOf(registry),
    schema: V1,
    autoRegister: false,
  });
  const error = await assertRejects(() => serializer.serialize("orders", { id: 1 }), RegistryError);
  assertEquals([error.errorCode, error.outage], [40401, false]);
  await clientOf(registry).register("orders-value", { schema: V1.text });
  assertEquals((await serializer.serialize("orders", { id: 1 })).toHex(), "000000000102");
});

Deno.test("the newest version may be what values are written by, once it is asked for again", async () => {
  await using registry = new FakeRegistry();
  const clock = new ManualClock();
  const client = new RegistryClient({ url: registry.url, clock, latestTtlMs: 1000 });
  const serializer = new AvroSerializer({ registry: client, schema: V1, useLatest: true });
  await clientOf(registry).register("orders-value", { schema: V1.text });
  assertEquals((await serializer.serialize("orders", { id: 1 })).toHex(), "000000000102");
  await clientOf(registry).register("orders-value", { schema: V2.text });
  assertEquals((await serializer.serialize("orders", { id: 1 })).toHex(), "000000000102");
  clock.advance(1001);
  assertEquals((await serializer.serialize("orders", { id: 1 })).toHex(), "000000000202022d");
});

Deno.test("a value that does not fit is refused before anything is registered", async () => {
  await using registry = new FakeRegistry();
  const serializer = new AvroSerializer({ registry: clientOf(registry), schema: V1 });
  await assertRejects(() => serializer.serialize("orders", { id: "1" }), AvroValueError, "/id");
  assertEquals(registry.seen, []);
});

Deno.test("old and new records are read as the reader's schema, each by what wrote it", async () => {
  await using registry = new FakeRegistry();
  const registryClient = clientOf(registry);
  const old = new AvroSerializer({ registry: registryClient, schema: V1 });
  const young = new AvroSerializer({ registry: registryClient, schema: V2 });
  const both = [
    await old.serialize("orders", { id: 1 }),
    await young.serialize("orders", { id: 2, note: "!" }),
  ];
  const read = async (readerSchema: typeof V1) => {
    const deserializer = new AvroDeserializer({ registry: clientOf(registry), readerSchema });
    return await Promise.all(
      both.map(async (bytes) => (await deserializer.deserialize(bytes)).value),
    );
  };
  assertEquals(await read(V1), [{ id: 1n }, { id: 2n }]);
  assertEquals(await read(V2), [{ id: 1n, note: "-" }, { id: 2n, note: "!" }]);
});

Deno.test("poison is an error that no retry mends; a registry that is away is an outage", async () => {
  await using registry = new FakeRegistry();
  const client = clientOf(registry);
  await client.register("orders-value", { schema: V1.text });
  await client.register("json-value", { schema: '{"type": "object"}', schemaType: "JSON" });
  const deserializer = new AvroDeserializer({ registry: clientOf(registry), readerSchema: V2 });
  const poison: [Uint8Array | null, { readonly name: string }][] = [
    [null, WireFormatError],
    [new TextEncoder().encode("{}"), WireFormatError],
    [encodeWireFormat(77, new Uint8Array(3)), UnknownSchemaIdError],
    [encodeWireFormat(1, new Uint8Array()), AvroDecodeError],
    [encodeWireFormat(1, new Uint8Array(2)), AvroDecodeError],
    [encodeWireFormat(2, new Uint8Array()), AvroSchemaError],
  ];
  for (const [bytes, type] of poison) {
    const error = await assertRejects(() => deserializer.deserialize(bytes), WorkshopError);
    assertEquals([error.name, error.retriable, error.outage], [type.name, false, false]);
  }
  const away = new AvroDeserializer({ registry: clientOf(registry) });
  const bytes = encodeWireFormat(1, new Uint8Array([2]));
  for (const [status, code] of [[503, 50302], [421, 421]] as const) {
    registry.instead.push(() => refusal(status, code, "Not now, or not under that name"));
    const error = await assertRejects(() => away.deserialize(bytes), RegistryError);
    assertEquals([error.retriable, error.outage, error.errorCode], [true, true, code]);
  }
  assertEquals((await away.deserialize(bytes)).value, { id: 1n });
});

Deno.test("a schema that the reader can't make use of is named with the reader's", async () => {
  await using registry = new FakeRegistry();
  const serializer = new AvroSerializer({ registry: clientOf(registry), schema: V1 });
  const bytes = await serializer.serialize("orders", { id: 1 });
  const readerSchema = order({ name: "number", type: "long" });
  const deserializer = new AvroDeserializer({ registry: clientOf(registry), readerSchema });
  await assertRejects(
    () => deserializer.deserialize(bytes),
    AvroResolutionError,
    "field number was not written and has no default",
  );
});

Deno.test("schemas that use others are read with them", async () => {
  await using registry = new FakeRegistry();
  const client = clientOf(registry);
  const money = '{"type":"record","name":"shop.Money","fields":[{"name":"cents","type":"long"}]}';
  const price =
    '{"type":"record","name":"shop.Price","fields":[{"name":"is","type":"shop.Money"}]}';
  await client.register("money", { schema: money });
  const references = [{ name: "shop.Money", subject: "money", version: 1 }];
  await client.register("price", { schema: price, references });
  const schema = parseAvroSchema({ type: "array", items: "shop.Price" }, {
    references: [money, price],
  });
  const serializer = new AvroSerializer({
    registry: client,
    schema,
    references: [{ name: "shop.Price", subject: "price", version: 1 }],
  });
  const bytes = await serializer.serialize("prices", [{ is: { cents: 5 } }]);
  const deserializer = new AvroDeserializer({ registry: clientOf(registry) });
  assertEquals((await deserializer.deserialize(bytes)).value, [{ is: { cents: 5n } }]);
});
