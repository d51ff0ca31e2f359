import type { Random } from "../../core/mod.ts";
import { COMPATIBILITY_LEVELS, type CompatibilityLevel } from "../../schemas/mod.ts";
import { type Json, JSON_CHANGES } from "./json_changes.ts";

/** A schema of JSON Schema, what shall follow it, what was changed in it, and the level. */
export interface RandomJsonPair {
  readonly previous: readonly [string];
  readonly candidate: string;
  readonly level: CompatibilityLevel;
  /** Name of the one change. */
  readonly change: string;
}

const MAX_DEPTH = 3;
const NAMES = ["a", "b", "c", "d"];
const WORDS = ["RED", "GREEN", "BLUE", "GREY"];

/** A schema and one change of a kind that people make, somewhere within it. */
export function randomJsonPair(random: Random): RandomJsonPair {
  const level = random.pick(COMPATIBILITY_LEVELS.filter((name) => name !== "NONE"));
  const { name, change } = random.pick(JSON_CHANGES);
  while (true) {
    const schema = objectOf(random, 1);
    const root = { schema: structuredClone(schema) };
    const fitting = placesOf(root, "schema")
      .map((place) => ({ place, changed: change(structuredClone(place.get()), random) }))
      .filter(({ changed }) => changed !== undefined);
    if (fitting.length === 0) continue;
    const { place, changed } = random.pick(fitting);
    place.set(changed);
    const previous = [JSON.stringify(schema)] as const;
    return { previous, candidate: JSON.stringify(root.schema), level, change: name };
  }
}

interface Place {
  get(): Json;
  set(schema: Json): void;
}

/** The schema, and the schemas of its properties and items. */
function placesOf(holder: Json, key: string): readonly Place[] {
  const schema = holder[key];
  const here: Place = { get: () => holder[key], set: (changed) => holder[key] = changed };
  const properties = Object.keys(schema.properties ?? {})
    .flatMap((name) => placesOf(schema.properties, name));
  const items = schema.items === undefined ? [] : placesOf(schema, "items");
  return [here, ...properties, ...items];
}

function objectOf(random: Random, depth: number): Json {
  const names = NAMES.slice(0, random.int(1, NAMES.length));
  const required = names.filter(() => random.int(0, 2) === 0);
  const rest = random.pick([undefined, undefined, true, false, false, { type: "string" }]);
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, schemaOf(random, depth + 1)])),
    ...(required.length > 0 && { required }),
    ...(rest !== undefined && { additionalProperties: rest }),
  };
}

function schemaOf(random: Random, depth: number): Json {
  const kind = random.int(0, depth >= MAX_DEPTH ? 6 : 9);
  if (kind < 2) return textOf(random);
  if (kind < 4) return numberOf(random);
  if (kind === 4) return { type: "boolean" };
  if (kind === 5) return { type: "string", enum: WORDS.slice(0, random.int(1, 3)) };
  if (kind === 6) {
    const parts = [{ type: "string" }, { type: "integer" }, { type: "null" }];
    return { [random.pick(["oneOf", "anyOf"])]: parts.slice(0, random.int(2, 3)) };
  }
  if (kind === 7) {
    const items = random.int(0, 3) === 0 ? {} : { items: schemaOf(random, depth + 1) };
    return { type: "array", ...items, ...(random.int(0, 2) === 0 && { maxItems: 5 }) };
  }
  return objectOf(random, depth);
}

function textOf(random: Random): Json {
  return {
    type: "string",
    ...(random.int(0, 2) === 0 && { minLength: 2 }),
    ...(random.int(0, 2) === 0 && { maxLength: 20 }),
    ...(random.int(0, 3) === 0 && { pattern: "^[a-z]+$" }),
  };
}

function numberOf(random: Random): Json {
  return {
    type: random.pick(["integer", "number"]),
    ...(random.int(0, 2) === 0 && { minimum: 0 }),
    ...(random.int(0, 2) === 0 && { maximum: 100 }),
  };
}
