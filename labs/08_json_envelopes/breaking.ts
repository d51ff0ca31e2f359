import type { Random } from "../../lib/core/mod.ts";
import { bytesOf, goodMessage, type Message } from "./messages.ts";
import { judge } from "./oracle.ts";
import { PATTERNS } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";

/** A message that somebody broke, and what was done to it. */
export interface Broken {
  readonly bytes: Uint8Array | null;
  readonly how: string;
}

interface Way {
  readonly how: string;
  /** Ways of one kind break the same rule. */
  readonly kind: string;
  readonly apply: () => void;
}

/** Puts something else in the place of a value. */
type Replace = (value: unknown) => void;

/** Names that every object answers to. */
const INHERITED = ["toString", "constructor", "__proto__", "hasOwnProperty"];

/** A message whose fields, type or payload break a rule; its bytes are JSON. */
export function brokenMessage(random: Random, schemas: Schemas): Broken {
  while (true) {
    const message = goodMessage(random, schemas);
    // Kind by kind, so that a rule that few fields have is broken as often as any other.
    const kinds = Map.groupBy(waysFor(message, schemas, random), ({ kind }) => kind);
    const way = random.pick(random.pick([...kinds.values()]));
    way.apply();
    const bytes = bytesOf(message, random);
    // Not every way breaks a rule: what is added to an open object is welcome.
    if (!judge(bytes, schemas).valid) return { bytes, how: way.how };
  }
}

/** All ways to break a message, so that envelope, type and payload come about as often. */
function waysFor(message: Message, schemas: Schemas, random: Random): Way[] {
  const holder = { message };
  const stage = random.int(0, 3);
  if (stage === 0) return typeWays(message);
  if (stage === 1) {
    return waysOf(message, schemas.envelope, {
      at: "the envelope",
      replace: (value) => Object.assign(holder, { message: value }),
    }).filter(({ how }) => !how.startsWith("the envelope is"));
  }
  const schema = schemas.payloads[message.eventType]!;
  const replace: Replace = (value) => message.payload = value;
  return waysOf(message.payload, schema, { at: "the payload", replace });
}

function typeWays(message: Message): Way[] {
  const { eventType } = message;
  const types = ["file-vanished", eventType.toUpperCase(), `${eventType} `, ...INHERITED];
  return types.map((type) => ({
    how: `the type is "${type}"`,
    kind: type === eventType.toUpperCase() ? "case" : type,
    apply: () => message.eventType = type,
  }));
}

function waysOf(
  value: unknown,
  schema: Schema,
  { at, replace }: { readonly at: string; readonly replace: Replace },
): Way[] {
  const others = othersThan(value, schema).map(([what, other]): Way => ({
    how: `${at} is ${what}`,
    kind: `${schema.type} is ${what}`,
    apply: () => replace(other),
  }));
  if (schema.type === "array" && Array.isArray(value)) {
    return [...others, ...itemWays(value, schema, at)];
  }
  if (schema.type !== "object" || value === null || typeof value !== "object") return others;
  return [...others, ...fieldWays(value as Record<string, unknown>, schema, at)];
}

function itemWays(items: unknown[], schema: Schema, at: string): Way[] {
  const below = items.flatMap((item, index) =>
    waysOf(item, schema.items!, {
      at: `item ${index} of ${at}`,
      replace: (value) => items[index] = value,
    })
  );
  const more = { how: `${at} has an item too many`, kind: "item", apply: () => items.push(null) };
  return [...below, more];
}

function fieldWays(fields: Record<string, unknown>, schema: Schema, at: string): Way[] {
  const { required = [], properties = {} } = schema;
  const below = Object.keys(fields).filter((name) => Object.hasOwn(properties, name))
    .flatMap((name) =>
      waysOf(fields[name], properties[name]!, {
        at: `${name} of ${at}`,
        replace: (value) => fields[name] = value,
      })
    );
  const without = required.filter((name) => name !== "eventType" && name !== "payload")
    .map((name): Way => ({
      how: `${at} lacks ${name}`,
      kind: name in {} ? "lacks an inherited name" : "lacks",
      apply: () => delete fields[name],
    }));
  const more = ["extra", "__proto__", "toString"].filter((name) => !Object.hasOwn(fields, name))
    .map((name): Way => ({
      how: `${at} has ${name}, too`,
      kind: `has ${name}`,
      apply: () => Object.defineProperty(fields, name, { value: 1, enumerable: true }),
    }));
  return [...below, ...without, ...more];
}

/** Values that are almost what the schema asks for, each with what it is. */
function othersThan(value: unknown, schema: Schema): [what: string, other: unknown][] {
  const { minimum, minLength = 0, pattern, enum: allowed } = schema;
  switch (schema.type) {
    case "object":
      return [["a list", []], ["null", null], ["a text", "{}"]];
    case "array":
      return [["an object", {}], ["a text", "[]"], ["null", null]];
    case "boolean":
      return [["a text", String(value)], ["a number", Number(value)]];
    case "integer":
      return [
        ["a text", String(value)],
        ["a fraction", Number(value) + 0.5],
        ["a boolean", true],
        ...(minimum === undefined ? [] : [["too small", minimum - 1] as [string, number]]),
      ];
    case "string":
      return [
        ["a number", 7],
        ["null", null],
        ["a list", [value]],
        ...(minLength > 0 ? [["empty", ""] as [string, string]] : []),
        ...(minLength > 1 ? [["too short", "😀".repeat(minLength - 1)] as [string, string]] : []),
        ...(pattern === undefined ? [] : PATTERNS[pattern]!.others.map(
          (other): [string, string] => ["not as the pattern says", other],
        )),
        ...(allowed ?? []).map((each): [string, string] => ["no allowed word", each.toUpperCase()]),
      ];
  }
}

const encoder = new TextEncoder();

/** Bytes that are no message at all, whatever the schemas say. */
export function brokenBytes(random: Random, schemas: Schemas): Broken {
  const text = JSON.stringify(goodMessage(random, schemas));
  const cut = random.int(1, text.length - 1);
  const texts: readonly (readonly [how: string, text: string])[] = [
    ["there are no bytes", ""],
    ["there is nothing but a space", " "],
    ["the text ends in the middle", text.slice(0, cut)],
    ["there is a comma too many", `${text.slice(0, -1)},}`],
    ["there are two messages", text + text],
    ["names stand in single quotes", text.replaceAll('"', "'")],
    ["a number is NaN", `${text.slice(0, -1)},"size":NaN}`],
    ...["null", "7", "true", '"text"', "[]"].map((json) => [`it is ${json}`, json] as const),
    ["it is a list around the message", `[${text}]`],
  ];
  const choice = random.int(0, texts.length + 2);
  if (choice === texts.length) return { bytes: null, how: "it is a tombstone" };
  if (choice > texts.length) return notUtf8(text, random);
  const [how, broken] = texts[choice]!;
  return { bytes: encoder.encode(broken), how };
}

/** A byte that no text has, in the middle of a text of the message. */
function notUtf8(text: string, random: Random): Broken {
  const bytes = encoder.encode(text.replace('"eventId":"', '"eventId":"caf#'));
  bytes[bytes.indexOf(0x23)] = random.pick([0xff, 0xe9, 0xc3]);
  return { bytes, how: "a text is in Latin-1, not in UTF-8" };
}
