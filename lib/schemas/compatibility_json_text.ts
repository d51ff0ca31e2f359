import { InvalidSchemaError } from "./compatibility_errors.ts";

/**
 * Reads JSON without losing digits: a number that JavaScript would write otherwise (`1.0`, 2⁶³) is
 * kept as its text, which `JSON.stringify` writes back as it was.
 *
 * @throws {InvalidSchemaError} when it is no JSON
 */
export function parseJson(text: string): unknown {
  try {
    return rawJson.parse(text, (_key, value, { source }) => {
      if (typeof value !== "number" || source === undefined) return value;
      return String(value) === source ? value : rawJson.rawJSON(source);
    });
  } catch (cause) {
    if (cause instanceof RangeError) throw new InvalidSchemaError("It is nested too deeply");
    throw new InvalidSchemaError("It is no JSON");
  }
}

/** A JSON number, however it is kept; `undefined` for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return rawJson.isRawJSON(value) ? Number((value as { rawJSON: string }).rawJSON) : undefined;
}

/** The digits of a JSON number as they were written. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return rawJson.isRawJSON(value) ? (value as { rawJSON: string }).rawJSON : undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !rawJson.isRawJSON(value);
}

/** Not in the type checker's library yet. */
const rawJson = JSON as unknown as {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
};
