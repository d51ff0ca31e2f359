import { WorkshopError } from "../core/mod.ts";

/** A schema that is none: it breaks the specification of its own language. */
export class InvalidSchemaError extends WorkshopError {
  /** `problem` is a sentence about the schema: `It has no type`. */
  constructor(problem: string, place = "") {
    super(
      `${place === "" ? "The schema is invalid" : `The schema is invalid at ${place}`}: ${problem}`,
      { code: "SCHEMA_INVALID" },
    );
  }
}
