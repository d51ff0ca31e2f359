import { messageOf, type Random } from "../../lib/core/mod.ts";
import { avroReader, type AvroSchema, encodeAvro, parseAvroSchema } from "../../lib/schemas/mod.ts";
import { eventOf } from "./cases.ts";
import type { RecordSchema } from "./stub.ts";

/** How many events are written for each question; no enum has as many symbols. */
const EVENTS = 12;

/** An event that was written, and what the reader made of it. */
export interface Read {
  readonly written: Readonly<Record<string, unknown>>;
  readonly read: Readonly<Record<string, unknown>>;
}

/** What became of events that one schema wrote and another read. */
export type Reading =
  | { readonly all: readonly Read[] }
  | { readonly unreadable: string };

/** The schema as Avro has it; a text is what is wrong with it. */
export function parsed(schema: unknown): AvroSchema | string {
  try {
    return parseAvroSchema(JSON.stringify(schema) ?? "null");
  } catch (error) {
    return messageOf(error);
  }
}

/** Writes random events by one schema and reads them by the other, with every symbol and branch. */
export function readAcross(random: Random, writer: RecordSchema, reader: RecordSchema): Reading {
  const from = parseAvroSchema(writer);
  try {
    const { read } = avroReader(from, parseAvroSchema(reader));
    const all = Array.from({ length: EVENTS }, (_, at) => {
      const written = eventOf(random, writer, at);
      const value = read(encodeAvro(from, written)) as Readonly<Record<string, unknown>>;
      return { written, read: value };
    });
    return { all };
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}

/** Whether every event that `writer` writes can be read as `reader`. */
export function canRead(random: Random, writer: RecordSchema, reader: RecordSchema): boolean {
  return "all" in readAcross(random, writer, reader);
}

/** Whether a value is still the same, whatever type holds it now. */
export function isSame(written: unknown, read: unknown): boolean {
  return plain(written) === plain(read);
}

function plain(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return String(value);
}
