import type { ConsumedRecord, Kafka } from "../../consumer/mod.ts";
import { messageOf, WorkshopError } from "../../core/mod.ts";
import {
  AvroDecodeError,
  type AvroReader,
  avroReader,
  AvroResolutionError,
  type AvroSchema,
  decodeWireFormat,
  isWireFormat,
  parseAvroSchema,
  type RegistryClient,
} from "../../schemas/mod.ts";
import { tailOf } from "./topic_tail.ts";

/** What is tried on which records. */
export interface ImpactRequest {
  /** The schema that is to read, plain Avro. */
  readonly schema: string;
  /** Whose records. */
  readonly topic: string;
  /** Whether their keys or their values are read. */
  readonly part: "key" | "value";
  /** How many of the latest. */
  readonly limit: number;
}

/** A record that was tried. */
export interface TriedRecord {
  /** Its partition. */
  readonly partition: number;
  /** Its offset. */
  readonly offset: string;
  /** Its time, milliseconds since 1970. */
  readonly timestampMs: number;
  /** Whether the schema reads it; `null` when there was nothing to read. */
  readonly readable: boolean | null;
  /** The id of the schema that wrote it; `null` when it names none. */
  readonly schemaId: number | null;
  /** Why it can't be read, or why there was nothing to; "" when it was read. */
  readonly problem: string;
  /** JSON pointer to the place in the value; "" for the whole. */
  readonly pointer: string;
  /** The value as its writer's schema reads it, shortened; "" when it can't be told. */
  readonly value: string;
}

/** What a schema does to the latest records of a topic. */
export interface SchemaImpact {
  /** The topic. */
  readonly topic: string;
  /** Keys or values. */
  readonly part: "key" | "value";
  /** How many records were tried. */
  readonly tried: number;
  /** How many of them it reads. */
  readonly readable: number;
  /** How many it can't read. */
  readonly broken: number;
  /** How many held nothing to read: null, or bytes that no registry's serializer wrote. */
  readonly others: number;
  /** Why fewer records were tried than were asked for; `null` when they weren't. */
  readonly cut: string | null;
  /** Those that it can't read first, then the others, the latest first; at most 200. */
  readonly records: readonly TriedRecord[];
}

const MAX_SHOWN = 200;
const VALUE_LENGTH = 400;

/** Tries a schema as reader on the latest records of a topic. */
export async function schemaImpact(
  ports: { readonly kafka: Pick<Kafka, "admin" | "read">; readonly registry: RegistryClient },
  { schema, topic, part, limit }: ImpactRequest,
  signal: AbortSignal,
): Promise<SchemaImpact> {
  const reader = parseAvroSchema(schema);
  const { records, cut } = await tailOf(ports.kafka, { topic, limit, signal });
  const readers = new Readers(ports.registry, reader);
  const tried: TriedRecord[] = [];
  for (const record of records) tried.push(await tryRecord(record, part, readers));
  const rank = ({ readable }: TriedRecord) => readable === false ? 0 : readable === null ? 1 : 2;
  return {
    topic,
    part,
    tried: tried.length,
    readable: tried.filter(({ readable }) => readable === true).length,
    broken: tried.filter(({ readable }) => readable === false).length,
    others: tried.filter(({ readable }) => readable === null).length,
    cut,
    records: tried.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SHOWN),
  };
}

async function tryRecord(
  record: ConsumedRecord,
  part: "key" | "value",
  readers: Readers,
): Promise<TriedRecord> {
  const { partition, offset, timestampMs } = record;
  const place = { partition, offset: String(offset), timestampMs };
  const nothing = { ...place, readable: null, schemaId: null, pointer: "", value: "" };
  const bytes = record[part];
  if (bytes === null) return { ...nothing, problem: `Its ${part} is null` };
  if (!isWireFormat(bytes)) {
    return { ...nothing, problem: `Its ${part} names no schema: it is not framed for a registry` };
  }
  const { schemaId, payload } = decodeWireFormat(bytes);
  const known = await readers.of(schemaId);
  const seen = { ...place, schemaId, value: known.value(payload) };
  try {
    known.reader().read(payload);
    return { ...seen, readable: true, problem: "", pointer: "" };
  } catch (error) {
    if (!isAboutSchemas(error)) throw error;
    const pointer = "pointer" in error ? String(error.pointer) : "";
    return { ...seen, readable: false, problem: error.message, pointer };
  }
}

function isAboutSchemas(error: unknown): error is WorkshopError {
  return error instanceof AvroResolutionError || error instanceof AvroDecodeError ||
    error instanceof WorkshopError && !error.outage && !error.retriable;
}

/** One writer's schema and what the new one makes of it. */
interface Known {
  /** @throws {WorkshopError} when the writer's schema can't be had, or nothing of it can be read */
  readonly reader: () => AvroReader;
  /** The value as the writer meant it. */
  readonly value: (payload: Uint8Array) => string;
}

/** Readers of what each writer's schema wrote, made once for each. */
class Readers {
  readonly #registry: RegistryClient;
  readonly #schema: AvroSchema;
  readonly #known = new Map<number, Promise<Known>>();

  constructor(registry: RegistryClient, schema: AvroSchema) {
    this.#registry = registry;
    this.#schema = schema;
  }

  of(schemaId: number): Promise<Known> {
    const known = this.#known.get(schemaId) ?? this.#make(schemaId);
    this.#known.set(schemaId, known);
    return known;
  }

  async #make(schemaId: number): Promise<Known> {
    const writer = await this.#writer(schemaId);
    if (writer instanceof Error) return { reader: () => refuse(writer), value: () => "" };
    const own = avroReader(writer);
    const value = (payload: Uint8Array) => shownBy(own, payload);
    try {
      const reader = avroReader(writer, this.#schema);
      return { reader: () => reader, value };
    } catch (error) {
      return { reader: () => refuse(error), value };
    }
  }

  async #writer(schemaId: number): Promise<AvroSchema | Error> {
    try {
      const found = await this.#registry.schemaById(schemaId);
      const { schemaType = "AVRO" } = found;
      if (schemaType !== "AVRO") {
        const message = `Schema ${schemaId}, which wrote it, is ${schemaType}: only Avro is tried`;
        return new WorkshopError(message, { code: "NOT_AVRO" });
      }
      return parseAvroSchema(found.schema, { references: await this.#registry.referenced(found) });
    } catch (error) {
      if (error instanceof WorkshopError && !error.outage) return error;
      throw error;
    }
  }
}

function refuse(error: unknown): never {
  throw error;
}

function shownBy(reader: AvroReader, payload: Uint8Array): string {
  try {
    const text = JSON.stringify(reader.read(payload), (_, value) =>
      typeof value === "bigint"
        ? String(value)
        : value instanceof Uint8Array
        ? `0x${value.toHex()}`
        : value) ?? "";
    return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
  } catch (error) {
    return messageOf(error);
  }
}
