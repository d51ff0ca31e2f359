import { Ajv2020 } from "ajv/dist/2020.js";
import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { brokenBytes, brokenMessage } from "./breaking.ts";
import { edgesThatBreak, edgesThatFit } from "./edges.ts";
import { bytesOf, goodMessage, type Message } from "./messages.ts";
import { judge, places } from "./oracle.ts";
import { randomSchemas } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";

const random = seededRandom("lab 08");

/** The places that ajv finds, each once. */
function ajvPlaces(value: unknown, schema: Schema): string[] {
  const ajv = new Ajv2020({ allErrors: true, ownProperties: true, strict: false });
  const validate = ajv.compile(schema);
  validate(value);
  return [...new Set((validate.errors ?? []).map((error) => error.instancePath))].sort();
}

Deno.test("every good message is valid by the rules of the task", () => {
  for (let round = 0; round < 500; round++) {
    const schemas = randomSchemas(random);
    const message = goodMessage(random, schemas);
    const judged = judge(bytesOf(message, random), schemas);
    assertEquals(judged, { valid: true, type: message.eventType }, JSON.stringify(message));
  }
});

Deno.test("the oracle finds the places that ajv finds, good and bad", () => {
  for (let round = 0; round < 150; round++) {
    const schemas = randomSchemas(random);
    const { bytes, how } = brokenMessage(random, schemas);
    const message = JSON.parse(new TextDecoder().decode(bytes!));
    const whole = places(message, schemas.envelope);
    assertEquals([...new Set(whole)].sort(), ajvPlaces(message, schemas.envelope), how);
    const schema = random.pick(Object.values(schemas.payloads));
    const own = [...new Set(places(message.payload, schema))].sort();
    assertEquals(own, ajvPlaces(message.payload, schema), how);
  }
});

Deno.test("what is broken is refused, at all three stages, also what is no JSON at all", () => {
  const stages = new Map<string, number>();
  for (let round = 0; round < 600; round++) {
    const schemas = randomSchemas(random);
    const judged = judge(brokenMessage(random, schemas).bytes, schemas);
    if (!judged.valid) stages.set(judged.stage, (stages.get(judged.stage) ?? 0) + 1);
    const { bytes, how } = brokenBytes(random, schemas);
    assertEquals(judge(bytes, schemas), { valid: false, stage: "envelope", places: [""] }, how);
  }
  for (const stage of ["envelope", "event_type", "payload"]) {
    assert(stages.get(stage)! > 60, `${stage}: ${stages.get(stage)}`);
  }
});

Deno.test("what lies at the edge of a rule is judged as ajv judges it", () => {
  for (
    const [asked, fits] of [[edgesThatFit(random), true], [edgesThatBreak(random), false]] as const
  ) {
    for (const { bytes, schemas, how } of asked) {
      const judged = judge(bytes, schemas);
      assertEquals(judged.valid, fits, how);
      const told = judged.valid ? [] : [...new Set(judged.places)].sort();
      assertEquals(told, ajvPlacesOf(JSON.parse(new TextDecoder().decode(bytes!)), schemas), how);
    }
  }
});

/** The places that ajv finds in the first stage that refuses a message. */
function ajvPlacesOf(message: Message, { envelope, payloads }: Schemas): string[] {
  const inEnvelope = ajvPlaces(message, envelope);
  if (inEnvelope.length > 0) return inEnvelope;
  const schema = new Map(Object.entries(payloads)).get(message.eventType);
  if (schema === undefined) return ["/eventType"];
  return ajvPlaces(message.payload, schema).map((place) => `/payload${place}`);
}
