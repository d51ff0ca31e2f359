import type { Random } from "../../core/mod.ts";
import { COMPATIBILITY_LEVELS, type CompatibilityLevel } from "../../schemas/mod.ts";

/** Earlier versions of a schema, the one that shall follow them, and the level that is demanded. */
export interface RandomPair {
  readonly previous: readonly string[];
  readonly candidate: string;
  readonly level: CompatibilityLevel;
}

// deno-lint-ignore no-explicit-any
type Json = any;

const PRIMITIVES = ["boolean", "int", "long", "float", "double", "bytes", "string"];
const NAMES = ["a", "b", "c", "d", "e", "f"];
const SYMBOLS = ["RED", "GREEN", "BLUE", "GREY"];
const MAX_DEPTH = 3;

/** A chain of one to three versions, each a change or two away from its predecessor. */
export function randomPair(random: Random): RandomPair {
  const versions = [new Maker(random).schema()];
  const count = random.int(2, 4);
  while (versions.length < count) versions.push(changed(random, versions.at(-1)));
  const level = random.pick(COMPATIBILITY_LEVELS.filter((name) => name !== "NONE"));
  const texts = versions.map((version) => JSON.stringify(version));
  return { previous: texts.slice(0, -1), candidate: texts.at(-1)!, level };
}

