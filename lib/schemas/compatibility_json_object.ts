import { boundProblems } from "./compatibility_json_limits.ts";
import { type CompareNodes, type JsonProblem, step } from "./compatibility_json_problems.ts";
import type { JsonNode, JsonObject } from "./compatibility_json_types.ts";

/** What two objects differ in. */
export function objectProblems(
  reader: JsonObject,
  writer: JsonObject,
  path: string,
  compare: CompareNodes,
): JsonProblem[] {
  return [
    ...requiredProblems(reader, writer, path),
    ...propertyProblems(reader, writer, path, compare),
    ...demandProblems(reader, writer, path),
    ...dependentProblems(reader, writer, path, compare),
    ...restProblems(reader.rest, writer.rest, `${path}/additionalProperties`, compare),
    ...boundProblems(reader.bounds, writer.bounds, path),
  ];
}

/** What neither list nor object name themselves: refused or constrained where it was not. */
export function restProblems(
  reader: JsonNode | undefined,
  writer: JsonNode | undefined,
  path: string,
  compare: CompareNodes,
): readonly JsonProblem[] {
  if (reader === undefined) return [];
  const keyword = path.slice(path.lastIndexOf("/") + 1);
  if (reader.kind === "nothing" && writer?.kind !== "nothing") {
    return [{ path, message: `${keyword} are refused, what was written may have some` }];
  }
  if (writer?.kind === "nothing") return [];
  if (writer === undefined) {
    return [{
      path,
      message: `${keyword} are constrained, in what was written they may be anything`,
    }];
  }
  return compare(reader, writer, path);
}

/** Of properties that are new, the comparison of properties tells. */
function requiredProblems(reader: JsonObject, writer: JsonObject, path: string): JsonProblem[] {
  return [...reader.properties].flatMap(([name, node]) => {
    const isNew = reader.required.has(name) && !writer.required.has(name);
    if (!isNew || !writer.properties.has(name) || node.hasDefault) return [];
    const message = `property "${name}" is required and has no default, ` +
      "what was written may lack it";
    return [{ path: `${path}/required`, message }];
  });
}

function propertyProblems(
  reader: JsonObject,
  writer: JsonObject,
  path: string,
  compare: CompareNodes,
): JsonProblem[] {
  const names = new Set([...reader.properties.keys(), ...writer.properties.keys()]);
  return [...names].flatMap((name) => {
    const at = `${path}/properties${step(name)}`;
    const now = reader.properties.get(name);
    const before = writer.properties.get(name);
    if (now === undefined) return goneProblems(name, { reader, before: before!, at, compare });
    if (before === undefined) return newProblems(name, { reader, now, writer, at, compare });
    return compare(now, before, at);
  });
}

interface NewProperty {
  readonly reader: JsonObject;
  readonly now: JsonNode;
  readonly writer: JsonObject;
  readonly at: string;
  readonly compare: CompareNodes;
}

/** A property may be added where nothing else than the known ones could be written. */
function newProblems(
  name: string,
  { reader, now, writer, at, compare }: NewProperty,
): readonly JsonProblem[] {
  if (isOpen(writer)) {
    if (now.kind === "any") return [];
    const message = `property "${name}" is new, and what was written may hold anything under ` +
      "its name: additionalProperties were not refused";
    return [{ path: at, message }];
  }
  const covering = restFor(writer, name);
  const problems = covering === undefined ? [] : compare(now, covering, at);
  if (!reader.required.has(name) || now.hasDefault) return problems;
  const message = `property "${name}" is new, required and has no default`;
  return [...problems, { path: at, message }];
}

interface GoneProperty {
  readonly reader: JsonObject;
  readonly before: JsonNode;
  readonly at: string;
  readonly compare: CompareNodes;
}

/** A property may go where others than the known ones may be read. */
function goneProblems(
  name: string,
  { reader, before, at, compare }: GoneProperty,
): readonly JsonProblem[] {
  if (isOpen(reader) || before.kind === "nothing") return [];
  const covering = restFor(reader, name);
  if (covering !== undefined && covering.kind !== "nothing") return compare(covering, before, at);
  const message = `property "${name}" may have been written, and additionalProperties are refused`;
  return [{ path: at, message }];
}

function isOpen({ patterns, rest }: JsonObject): boolean {
  return patterns.length === 0 && rest === undefined;
}

/** What a property must be that has no schema of its own, if anything is said of it. */
function restFor({ patterns, rest }: JsonObject, name: string): JsonNode | undefined {
  const found = patterns.find(({ pattern }) => pattern?.test(name));
  if (found !== undefined) return found.node;
  return rest?.kind === "nothing" ? undefined : rest;
}

function demandProblems(reader: JsonObject, writer: JsonObject, path: string): JsonProblem[] {
  return [...reader.demands].flatMap(([name, demanded]) => {
    const before = writer.demands.get(name) ?? new Set();
    const missing = [...demanded].filter((each) => !before.has(each));
    if (missing.length === 0 && writer.demands.has(name)) return [];
    const message = `property "${name}" demands ${[...demanded].join(", ")}, ` +
      "what was written may lack them";
    return [{ path: `${path}/dependencies${step(name)}`, message }];
  });
}

function dependentProblems(
  reader: JsonObject,
  writer: JsonObject,
  path: string,
  compare: CompareNodes,
): JsonProblem[] {
  return [...reader.dependents].flatMap(([name, node]) =>
    compare(node, writer.dependents.get(name), `${path}/dependencies${step(name)}`)
  );
}
