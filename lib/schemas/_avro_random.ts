import { Buffer } from "node:buffer";
import type { Random } from "../core/mod.ts";
import { type AvroNode, branchName, type UnionNode } from "./avro_node.ts";

/** A random Avro schema as JSON: every kind of type, named types used again, recursive ones too. */
export function randomSchema(random: Random): unknown {
  return new SchemaMaker(random).any(0);
}

class SchemaMaker {
  readonly #random: Random;
  readonly #names: string[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  any(depth: number): unknown {
    const random = this.#random;
    const simple = depth >= 4 || random.next() < 0.4;
    if (simple) {
      return random.pick(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);
    }
    switch (random.int(0, 7)) {
      case 0:
        return { type: "array", items: this.any(depth + 1) };
      case 1:
        return { type: "map", values: this.any(depth + 1) };
      case 2:
        return { type: "enum", name: this.#used(this.#name()), symbols: ["A", "B", "C"] };
      case 3:
        return { type: "fixed", name: this.#used(this.#name()), size: random.int(0, 20) };
      case 4:
        return this.#union(depth);
      case 5:
        return this.#names.length > 0 ? random.pick(this.#names) : "string";
      default:
        return this.#record(depth);
    }
  }

  #record(depth: number): unknown {
    const name = this.#name();
    const fields: unknown[] = Array.from({ length: this.#random.int(0, 5) }, (_, at) => ({
      name: this.#random.pick([`f${at}`, `constructor${at}`, `_${at}`]),
      type: this.any(depth + 1),
    }));
    if (this.#random.next() < 0.3) fields.push({ name: "next", type: ["null", name] });
    // Only now: before, it could hold itself without an end.
    this.#names.push(name);
    return { type: "record", name, fields };
  }

  #union(depth: number): unknown {
    const branches: unknown[] = [];
    const kinds = new Set<string>();
    for (let more = this.#random.int(1, 4); more > 0; more--) {
      const known = this.#names.length;
      const branch = this.any(depth + 1);
      const kind = Array.isArray(branch) ? undefined : kindOf(branch);
      if (kind === undefined || kinds.has(kind)) {
        // What it defined is gone with it.
        this.#names.length = known;
        continue;
      }
      kinds.add(kind);
      branches.push(branch);
    }
    return branches.length > 0 ? branches : ["null", "string"];
  }

  #name(): string {
    return `n${this.#random.int(1, 3)}.T${++this.#count}`;
  }

  #used(name: string): string {
    this.#names.push(name);
    return name;
  }
}

function kindOf(schema: unknown): string {
  if (typeof schema === "string") return schema;
  const { type, name } = schema as { readonly type: string; readonly name?: string };
  return name ?? type;
}

/** A random value of a type: longs are numbers, so that avsc takes it too. */
export function randomValue(node: AvroNode, random: Random, depth = 0): unknown {
  const inner = (part: AvroNode) => randomValue(part, random, depth + 1);
  const many = () => Array.from({ length: depth > 6 ? 0 : random.int(0, 3) });
  switch (node.kind) {
    case "null":
      return null;
    case "boolean":
      return random.next() < 0.5;
    case "int":
      return random.pick([
        0,
        -1,
        1,
        63,
        64,
        -65,
        8192,
        0x7fffffff,
        -0x80000000,
        random.int(-9e8, 9e8),
      ]);
    case "long":
      return random.pick([0, -1, 2 ** 31, -(2 ** 40), 2 ** 52, random.int(-4e15, 4e15)]);
    case "float":
      return random.pick([0, -0.5, 1.5, 2 ** 100, Infinity]);
    case "double":
      return random.pick([0, -0.1, 1e300, -Infinity, random.next()]);
    case "bytes":
      return Buffer.from(random.bytes(random.int(0, 20)));
    case "fixed":
      return Buffer.from(random.bytes(node.size));
    case "string":
      return random.pick(["", "Yogyakarta", "\ufeffdé", "🙂", "x".repeat(300)]);
    case "enum":
      return random.pick(node.symbols);
    case "array":
      return many().map(() => inner(node.items));
    case "map":
      return Object.fromEntries(many().map((_, at) => [`k${at}`, inner(node.values)]));
    case "union":
      return randomBranch(node, random, depth);
    case "record":
      return Object.fromEntries(node.fields.map(({ name, node }) => [name, inner(node)]));
  }
}

function randomBranch({ branches, wrapped }: UnionNode, random: Random, depth: number): unknown {
  const leaf = branches.find(({ kind }) => kind === "null");
  const branch = depth > 6 && leaf !== undefined ? leaf : random.pick(branches);
  const value = randomValue(branch, random, depth + 1);
  return wrapped && branch.kind !== "null" ? { [branchName(branch)]: value } : value;
}
