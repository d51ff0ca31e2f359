import type { JsonNode } from "./compatibility_json_types.ts";

/** Why what fits one schema does not always fit another. */
export interface JsonProblem {
  /** JSON pointer into the reader's schema, empty for the whole. */
  readonly path: string;
  /** A sentence without its place. */
  readonly message: string;
}

/** Compares what is within two schemas that are being compared. */
export type CompareNodes = (
  reader: JsonNode | undefined,
  writer: JsonNode | undefined,
  path: string,
) => readonly JsonProblem[];

/** A name as a step of a JSON pointer. */
export function step(name: string | number): string {
  return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
