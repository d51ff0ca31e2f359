import { ByteSource } from "./avro_bytes.ts";
import { AvroDecodeError, AvroResolutionError, ProblemAt } from "./avro_errors.ts";
import { type AvroSchema, nodeOfSchema } from "./avro_node.ts";
import { readerOf } from "./avro_resolution.ts";

/** Reads the values that one schema wrote as another schema has them. */
export interface AvroReader {
  /**
   * The value of a payload: longs are bigints, bytes are a Uint8Array of their own, records and maps
   * are plain objects.
   *
   * @throws {AvroDecodeError} when the bytes are no value of the writer's schema
   * @throws {AvroResolutionError} when the reader's schema has no place for this value
   */
  read(bytes: Uint8Array): unknown;
}

/**
 * Makes a reader of what `writer` wrote, by the rules of Avro's schema resolution: fields are found
 * by name or alias, new ones get their default, numbers are promoted. No payload makes it hold more
 * than the payload could, or go on for longer.
 *
 * @throws {AvroResolutionError} when no value could be read
 */
export function avroReader(writer: AvroSchema, reader: AvroSchema = writer): AvroReader {
  const names = { writer: writer.name, reader: reader.name };
  const read = located(names, () => readerOf(nodeOfSchema(writer), nodeOfSchema(reader)));
  return {
    read(bytes) {
      const source = new ByteSource(bytes);
      return located(names, () => {
        const value = read(source);
        if (source.left > 0) throw new ProblemAt(`is followed by ${source.left} bytes more`);
        return value;
      });
    },
  };
}

/**
 * The value of a payload without a frame; {@linkcode avroReader} is quicker for many of them.
 *
 * @throws {AvroDecodeError | AvroResolutionError} see {@linkcode AvroReader.read}
 */
export function decodeAvro(bytes: Uint8Array, writer: AvroSchema, reader = writer): unknown {
  return avroReader(writer, reader).read(bytes);
}

function located<T>(names: { writer: string; reader: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProblemAt)) throw error;
    throw error.kind === "schemas"
      ? new AvroResolutionError(error.pointer, error.problem, names)
      : new AvroDecodeError(error.pointer, error.problem, names.writer);
  }
}
