import type { JsonProblem } from "./compatibility_json_problems.ts";
import type { Bounds, JsonNumber, JsonString, JsonValues } from "./compatibility_json_types.ts";

/** Quotients of decimal fractions are whole but for the last digits. */
const NEARLY_WHOLE = 1e-9;
const SHOWN = 5;

/** Bounds that leave out what may have been written. */
export function boundProblems(reader: Bounds, writer: Bounds, path: string): JsonProblem[] {
  return Object.entries(reader).flatMap(([name, bound = 0]) => {
    const before = writer[name];
    const isLower = name.toLowerCase().includes("min");
    if (before !== undefined && (isLower ? bound <= before : bound >= before)) return [];
    const written = before === undefined ? "has none" : `has ${before}`;
    return [{
      path: `${path}/${name}`,
      message: `${name} is ${bound}, what was written ${written}`,
    }];
  });
}

/** What two texts differ in. */
export function textProblems(reader: JsonString, writer: JsonString, path: string): JsonProblem[] {
  const problems = boundProblems(reader.bounds, writer.bounds, path);
  if (reader.pattern === undefined || reader.pattern === writer.pattern) return problems;
  const before = writer.pattern === undefined ? "has none" : `has "${writer.pattern}"`;
  const message = `pattern is "${reader.pattern}", what was written ${before}`;
  return [...problems, { path: `${path}/pattern`, message }];
}

/** What two numbers differ in. */
export function numberProblems(
  reader: JsonNumber,
  writer: JsonNumber,
  path: string,
): JsonProblem[] {
  const problems = boundProblems(reader.bounds, writer.bounds, path);
  const { multipleOf } = reader;
  if (multipleOf !== undefined && !isMultiple(writer.multipleOf, multipleOf)) {
    const before = writer.multipleOf === undefined ? "has none" : `has ${writer.multipleOf}`;
    const message = `multipleOf is ${multipleOf}, what was written ${before}`;
    problems.push({ path: `${path}/multipleOf`, message });
  }
  if (reader.isInteger && !writer.isInteger) {
    problems.push({ path, message: "integer can't be read from number" });
  }
  return problems;
}

function isMultiple(of: number | undefined, part: number): boolean {
  if (of === undefined) return false;
  const quotient = of / part;
  return Math.round(quotient) >= 1 && Math.abs(quotient - Math.round(quotient)) < NEARLY_WHOLE;
}

/** Values that may have been written and are none of the reader's. */
export function valueProblems(
  reader: JsonValues,
  writer: JsonValues,
  path: string,
): JsonProblem[] {
  const missing = writer.values.filter((value) => !reader.values.includes(value));
  if (missing.length === 0) return [];
  const shown = missing.slice(0, SHOWN).join(", ");
  const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : "";
  const message = `${reader.kind} lacks ${shown}${more}, which may have been written`;
  return [{ path: `${path}/${reader.kind}`, message }];
}
