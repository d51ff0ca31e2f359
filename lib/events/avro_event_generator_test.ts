import { assertEquals, assertThrows } from "@std/assert";
import { ManualClock, seededRandom } from "../core/mod.ts";
import {
  AvroValueError,
  decodeAvro,
  encodeAvro,
  eventAvroSchema,
  randomEventFormat,
  validateValue,
} from "../schemas/mod.ts";
import {
  type AvroEvent,
  avroEventOf,
  EVENT_DATA_OF_TYPE,
  isDataOfType,
  randomEventOf,
} from "./avro_event.ts";
import { AvroEventGenerator } from "./avro_event_generator.ts";
import { CITIES } from "./cities.ts";
import { EventGenerator } from "./event_generator.ts";
import { EVENT_TYPES } from "./random_event.ts";

const EVENTS = 2000;
const clock = new ManualClock();

function generated(seed: string): AvroEvent[] {
  const generator = new AvroEventGenerator({ random: seededRandom(seed), clock });
  return Array.from({ length: EVENTS }, () => generator.next());
}

Deno.test("every generated event is valid by its Avro schema, with data of its type and its province", () => {
  const schema = eventAvroSchema();
  const provinces = new Map(CITIES.map(({ city, province }) => [city, province]));
  const types = new Set<string>();
  for (const event of generated("valid")) {
    assertEquals(decodeAvro(encodeAvro(schema, event), schema), event);
    assertEquals(event.event_data !== null && isDataOfType(event), true);
    assertEquals(event.location.province, provinces.get(event.location.city));
    assertEquals(event.device.browser === "unknown", false);
    types.add(event.event_type);
  }
  assertEquals(types.size, EVENT_TYPES.length);
});

Deno.test("every generated event is, as JSON, one that is valid there", () => {
  for (const event of generated("json")) validateValue(randomEventOf(event), randomEventFormat());
});

Deno.test("a seed repeats every event, and the JSON part is what the JSON generator makes of it", () => {
  assertEquals(generated("same"), generated("same"));
  const json = new EventGenerator({ random: seededRandom("same"), clock });
  for (const event of generated("same")) assertEquals(randomEventOf(event), json.next());
});

Deno.test("a JSON event goes to Avro and back unchanged", () => {
  const json = new EventGenerator({ random: seededRandom("back"), clock });
  for (let more = 0; more < 500; more++) {
    const event = json.next();
    assertEquals(randomEventOf(avroEventOf(event)), event);
  }
});

Deno.test("the schema has user, location with province, device, typed data and metadata", () => {
  const { fields } = JSON.parse(eventAvroSchema().text);
  const byName = new Map(
    (fields as { name: string; type: { fields?: { name: string }[] } }[])
      .map(({ name, type }) => [name, type.fields?.map((field) => field.name)]),
  );
  assertEquals(byName.get("location"), ["city", "province", "country"]);
  assertEquals(byName.get("device"), ["type", "os", "browser", "user_agent"]);
  assertEquals(byName.get("metadata"), ["source", "environment", "processing"]);
  const flat = ["event_id", "event_type", "timestamp", "user_id", "user_session_id", "event_data"];
  assertEquals(flat.filter((name) => !byName.has(name)), []);
});

Deno.test("data that breaks the rules of its kind is refused by its path; data of another type is told", () => {
  const schema = eventAvroSchema();
  const event = generated("wrong").find(({ event_type }) => event_type === "search")!;
  const wrong = { "workshop.events.SearchData": { query: "batik", results: "many" } };
  assertThrows(
    () => encodeAvro(schema, { ...event, event_data: wrong }),
    AvroValueError,
    "/event_data/workshop.events.SearchData/results",
  );
  assertThrows(
    () => encodeAvro(schema, { ...event, event_data: { query: "batik" } }),
    AvroValueError,
    "/event_data",
  );
  assertEquals(isDataOfType(event), true);
  assertEquals(isDataOfType({ ...event, event_type: "click" }), false);
  assertEquals(Object.keys(EVENT_DATA_OF_TYPE).sort(), [...EVENT_TYPES].sort());
});

Deno.test("an event takes less bytes in Avro than the JSON text of the same", () => {
  const schema = eventAvroSchema();
  const encoder = new TextEncoder();
  const sizes = generated("size").slice(0, 100).map((event) => ({
    avro: encodeAvro(schema, event).length,
    json: encoder.encode(
      JSON.stringify(event, (_, value) => typeof value === "bigint" ? Number(value) : value),
    ).length,
  }));
  const sum = (of: (size: (typeof sizes)[number]) => number) =>
    sizes.reduce((total, size) => total + of(size), 0);
  assertEquals(sum(({ avro }) => avro) < 0.6 * sum(({ json }) => json), true);
});
