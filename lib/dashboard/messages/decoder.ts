import { messageOf, WorkshopError } from "../../core/mod.ts";
import { isWireFormat } from "../../schemas/mod.ts";

/** Makes values of bytes that Confluent's serializers framed; lib/schemas' `AvroDeserializer` is one. */
export interface AvroSource {
  /** The value and what wrote it. @throws {WorkshopError} when it can't be read, or nobody can be asked */
  deserialize(bytes: Uint8Array): Promise<{
    /** Longs as bigints, bytes as Uint8Array. */
    readonly value: unknown;
    /** The registry's id of the schema. */
    readonly schemaId: number;
    /** The schema; its name is shown. */
    readonly writerSchema: { readonly name: string };
  }>;
}

/** What became of framed bytes. */
export type Decoded =
  | {
    readonly kind: "avro";
    readonly text: string;
    readonly schemaId: number;
    readonly schema: string;
  }
  | { readonly kind: "problem"; readonly schemaId: number; readonly problem: string };

/** How long a registry that is away is not asked again. */
const AWAY_MS = 5000;

/** Decodes framed bytes to JSON text, and says what hinders it; it never throws. */
export class RecordDecoder {
  readonly #avro: AvroSource | undefined;
  readonly #nowMs: () => number;
  #away: { readonly untilMs: number; readonly problem: string } | undefined;

  /** Without a source, framed bytes are told as what they are and stay bytes. */
  constructor(avro: AvroSource | undefined, nowMs: () => number = () => performance.now()) {
    this.#avro = avro;
    this.#nowMs = nowMs;
  }

  /** `undefined` for bytes that are not framed. */
  async decode(bytes: Uint8Array | null): Promise<Decoded | undefined> {
    if (bytes === null || !isWireFormat(bytes)) return undefined;
    const schemaId = new DataView(bytes.buffer, bytes.byteOffset).getInt32(1);
    const problem = (text: string): Decoded => ({ kind: "problem", schemaId, problem: text });
    if (this.#avro === undefined) {
      return problem(`Schema ${schemaId} wrote this, and no schema registry is configured`);
    }
    if (this.#away !== undefined && this.#nowMs() < this.#away.untilMs) {
      return problem(this.#away.problem);
    }
    try {
      const { value, writerSchema } = await this.#avro.deserialize(bytes);
      return { kind: "avro", text: exactJson(value), schemaId, schema: writerSchema.name };
    } catch (error) {
      const text = messageOf(error);
      if (error instanceof WorkshopError && error.outage) {
        this.#away = { untilMs: this.#nowMs() + AWAY_MS, problem: text };
      }
      return problem(text);
    }
  }
}

/** JSON of a decoded value: longs with every digit, bytes as `{"base64": …}`. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return { base64: part.toBase64() };
    if (typeof part === "number" && !Number.isFinite(part)) return String(part);
    return typeof part === "bigint" ? rawJson(String(part)) : part;
  });
}

/** JSON.rawJSON of ECMAScript, which TypeScript's library doesn't have yet. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
