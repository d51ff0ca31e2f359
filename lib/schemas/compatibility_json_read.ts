import { arrayProblems } from "./compatibility_json_array.ts";
import { numberProblems, textProblems, valueProblems } from "./compatibility_json_limits.ts";
import { objectProblems } from "./compatibility_json_object.ts";
import type { JsonProblem } from "./compatibility_json_problems.ts";
import {
  isCombined,
  type JsonCombined,
  type JsonNode,
  nodeName,
} from "./compatibility_json_types.ts";

/** More references to references than any schema has that isn't a circle of them. */
const MAX_REFERENCES = 50;

/**
 * Says what keeps values that fit a writer's schema from fitting a reader's, by the rules of
 * Confluent's registry: a change counts by itself, wherever it stands. Nothing when all fit.
 */
export function jsonReadProblems(reader: JsonNode, writer: JsonNode): readonly JsonProblem[] {
  return new ReaderWriter().compare(reader, writer, "");
}

class ReaderWriter {
  /** What was found out of a pair, and where; a pair that is being compared holds no problem so far. */
  readonly #found = new Map<JsonNode, Map<JsonNode, Found>>();

  compare(
    given: JsonNode | undefined,
    givenBefore: JsonNode | undefined,
    path: string,
  ): readonly JsonProblem[] {
    if (given === undefined) return [];
    const reader = resolved(given);
    if (reader.kind === "any") return [];
    if (givenBefore === undefined) {
      const message = `${nodeName(reader)} is demanded, what was written may be anything`;
      return [{ path, message }];
    }
    const writer = resolved(givenBefore);
    const ofReader = this.#found.getOrInsertComputed(reader, () => new Map());
    const known = ofReader.get(writer);
    if (known !== undefined) return rebased(known, path);
    ofReader.set(writer, { path, problems: [] });
    const problems = this.#compareAnew(reader, writer, path);
    ofReader.set(writer, { path, problems });
    return problems;
  }

  #compareAnew(reader: JsonNode, writer: JsonNode, path: string): readonly JsonProblem[] {
    if (isCombined(reader) && isCombined(writer)) return this.#parts(reader, writer, path);
    if (isCombined(reader)) {
      if (reader.parts.length === 1) return this.compare(reader.parts[0], writer, path);
      if (this.#readsByPart(reader, writer, path)) return [];
    }
    if (isCombined(writer)) {
      if (writer.parts.length === 1) return this.compare(reader, writer.parts[0], path);
      if (this.#partIsRead(reader, writer, path)) return [];
    }
    if ("values" in reader && "values" in writer) return valueProblems(reader, writer, path);
    if (reader.kind !== writer.kind) {
      if (writer.kind === "nothing") return [];
      return [{ path, message: `${nodeName(reader)} can't be read from ${nodeName(writer)}` }];
    }
    return this.#sameKind(reader, writer, path);
  }

  #sameKind(reader: JsonNode, writer: JsonNode, path: string): readonly JsonProblem[] {
    const compare = this.compare.bind(this);
    if (reader.kind === "string" && writer.kind === "string") {
      return textProblems(reader, writer, path);
    }
    if (reader.kind === "number" && writer.kind === "number") {
      return numberProblems(reader, writer, path);
    }
    if (reader.kind === "object" && writer.kind === "object") {
      return objectProblems(reader, writer, path, compare);
    }
    if (reader.kind === "array" && writer.kind === "array") {
      return arrayProblems(reader, writer, path, compare);
    }
    if (reader.kind === "not" && writer.kind === "not") {
      // What must not fit is compared the other way round.
      if (this.compare(writer.node, reader.node, `${path}/not`).length === 0) return [];
      return [{ path: `${path}/not`, message: "it excludes more than what was written excluded" }];
    }
    if (reader.kind !== "$ref" || reader.text === writer.text) return [];
    return [{ path, message: "it refers to another schema, which is not at hand" }];
  }

  /** One part that reads it is enough for `anyOf` and `oneOf`. */
  #readsByPart(reader: JsonCombined, writer: JsonNode, path: string): boolean {
    return reader.kind !== "allOf" &&
      reader.parts.some((part) => this.compare(part, writer, path).length === 0);
  }

  /** What fits all parts fits each of them. */
  #partIsRead(reader: JsonNode, writer: JsonCombined, path: string): boolean {
    return writer.kind === "allOf" &&
      writer.parts.some((part) => this.compare(reader, part, path).length === 0);
  }

  #parts(reader: JsonCombined, writer: JsonCombined, path: string): readonly JsonProblem[] {
    if (!mayFollow(reader, writer)) {
      return [{ path, message: `${reader.kind} can't be read from ${writer.kind}` }];
    }
    const [now, before] = [reader.parts.length, writer.parts.length];
    const at = `${path}/${reader.kind}`;
    const count = `it has ${now} parts, what was written ${before}`;
    if (reader.kind === "allOf" ? now > before : now < before) {
      return [{ path: at, message: count }];
    }
    const matches = writer.parts.map((part) =>
      reader.parts.flatMap((other, index) =>
        this.compare(other, part, `${at}/${index}`).length === 0 ? [index] : []
      )
    );
    const matched = matchingSize(matches);
    const wanted = Math.min(now, before);
    if (matched === wanted) return [];
    if (wanted === 1 && now === 1 && before === 1) {
      return this.compare(reader.parts[0], writer.parts[0], `${at}/0`);
    }
    const message = `only ${matched} of ${wanted} parts can be read from parts of what was written`;
    return [{ path: at, message }];
  }
}

interface Found {
  readonly path: string;
  readonly problems: readonly JsonProblem[];
}

function rebased({ path: from, problems }: Found, path: string): readonly JsonProblem[] {
  if (from === path) return problems;
  return problems.map((problem) => ({
    ...problem,
    path: path + problem.path.slice(from.length),
  }));
}

function resolved(node: JsonNode): JsonNode {
  let found = node;
  for (let steps = 0; steps < MAX_REFERENCES && found.kind === "$ref"; steps++) {
    const target = found.target();
    if (target === undefined) return found;
    found = target;
  }
  return found;
}

/** Which combination may be read with which. */
function mayFollow(reader: JsonCombined, writer: JsonCombined): boolean {
  if (reader.kind === writer.kind || reader.kind === "anyOf") return true;
  if (reader.kind === "oneOf") return writer.parts.length === 1;
  return writer.parts.length === 1 && reader.parts.length === 1;
}

/** How many writers' parts get a reader's part of their own, at most. */
function matchingSize(matches: readonly (readonly number[])[]): number {
  const takenBy = new Map<number, number>();
  const place = (part: number, tried: Set<number>): boolean =>
    matches[part]!.some((index) => {
      if (tried.has(index)) return false;
      tried.add(index);
      const other = takenBy.get(index);
      if (other !== undefined && !place(other, tried)) return false;
      takenBy.set(index, part);
      return true;
    });
  return matches.filter((_, part) => place(part, new Set())).length;
}
