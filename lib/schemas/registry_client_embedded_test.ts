import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { startRegistry } from "../registry/mod.ts";
import { avroSchemaOf } from "./avro_files.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { RegistryClient } from "./registry_client.ts";
import { REGISTRY_CODES, RegistryError } from "./registry_error.ts";

async function withRegistry(use: (client: RegistryClient, url: string) => Promise<void>) {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using server = await startRegistry(kafka, { port: 0 });
  await use(new RegistryClient({ url: server.url, latestTtlMs: 0 }), server.url);
}

const version = (number: number) => ({
  schema: avroSchemaOf(`evolution/event_v${number}.avsc`).text,
});

async function refusal(work: Promise<unknown>): Promise<readonly unknown[]> {
  const { httpStatus, errorCode, outage } = await assertRejects(() => work, RegistryError);
  return [httpStatus, errorCode, outage];
}

Deno.test("a second schema is the second version, the same one again is the same, under any subject the same id", async () => {
  await withRegistry(async (client, url) => {
    assertEquals(await client.register("events-value", version(1)), 1);
    assertEquals(await client.register("events-value", version(2)), 2);
    assertEquals(await new RegistryClient({ url }).register("events-value", version(1)), 1);
    assertEquals(await client.register("copies-value", version(1)), 1);
    assertEquals(await client.versions("events-value"), [1, 2]);
    const latest = await client.latest("events-value");
    assertEquals([latest.subject, latest.version, latest.id], ["events-value", 2, 2]);
    assertEquals((await client.lookUp("events-value", version(1))).version, 1);
  });
});

Deno.test("a change that breaks readers is refused with status 409, and what breaks is said", async () => {
  await withRegistry(async (client) => {
    await client.register("events-value", version(2));
    await client.setLevel("FULL", "events-value");
    const { compatible, messages } = await client.testCompatibility("events-value", version(3));
    assertEquals(compatible, false);
    assertStringIncludes(messages.join(" "), "referrer");
    const refused = await refusal(client.register("events-value", version(3)));
    assertEquals(refused, [409, REGISTRY_CODES.incompatible, false]);
    assertEquals((await client.testCompatibility("events-value", version(1), 1)).compatible, true);
  });
});

Deno.test("levels and modes are those of the subject, else the global ones", async () => {
  await withRegistry(async (client) => {
    await client.register("events-value", version(1));
    assertEquals([await client.level(), await client.level("events-value")], [
      "BACKWARD",
      "BACKWARD",
    ]);
    await client.setLevel("FORWARD");
    await client.setLevel("FULL_TRANSITIVE", "events-value");
    assertEquals(await client.level("events-value"), "FULL_TRANSITIVE");
    await client.unsetLevel("events-value");
    assertEquals(await client.level("events-value"), "FORWARD");
    assertEquals(await client.mode(), "READWRITE");
    await client.setMode("READONLY", "events-value");
    assertEquals(await client.mode("events-value"), "READONLY");
    const refused = await refusal(client.register("events-value", version(2)));
    assertEquals(refused, [422, REGISTRY_CODES.operationNotPermitted, false]);
  });
});

Deno.test("what is deleted softly is read by id still, what is deleted for good is gone", async () => {
  await withRegistry(async (client, url) => {
    const fresh = () => new RegistryClient({ url });
    const id = await client.register("events-value", version(1));
    await client.register("events-value", version(2));
    assertEquals(await client.deleteVersion("events-value", 1), 1);
    assertEquals(await client.versions("events-value"), [2]);
    assertEquals(await client.versions("events-value", { deleted: true }), [1, 2]);
    assertEquals((await fresh().schemaById(id)).schema, version(1).schema);
    assertEquals(await client.deleteSubject("events-value"), [2]);
    assertEquals(await client.subjects(), []);
    assertEquals(await client.subjects({ deleted: true }), ["events-value"]);
    const [status, code] = await refusal(client.latest("events-value"));
    assertEquals([status, code], [404, REGISTRY_CODES.subjectNotFound]);
    assertEquals(await client.deleteSubject("events-value", { permanent: true }), [1, 2]);
    assertEquals((await refusal(fresh().schemaById(id)))[1], REGISTRY_CODES.schemaNotFound);
    // Its id was remembered before: it is registered anew all the same.
    await client.register("events-value", version(1));
    assertEquals(await client.versions("events-value"), [1]);
  });
});

Deno.test("schemas that use others are registered and found with them", async () => {
  await withRegistry(async (client) => {
    const money = '{"type":"record","name":"shop.Money","fields":[{"name":"cents","type":"long"}]}';
    await client.register("money", { schema: money });
    const price = {
      schema: '{"type":"record","name":"shop.Price","fields":[{"name":"is","type":"shop.Money"}]}',
      references: [{ name: "shop.Money", subject: "money", version: 1 }],
    };
    const id = await client.register("price", price);
    const found = await client.schemaById(id);
    assertEquals(found.references, price.references);
    const [used] = await client.referenced(found);
    assertEquals(parseAvroSchema(used!).canonicalForm, parseAvroSchema(money).canonicalForm);
  });
});

Deno.test("what is no schema, and subjects that are not there, are refused by their codes", async () => {
  await withRegistry(async (client) => {
    const broken = await refusal(client.register("a", { schema: '{"type":"strin"}' }));
    assertEquals(broken, [422, REGISTRY_CODES.invalidSchema, false]);
    const absent = await refusal(client.version("absent", 1));
    assertEquals(absent, [404, REGISTRY_CODES.subjectNotFound, false]);
    const unknown = await refusal(client.lookUp("absent", version(1)));
    assertEquals(unknown, [404, REGISTRY_CODES.subjectNotFound, false]);
    const odd = "a/b c?d#e%";
    assertEquals(await client.register(odd, version(1)), 1);
    assertEquals(await client.subjects(), [odd]);
  });
});