class Maker {
  readonly #random: Random;
  /** Names must be defined once, and before they are used. */
  readonly #defined: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  schema(): Json {
    const random = this.#random;
    return random.int(0, 9) === 0 ? this.#type(1) : this.#record(1);
  }

  #name(prefix: string): string {
    const name = `${prefix}${this.#defined.length}`;
    this.#defined.push(name);
    return name;
  }

  #record(depth: number): Json {
    const random = this.#random;
    const name = this.#name("Record");
    const names = NAMES.slice(0, random.int(1, 5));
    return {
      type: "record",
      name,
      ...(random.int(0, 4) === 0 ? { namespace: "shop.v1" } : {}),
      fields: names.map((field) => this.#field(field, name, depth)),
    };
  }

  #field(name: string, record: string, depth: number): Json {
    const random = this.#random;
    const isRecursive = random.int(0, 11) === 0;
    const type = isRecursive ? ["null", record] : this.#type(depth + 1);
    const fallback = random.int(0, 1) === 0 ? undefined : defaultOf(type);
    return { name, type, ...(fallback === undefined ? {} : { default: fallback }) };
  }

  #type(depth: number): Json {
    const random = this.#random;
    const kind = depth >= MAX_DEPTH ? 0 : random.int(0, 9);
    if (kind < 4) return random.pick(PRIMITIVES);
    if (kind === 4) return { type: "array", items: this.#type(depth + 1) };
    if (kind === 5) return { type: "map", values: this.#type(depth + 1) };
    if (kind === 6) {
      const symbols = SYMBOLS.slice(0, random.int(1, 4));
      const fallback = random.int(0, 2) === 0 ? { default: symbols[0] } : {};
      return { type: "enum", name: this.#name("Enum"), symbols, ...fallback };
    }
    if (kind === 7) return { type: "fixed", name: this.#name("Fixed"), size: random.int(1, 3) };
    if (kind === 8) return this.#record(depth + 1);
    const branches = PRIMITIVES.filter(() => random.int(0, 3) === 0).slice(0, 3);
    return ["null", ...branches, ...(random.int(0, 2) === 0 ? [this.#record(depth + 1)] : [])];
  }
}

/** A default that fits, for the types that have a simple one. */
function defaultOf(type: Json): Json {
  if (Array.isArray(type)) return type[0] === "null" ? null : defaultOf(type[0]);
  const kind = typeof type === "string" ? type : type.type;
  if (kind === "boolean") return false;
  if (["int", "long"].includes(kind)) return 7;
  if (["float", "double"].includes(kind)) return 1.5;
  if (["string", "bytes"].includes(kind)) return "x";
  if (kind === "enum") return type.symbols[0];
  if (kind === "array") return [];
  if (kind === "map") return {};
  return undefined;
}

/** One or two changes of a kind that people make, or make by mistake. */
function changed(random: Random, schema: Json): Json {
  const copy = structuredClone(schema);
  const changes = random.int(0, 2);
  let root = { type: copy };
  for (let change = 0; change < changes; change++) root = changeOnce(random, root);
  return root.type;
}

function changeOnce(random: Random, root: { type: Json }): { type: Json } {
  const holders = holdersOf(root);
  const records = holders.map(({ type }) => type).filter((type) => type?.type === "record");
  if (records.length > 0 && random.int(0, 1) === 0) changeFields(random, random.pick(records));
  else changeType(random, random.pick(holders));
  return root;
}

/** Everything that has a type of its own: the root, fields, items, values. */
function holdersOf(root: { type: Json }): { type: Json }[] {
  const found: { type: Json }[] = [];
  const visit = (holder: { type: Json }) => {
    found.push(holder);
    const { type } = holder;
    if (type?.type === "record") type.fields.forEach(visit);
  };
  visit(root);
  return found;
}

function changeFields(random: Random, record: Json): void {
  const { fields } = record;
  const index = random.int(0, fields.length - 1);
  const field = fields[index];
  switch (random.int(0, 6)) {
    case 0:
      return void fields.push({ name: freshName(record), type: "string", default: "" });
    case 1:
      return void fields.push({ name: freshName(record), type: random.pick(PRIMITIVES) });
    case 2:
      return void (fields.length > 1 && !definesNames(field) && fields.splice(index, 1));
    case 3:
      fields[index] = { ...field, name: freshName(record), aliases: [field.name] };
      return;
    case 4:
      fields[index] = { ...field, name: freshName(record) };
      return;
    case 5:
      delete field.default;
      return;
    default: {
      const fallback = defaultOf(field.type);
      if (fallback !== undefined) field.default = fallback;
    }
  }
}

function changeType(random: Random, holder: Json): void {
  const { type } = holder;
  if (Array.isArray(type)) return changeUnion(random, holder);
  if (typeof type === "string") {
    if (!PRIMITIVES.includes(type)) return;
    delete holder.default;
    holder.type = random.int(0, 2) === 0 ? ["null", type] : random.pick(PRIMITIVES);
    return;
  }
  if (type.type === "enum") {
    holder.type = { ...type, symbols: SYMBOLS.slice(0, random.int(1, 4)) };
    delete holder.type.default;
    if (random.int(0, 1) === 0) holder.type.default = SYMBOLS[0];
    delete holder.default;
  } else if (type.type === "fixed") {
    type.size = random.int(1, 3);
  } else if (type.type === "array" && typeof type.items === "string") {
    type.items = random.pick(PRIMITIVES);
  } else if (type.type === "map" && typeof type.values === "string") {
    type.values = random.pick(PRIMITIVES);
  } else if (type.type === "record") {
    renameRecord(random, type);
  }
}

/** Recursive fields know a record by its name, so only one that isn't used so is renamed. */
function renameRecord(random: Random, record: Json): void {
  if (JSON.stringify(record.fields).includes(`"${record.name}"`)) return;
  const namespace = record.namespace === undefined ? "" : `${record.namespace}.`;
  const old = `${namespace}${record.name}`;
  if (random.int(0, 1) === 0) record.aliases = [old];
  if (random.int(0, 2) === 0) record.namespace = "shop.v2";
  else record.name = `${record.name}x`;
}

function changeUnion(random: Random, holder: Json): void {
  const { type } = holder;
  const missing = PRIMITIVES.filter((name) => !type.includes(name));
  const index = random.int(0, type.length - 1);
  delete holder.default;
  if (random.int(0, 1) === 0 && missing.length > 0) {
    holder.type = [...type, random.pick(missing)];
  } else if (type.length > 1 && typeof type[index] === "string") {
    holder.type = type.filter((_: Json, at: number) => at !== index);
  }
}

function freshName(record: Json): string {
  const taken = new Set(
    record.fields.flatMap(({ name, aliases = [] }: Json) => [name, ...aliases]),
  );
  return ["g", "h", "i", "j", "k", "l", "m", "n"].find((name) => !taken.has(name)) ?? "z";
}

function definesNames(field: Json): boolean {
  return JSON.stringify(field).includes('"name":', 2) && typeof field.type === "object";
}
