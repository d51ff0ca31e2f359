import type { Random } from "../core/mod.ts";
import { type Field, type Fields, inRange, type ScalarType } from "./schema.ts";

const TEXTS = [
  "",
  "a",
  "orders",
  "größe",
  "日本語の名前",
  "x".repeat(200),
  "\u{1f600}",
  "\ufeffbom",
];

/** Gives some fields a value of its own choice; `undefined` leaves them to chance. */
export type FieldChoice = (name: string, field: Field) => unknown;

/**
 * A body with a random value in each field that the version has: for tests, and for requests that
 * are well formed and make no sense.
 */
export function randomBody(
  fields: Fields,
  version: number,
  random: Random,
  choose: FieldChoice = () => undefined,
): Record<string, unknown> {
  const present = Object.entries(fields).filter(([, field]) => inRange(field.versions, version));
  const value = (name: string, field: Field): unknown => {
    const chosen = choose(name, field);
    if (chosen !== undefined) return chosen;
    if (inRange(field.nullable, version) && random.next() < 0.2) return null;
    if (field.type === "struct") return randomBody(field.fields!, version, random, choose);
    if (field.type !== "array") return randomScalar(field.type, random);
    return Array.from(
      { length: random.int(0, 3) },
      () =>
        typeof field.item === "string"
          ? randomScalar(field.item, random)
          : randomBody(field.item!, version, random, choose),
    );
  };
  return Object.fromEntries(present.map(([name, field]) => [name, value(name, field)]));
}

function signed(bits: number, random: Random): number {
  const limit = 2 ** (bits - 1);
  return random.pick([0, 1, -1, limit - 1, -limit, random.int(-limit, limit - 1)]);
}

function randomScalar(type: ScalarType, random: Random): unknown {
  switch (type) {
    case "bool":
      return random.next() < 0.5;
    case "int8":
      return signed(8, random);
    case "int16":
      return signed(16, random);
    case "int32":
      return signed(32, random);
    case "uint16":
      return random.int(0, 0xffff);
    case "uint32":
      return random.int(0, 0xffff_ffff);
    case "int64":
      return signed(53, random);
    case "float64":
      return random.next();
    case "uuid":
      return random.bytes(16).toBase64({ alphabet: "base64url", omitPadding: true });
    case "string":
      return random.pick(TEXTS);
    case "bytes":
    case "records":
      return random.bytes(random.pick([0, 1, 130, 2000]));
  }
}
