import { WorkshopError } from "../core/mod.ts";

/** A schema that is none, or that can't be used; a retry can't help. */
export class AvroSchemaError extends WorkshopError {
  /** JSON pointer (RFC 6901) to the refused place in the schema, empty for the whole of it. */
  readonly pointer: string;

  /** Says what is wrong with the place `pointer` of the schema. */
  constructor(pointer: string, problem: string, cause?: unknown) {
    const place = pointer === "" ? "The Avro schema" : `${pointer} of the Avro schema`;
    super(`${place} ${problem}: correct the schema`, { code: "AVRO_SCHEMA_INVALID", cause });
    this.pointer = pointer;
  }
}

/** A value that does not fit its Avro schema; nothing was sent. It quotes nothing of the value. */
export class AvroValueError extends WorkshopError {
  /** JSON pointer to the refused place in the value; `*` stands for a map's key. */
  readonly pointer: string;

  /** Says what the place `pointer` of the value should be by `schemaName`. */
  constructor(pointer: string, problem: string, schemaName: string) {
    const place = pointer === "" ? "The value" : `${pointer} of the value`;
    super(`${place} ${problem}: compare it with the Avro schema ${schemaName}`, {
      code: "AVRO_VALUE_INVALID",
    });
    this.pointer = pointer;
  }
}

/** Bytes that are no value of their schema; a retry can't help. It quotes nothing of them. */
export class AvroDecodeError extends WorkshopError {
  /** What refused the record, for dead letters. */
  readonly stage = "deserialize";
  /** JSON pointer to the place in the value that could not be read; `*` stands for a map's key. */
  readonly pointer: string;

  /** Says what is wrong with the bytes of the place `pointer`. */
  constructor(pointer: string, problem: string, schemaName: string) {
    const place = pointer === "" ? "The payload" : `${pointer} of the payload`;
    super(`${place} ${problem}: it was not written with the Avro schema ${schemaName}`, {
      code: "AVRO_PAYLOAD_INVALID",
    });
    this.pointer = pointer;
  }
}

/** Two schemas of which one can't read what the other wrote; a retry can't help. */
export class AvroResolutionError extends WorkshopError {
  /** What refused the record, for dead letters. */
  readonly stage = "deserialize";
  /** JSON pointer to the place in the value, by the writer's field names. */
  readonly pointer: string;

  /** Says why the reader's schema can't read the place `pointer` of what the writer's wrote. */
  constructor(pointer: string, problem: string, names: { writer: string; reader: string }) {
    const place = pointer === "" ? "the whole value" : pointer;
    super(
      `Avro schema ${names.reader} can't read what ${names.writer} wrote, at ${place}: ${problem}`,
      { code: "AVRO_SCHEMAS_INCOMPATIBLE" },
    );
    this.pointer = pointer;
  }
}

/** Bytes that are not framed as Confluent's serializers frame them; a retry can't help. */
export class WireFormatError extends WorkshopError {
  /** What refused the record, for dead letters. */
  readonly stage = "deserialize";

  /** Says what the bytes begin with instead. */
  constructor(problem: string) {
    super(
      `The record's value ${problem}: a value of Avro begins with byte 0 and a schema id of 4 bytes`,
      { code: "NOT_WIRE_FORMAT" },
    );
  }
}

/** A record names a schema that the registry does not have; a retry can't help. */
export class UnknownSchemaIdError extends WorkshopError {
  /** What refused the record, for dead letters. */
  readonly stage = "deserialize";
  /** The id that the record names. */
  readonly schemaId: number;

  /** Names the id and the registry that was asked. */
  constructor(schemaId: number, registry: string, cause?: unknown) {
    super(
      `The schema registry ${registry} has no schema ${schemaId}: the record came from a producer ` +
        "of another registry, or is no Avro",
      { code: "SCHEMA_ID_UNKNOWN", cause },
    );
    this.schemaId = schemaId;
  }
}

/**
 * A problem found while a value is read or written; who is above it in the value adds its name to
 * the path, and the outermost makes a proper error of it.
 */
export class ProblemAt {
  readonly problem: string;
  readonly kind: "value" | "schemas";
  readonly #path: string[] = [];

  constructor(problem: string, kind: "value" | "schemas" = "value") {
    this.problem = problem;
    this.kind = kind;
  }

  /** The same problem seen from one level above. */
  under(name: string | number): this {
    this.#path.push(String(name));
    return this;
  }

  get pointer(): string {
    return this.#path.toReversed().map(pointerPart).join("");
  }
}

/** A part of a JSON pointer. */
export function pointerPart(name: string | number): string {
  return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
