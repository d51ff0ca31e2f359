import { assertEquals, assertStringIncludes } from "@std/assert";
import { Type } from "avsc";
import { seededRandom } from "../core/mod.ts";
import { randomOrder } from "../events/mod.ts";
import { avroSchemaOf, eventAvroSchema, orderAvroSchema } from "./avro_files.ts";
import { decodeAvro } from "./avro_reader.ts";
import { encodeAvro } from "./avro_writer.ts";

Deno.test("the schemas that come with the library are such to avsc too", () => {
  const evolution = [1, 2, 3, 4].map((version) => avroSchemaOf(`evolution/event_v${version}.avsc`));
  const names = [eventAvroSchema(), orderAvroSchema(), ...evolution]
    .map(({ text }) => Type.forSchema(JSON.parse(text)).name);
  assertEquals(names.slice(0, 2), ["workshop.events.RandomEvent", "workshop.orders.Order"]);
  assertEquals(new Set(names.slice(2)), new Set(["workshop.evolution.RandomEvent"]));
});

Deno.test("an order goes to Avro and back, in less bytes than its JSON", () => {
  const random = seededRandom("orders");
  const schema = orderAvroSchema();
  for (let more = 0; more < 200; more++) {
    const order = randomOrder(random);
    const bytes = encodeAvro(schema, order);
    assertEquals(decodeAvro(bytes, schema), order);
    assertEquals(bytes.length < JSON.stringify(order).length, true);
  }
});

Deno.test("a file is read once", () => {
  assertEquals(eventAvroSchema() === avroSchemaOf("event_schema.avsc"), true);
  assertStringIncludes(eventAvroSchema().canonicalForm, '"name":"province"');
});
