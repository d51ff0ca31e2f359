import { boundProblems } from "./compatibility_json_limits.ts";
import { restProblems } from "./compatibility_json_object.ts";
import { type CompareNodes, type JsonProblem, step } from "./compatibility_json_problems.ts";
import type { JsonArray, JsonNode } from "./compatibility_json_types.ts";

/** What two lists differ in. */
export function arrayProblems(
  reader: JsonArray,
  writer: JsonArray,
  path: string,
  compare: CompareNodes,
): JsonProblem[] {
  const problems = [
    ...compare(reader.items, writer.items, `${path}/items`),
    ...firstProblems(reader, writer, path, compare),
    ...restProblems(reader.rest, writer.rest, `${path}/additionalItems`, compare),
    ...boundProblems(reader.bounds, writer.bounds, path),
  ];
  if (!reader.isUnique || writer.isUnique) return problems;
  const message = "uniqueItems are demanded, what was written may hold an item twice";
  return [...problems, { path: `${path}/uniqueItems`, message }];
}

function firstProblems(
  reader: JsonArray,
  writer: JsonArray,
  path: string,
  compare: CompareNodes,
): JsonProblem[] {
  const count = Math.max(reader.first.length, writer.first.length);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const at = `${path}/items${step(index)}`;
    const now = reader.first[index];
    const before = writer.first[index];
    if (now === undefined) return goneProblems(index, { reader, before: before!, at, compare });
    if (before === undefined) return newProblems(index, { now, writer, at, compare });
    return compare(now, before, at);
  });
}

function newProblems(
  index: number,
  { now, writer, at, compare }: {
    readonly now: JsonNode;
    readonly writer: JsonArray;
    readonly at: string;
    readonly compare: CompareNodes;
  },
): readonly JsonProblem[] {
  if (writer.rest?.kind === "nothing" || now.kind === "any") return [];
  if (writer.rest !== undefined) return compare(now, writer.rest, at);
  const message = `item ${index} is new, and what was written may hold anything there: ` +
    "additionalItems were not refused";
  return [{ path: at, message }];
}

function goneProblems(
  index: number,
  { reader, before, at, compare }: {
    readonly reader: JsonArray;
    readonly before: JsonNode;
    readonly at: string;
    readonly compare: CompareNodes;
  },
): readonly JsonProblem[] {
  if (reader.rest === undefined || before.kind === "nothing") return [];
  if (reader.rest.kind !== "nothing") return compare(reader.rest, before, at);
  const message = `item ${index} may have been written, and additionalItems are refused`;
  return [{ path: at, message }];
}
