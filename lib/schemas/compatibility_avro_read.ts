import {
  type AvroEnum,
  type AvroField,
  type AvroNamed,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  typeName,
} from "./compatibility_avro_types.ts";

/** Why what was written with one schema can't always be read with another. */
export interface ReadProblem {
  /** JSON pointer into the reader's schema, empty for the whole. */
  readonly path: string;
  /** A sentence without its place. */
  readonly message: string;
}

/** What each type may also be read from. */
const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  long: ["int"],
  float: ["int", "long"],
  double: ["int", "long", "float"],
  bytes: ["string"],
  string: ["bytes"],
};

/**
 * Says what keeps a reader's schema from reading all that was written with a writer's, by the rules
 * of schema resolution of the Avro specification; nothing when it reads it all.
 */
export function readProblems(reader: AvroType, writer: AvroType): readonly ReadProblem[] {
  return new ReaderWriter().compare(reader, writer, "");
}

class ReaderWriter {
  /** What was found out of a pair; a pair that is being compared holds no problem so far. */
  readonly #found = new Map<AvroType, Map<AvroType, readonly ReadProblem[]>>();

  compare(reader: AvroType, writer: AvroType, path: string): readonly ReadProblem[] {
    const ofReader = this.#found.getOrInsertComputed(reader, () => new Map());
    const known = ofReader.get(writer);
    if (known !== undefined) return known;
    ofReader.set(writer, []);
    const problems = this.#compareAnew(reader, writer, path);
    ofReader.set(writer, problems);
    return problems;
  }

  #compareAnew(reader: AvroType, writer: AvroType, path: string): readonly ReadProblem[] {
    if (writer.kind === "union") return this.#fromUnion(reader, writer, path);
    if (reader.kind === "union") return this.#intoUnion(reader, writer, path);
    if (reader.kind === "array" && writer.kind === "array") {
      return this.compare(reader.items, writer.items, `${path}/items`);
    }
    if (reader.kind === "map" && writer.kind === "map") {
      return this.compare(reader.values, writer.values, `${path}/values`);
    }
    if (reader.kind === "record" && writer.kind === "record") {
      return [...nameProblems(reader, writer, path), ...this.#fields(reader, writer, path)];
    }
    if (reader.kind === "enum" && writer.kind === "enum") {
      return [...nameProblems(reader, writer, path), ...symbolProblems(reader, writer, path)];
    }
    if (reader.kind === "fixed" && writer.kind === "fixed") {
      const problems = nameProblems(reader, writer, path);
      if (reader.size === writer.size) return problems;
      const message = `${typeName(reader)} has ${reader.size} bytes, what was written has ` +
        `${writer.size}`;
      return [...problems, { path: `${path}/size`, message }];
    }
    if (reader.kind === writer.kind || PROMOTIONS[reader.kind]?.includes(writer.kind)) return [];
    return [{ path, message: `${typeName(reader)} can't be read from ${typeName(writer)}` }];
  }

  /** Each branch of what may have been written must be readable. */
  #fromUnion(reader: AvroType, writer: AvroUnion, path: string): readonly ReadProblem[] {
    const problems: ReadProblem[] = [];
    for (const branch of writer.branches) {
      if (reader.kind !== "union") problems.push(...this.compare(reader, branch, path));
      else problems.push(...this.#intoUnion(reader, branch, path));
    }
    return problems;
  }

  /** One branch that reads it is enough. */
  #intoUnion(reader: AvroUnion, writer: AvroType, path: string): readonly ReadProblem[] {
    const tried = reader.branches.map((branch, index) =>
      this.compare(branch, writer, `${path}/${index}`)
    );
    if (tried.some((problems) => problems.length === 0)) return [];
    const same = reader.branches.findIndex((branch) => branch.kind === writer.kind);
    if (same !== -1) return tried[same]!;
    const names = reader.branches.map(typeName).join(", ");
    return [{ path, message: `no branch of the union (${names}) reads ${typeName(writer)}` }];
  }

  #fields(reader: AvroRecord, writer: AvroRecord, path: string): readonly ReadProblem[] {
    return reader.fields.flatMap((field, index) => {
      const at = `${path}/fields/${index}`;
      const sources = sourcesOf(field, writer);
      if (sources.length > 1) {
        const message = `field "${field.name}" could be read from ${sources.length} fields: ` +
          sources.map(({ name }) => `"${name}"`).join(", ");
        return [{ path: at, message }];
      }
      if (sources.length === 1) return this.compare(field.type, sources[0]!.type, `${at}/type`);
      if (field.default !== undefined) return [];
      const message =
        `field "${field.name}" has no default, and what was written has no such field`;
      return [{ path: at, message }];
    });
  }
}

/** Unqualified names decide, or an alias of the reader. */
function nameProblems(reader: AvroNamed, writer: AvroNamed, path: string): readonly ReadProblem[] {
  if (reader.name === writer.name || reader.aliases.includes(writer.fullName)) return [];
  const message = `${reader.kind} ${reader.fullName} has another name than what was written, ` +
    `${writer.fullName}, and no alias for it`;
  return [{ path: `${path}/name`, message }];
}

function symbolProblems(reader: AvroEnum, writer: AvroEnum, path: string): readonly ReadProblem[] {
  const missing = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
  if (missing.length === 0 || reader.default !== undefined) return [];
  const message = `enum ${reader.fullName} lacks ${missing.join(", ")} and has no default`;
  return [{ path: `${path}/symbols`, message }];
}

function sourcesOf(field: AvroField, writer: AvroRecord): readonly AvroField[] {
  const names = [field.name, ...field.aliases];
  return names.flatMap((name) => writer.fields.filter((source) => source.name === name));
}
