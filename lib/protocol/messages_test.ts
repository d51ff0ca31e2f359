import { assertEquals } from "@std/assert";
import { readKafkaDefinitions } from "./_kafka_jar.ts";
import { defaultOf } from "./codec.ts";
import {
  CONSUMER_PROTOCOL_VERSION,
  consumerAssignment,
  consumerSubscription,
} from "./consumer_protocol.ts";
import { MESSAGES } from "./messages.ts";
import { type Field, type Fields, inRange, type Message, versionRange } from "./schema.ts";

interface KafkaField {
  name: string;
  type: string;
  versions: string;
  nullableVersions?: string;
  taggedVersions?: string;
  tag?: number;
  default?: string | number | boolean;
  fields?: KafkaField[];
}

interface KafkaDefinition {
  apiKey?: number;
  type: string;
  name: string;
  validVersions: string;
  flexibleVersions: string;
  fields: KafkaField[];
  commonStructs?: { name: string; fields: KafkaField[] }[];
}

const definitions = readKafkaDefinitions();

function definition(name: string): KafkaDefinition {
  const source = (definitions as Map<string, string>).get(`${name}.json`)!;
  return JSON.parse(source.replaceAll(/^\s*\/\/.*$/gm, ""));
}

function skipped(): boolean {
  if (typeof definitions === "object") return false;
  console.warn(`NOT COMPARED with Apache Kafka's definitions: ${definitions}`);
  return true;
}

/** Kafka's names begin with a capital; its fields' defaults are written as texts. */
function theirDefault(field: KafkaField, inner: KafkaField[]): unknown {
  const given = field.default;
  if (given === "null") return null;
  if (field.type.startsWith("[]")) return [];
  if (inner.length > 0) {
    return Object.fromEntries(
      inner.map((one) => [lowerFirst(one.name), theirDefault(one, one.fields ?? [])]),
    );
  }
  if (field.type === "bool") return String(given).toLowerCase() === "true";
  if (field.type === "string") return given ?? "";
  if (field.type === "uuid") return "A".repeat(22);
  if (field.type === "bytes" || field.type === "records") return new Uint8Array(0);
  return Number(given ?? 0);
}

function lowerFirst(name: string): string {
  return name[0]!.toLowerCase() + name.slice(1);
}

function describe(path: string, type: string, nullable: boolean, tag: unknown, standard: unknown) {
  return `${path}: ${type}${nullable ? "?" : ""} tag ${tag} = ${JSON.stringify(standard)}`;
}

function theirs(of: KafkaDefinition, fields: KafkaField[], version: number, path = ""): string[] {
  return fields.filter((field) => inRange(field.versions, version)).flatMap((field) => {
    const element = field.type.replace("[]", "");
    const inner = field.fields ??
      of.commonStructs?.find((struct) => struct.name === element)?.fields ?? [];
    const kind = inner.length > 0 ? "struct" : element;
    const type = field.type.startsWith("[]") ? `array of ${kind}` : kind;
    const nullable = inRange(field.nullableVersions ?? "none", version);
    const tag = inRange(field.taggedVersions ?? "none", version) ? field.tag : undefined;
    const name = `${path}.${lowerFirst(field.name)}`;
    return [
      describe(name, type, nullable, tag, theirDefault(field, inner)),
      ...theirs(of, inner, version, name),
    ];
  });
}

function ours(fields: Fields, version: number, path = ""): string[] {
  const present = Object.entries(fields).filter(([, field]) => inRange(field.versions, version));
  return present.flatMap(([key, field]) => {
    const name = `${path}.${key}`;
    const nullable = inRange(field.nullable, version);
    return [
      describe(name, typeOf(field), nullable, field.tag, defaultOf(field)),
      ...ours(typeof field.item === "object" ? field.item : field.fields ?? {}, version, name),
    ];
  });
}

function typeOf(field: Field): string {
  if (field.type !== "array") return field.type;
  return `array of ${typeof field.item === "string" ? field.item : "struct"}`;
}

Deno.test("each message has the fields that Apache Kafka 4.1 gives it, in every version", () => {
  if (skipped()) return;
  for (const message of Object.values(MESSAGES) as Message[]) {
    for (const part of ["request", "response"] as const) {
      const of = definition(message.name + part[0]!.toUpperCase() + part.slice(1));
      assertEquals(
        [message.key, message.versions, message.flexible],
        [of.apiKey, of.validVersions, of.flexibleVersions],
        of.name,
      );
      const [low, high] = versionRange(message.versions);
      for (let version = low; version <= high; version++) {
        assertEquals(
          ours(message[part], version),
          theirs(of, of.fields, version),
          `${of.name} version ${version}`,
        );
      }
    }
  }
});

Deno.test("the consumer protocol's payloads have the fields of Apache Kafka 4.1", () => {
  if (skipped()) return;
  const payloads = {
    ConsumerProtocolSubscription: consumerSubscription,
    ConsumerProtocolAssignment: consumerAssignment,
  };
  for (const [name, fields] of Object.entries(payloads)) {
    const of = definition(name);
    assertEquals(of.validVersions, `0-${CONSUMER_PROTOCOL_VERSION}`);
    for (let version = 0; version <= CONSUMER_PROTOCOL_VERSION; version++) {
      assertEquals(ours(fields, version), theirs(of, of.fields, version), `${name} v${version}`);
    }
  }
});

Deno.test("every message stands under its own name, and no key twice", () => {
  const messages = Object.entries(MESSAGES);
  assertEquals(messages.map(([name]) => name), messages.map(([, message]) => message.name));
  assertEquals(new Set(messages.map(([, message]) => message.key)).size, messages.length);
});
