import { InvalidSchemaError } from "./compatibility_errors.ts";
import { isObject, parseJson } from "./compatibility_json_text.ts";

/** One JSON document with schemas in it. */
export interface JsonDocument {
  readonly root: unknown;
  /** Schemas with an `$id` or an anchor, by both. */
  readonly named: ReadonlyMap<string, unknown>;
}

/** Where a reference leads. */
export interface JsonTarget {
  readonly raw: unknown;
  readonly document: JsonDocument;
}

const MAX_DEPTH = 200;

/** Reads a schema of JSON Schema and what it refers to by name. */
export class JsonDocuments {
  readonly main: JsonDocument;
  readonly #others = new Map<string, JsonDocument>();

  /** @throws {InvalidSchemaError} when one of them is no JSON Schema */
  constructor(
    schema: string,
    references: readonly { readonly name: string; readonly schema: string }[],
  ) {
    this.main = documentOf(schema);
    for (const { name, schema } of references) {
      const document = documentOf(schema);
      this.#others.set(name, document);
      const id = isObject(document.root) ? document.root["$id"] ?? document.root["id"] : undefined;
      if (typeof id === "string") this.#others.set(withoutFragment(id), document);
    }
  }

  /**
   * What a `$ref` in a document leads to, `undefined` when it is on the network.
   *
   * @throws {InvalidSchemaError} when it should be here and isn't
   */
  find(reference: string, from: JsonDocument): JsonTarget | undefined {
    const [place = "", fragment = ""] = reference.split(/#(.*)/s);
    const document = place === "" ? from : this.#documentAt(place, from);
    if (document === undefined) {
      const inside = from.named.get(place);
      if (inside !== undefined && fragment === "") return { raw: inside, document: from };
      if (/^[a-z][a-z\d+.-]*:/i.test(place)) return undefined;
      throw new InvalidSchemaError(
        `$ref "${reference}" names none of the schema's references: register it with them`,
      );
    }
    const raw = fragment === "" || fragment.startsWith("/")
      ? pointed(document.root, fragment)
      : document.named.get(`#${fragment}`);
    if (raw === undefined) throw new InvalidSchemaError(`$ref "${reference}" leads nowhere`);
    return { raw, document };
  }

  #documentAt(place: string, from: JsonDocument): JsonDocument | undefined {
    const id = isObject(from.root) ? from.root["$id"] ?? from.root["id"] : undefined;
    if (typeof id === "string" && withoutFragment(id) === place) return from;
    return this.#others.get(place);
  }
}

/** @throws {InvalidSchemaError} when the text is no JSON Schema */
function documentOf(text: string): JsonDocument {
  const root = parseJson(text);
  if (!isObject(root) && typeof root !== "boolean") {
    throw new InvalidSchemaError("A JSON Schema is an object, true or false");
  }
  const named = new Map<string, unknown>();
  collectNames(root, named, 0);
  return { root, named };
}

function collectNames(json: unknown, named: Map<string, unknown>, depth: number): void {
  if (depth > MAX_DEPTH) throw new InvalidSchemaError("It is nested too deeply");
  if (Array.isArray(json)) { for (const each of json) collectNames(each, named, depth + 1); }
  if (!isObject(json)) return;
  for (const keyword of ["$id", "id"]) {
    const id = json[keyword];
    if (typeof id === "string") named.set(id, json);
  }
  for (const keyword of ["$anchor", "$dynamicAnchor"]) {
    const anchor = json[keyword];
    if (typeof anchor === "string") named.set(`#${anchor}`, json);
  }
  for (const each of Object.values(json)) collectNames(each, named, depth + 1);
}

/** What a JSON pointer in a URI fragment leads to. */
function pointed(root: unknown, pointer: string): unknown {
  let found = root;
  for (const step of pointer.split("/").slice(1)) {
    const name = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(found)) found = found[Number(name)];
    else if (isObject(found) && Object.hasOwn(found, name)) found = found[name];
    else return undefined;
  }
  return found;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function withoutFragment(id: string): string {
  return id.replace(/#.*$/s, "");
}
