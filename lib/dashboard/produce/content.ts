import {
  avroValueOfJson,
  encodeAvro,
  encodeWireFormat,
  parseAvroSchema,
} from "../../schemas/mod.ts";
import { isJson } from "../page/messages/json_scanner.ts";
import { RequestError } from "../routing.ts";
import type { ProducePorts } from "./ports.ts";

/** How what was typed becomes bytes. */
export const SERIALIZERS = ["string", "json", "avro", "hex", "null"] as const;

/** How what was typed becomes bytes. */
export type Serializer = (typeof SERIALIZERS)[number];

/** A key, a value or a header as it was typed. */
export interface Content {
  readonly as: Serializer;
  readonly text: string;
  /** The subject whose newest schema writes Avro. */
  readonly subject?: string;
}

const encoder = new TextEncoder();

/** Reads one field of the request. @throws {RequestError} */
export function contentIn(field: unknown, what: string): Content {
  const { as, text = "", subject } = asObject(field, what);
  if (!SERIALIZERS.includes(as as Serializer) || typeof text !== "string") {
    throw new RequestError(
      400,
      `The ${what} must have "as", one of ${SERIALIZERS.join(", ")}, and "text"`,
    );
  }
  if (subject !== undefined && typeof subject !== "string") {
    throw new RequestError(400, `The ${what}'s subject must be a name`);
  }
  return {
    as: as as Serializer,
    text,
    ...(subject !== undefined && subject !== "" && { subject }),
  };
}

/**
 * The bytes of a key or value, `null` for a null; `subject` stands for what the content names none.
 *
 * @throws {RequestError} when it is no JSON, no hex, or does not fit its schema
 */
export async function bytesOf(
  { as, text, subject }: Content,
  { what, fallbackSubject, registry }: {
    readonly what: string;
    readonly fallbackSubject: string;
    readonly registry: ProducePorts["registry"];
  },
): Promise<Uint8Array | null> {
  switch (as) {
    case "null":
      return null;
    case "string":
      return encoder.encode(text);
    case "json":
      // the text itself goes out: no number loses a digit on the way
      if (isJson(text)) return encoder.encode(text);
      throw new RequestError(422, `The ${what} is not valid JSON: mend it, or send it as a string`);
    case "hex":
      return hexBytes(text, what);
    case "avro":
      return await avroBytes(text, { what, subject: subject ?? fallbackSubject, registry });
  }
}

function hexBytes(text: string, what: string): Uint8Array {
  const digits = text.replace(/^\s*0x/i, "").replace(/[\s:]/g, "");
  if (/^(?:[\da-f]{2})*$/i.test(digits)) return Uint8Array.fromHex(digits);
  throw new RequestError(422, `The ${what} is not hexadecimal: write two digits for each byte`);
}

async function avroBytes(
  text: string,
  { what, subject, registry }: {
    readonly what: string;
    readonly subject: string;
    readonly registry: ProducePorts["registry"];
  },
): Promise<Uint8Array> {
  if (registry === undefined) {
    throw new RequestError(
      422,
      `The ${what} can't be sent as Avro: no schema registry is configured (SCHEMA_REGISTRY_URL)`,
    );
  }
  const latest = await registry.latest(subject);
  const { schemaType = "AVRO" } = latest;
  if (schemaType !== "AVRO") {
    throw new RequestError(422, `Subject ${subject} is ${schemaType}, not Avro: send it as JSON`);
  }
  const schema = parseAvroSchema(latest.schema, { references: await registry.referenced(latest) });
  return encodeWireFormat(latest.id, encodeAvro(schema, avroValueOfJson(schema, text)));
}

/** An object of the request. @throws {RequestError} */
export function asObject(field: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof field === "object" && field !== null && !Array.isArray(field)) {
    return field as Record<string, unknown>;
  }
  throw new RequestError(400, `The request lacks the ${what}`);
}
