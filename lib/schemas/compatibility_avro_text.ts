import {
  type AvroField,
  type AvroNamed,
  type AvroProps,
  type AvroType,
  isNamed,
} from "./compatibility_avro_types.ts";

/**
 * Writes a schema in the one form that equal schemas share, which is also that of Avro's Java
 * library: no blanks, attributes in a fixed order, each named type in full where it stands first.
 * Docs, defaults, aliases and foreign attributes are kept; the referenced types are only named.
 */
export function avroText(
  type: AvroType,
  { referenced = [], sortProps = false }: {
    readonly referenced?: readonly AvroNamed[];
    /** Whether foreign attributes are sorted by their names. @default {false} */
    readonly sortProps?: boolean;
  } = {},
): string {
  return JSON.stringify(new Writer(new Set(referenced), sortProps).write(type, ""));
}

class Writer {
  readonly #written: Set<AvroNamed>;
  readonly #sortProps: boolean;

  constructor(written: Set<AvroNamed>, sortProps: boolean) {
    this.#written = written;
    this.#sortProps = sortProps;
  }

  write(type: AvroType, namespace: string): unknown {
    if (isNamed(type)) return this.#named(type, namespace);
    if (type.kind === "union") return type.branches.map((each) => this.write(each, namespace));
    const props = this.#props(type.props);
    if (type.kind === "array") {
      return { type: "array", items: this.write(type.items, namespace), ...props };
    }
    if (type.kind === "map") {
      return { type: "map", values: this.write(type.values, namespace), ...props };
    }
    return Object.keys(props).length === 0 ? type.kind : { type: type.kind, ...props };
  }

  #named(type: AvroNamed, enclosing: string): unknown {
    if (this.#written.has(type)) return type.namespace === enclosing ? type.name : type.fullName;
    this.#written.add(type);
    const { namespace, doc } = type;
    const head = {
      type: type.kind === "record" && type.isError ? "error" : type.kind,
      name: type.name,
      ...(namespace === enclosing ? {} : { namespace }),
      ...(doc === undefined ? {} : { doc }),
    };
    const tail = { ...this.#props(type.props), ...aliasesOf(type) };
    switch (type.kind) {
      case "record":
        return {
          ...head,
          fields: type.fields.map((each) => this.#field(each, namespace)),
          ...tail,
        };
      case "enum": {
        const fallback = type.default === undefined ? {} : { default: type.default };
        return { ...head, symbols: type.symbols, ...fallback, ...tail };
      }
      case "fixed":
        return { ...head, size: type.size, ...tail };
    }
  }

  #field(field: AvroField, namespace: string): unknown {
    const { name, doc, order, aliases } = field;
    return {
      name,
      type: this.write(field.type, namespace),
      ...(doc === undefined ? {} : { doc }),
      ...(field.default === undefined ? {} : { default: field.default.value }),
      ...(order === undefined || order === "ascending" ? {} : { order }),
      ...(aliases.length === 0 ? {} : { aliases }),
      ...this.#props(field.props),
    };
  }

  #props(props: AvroProps): AvroProps {
    if (!this.#sortProps) return props;
    return Object.fromEntries(Object.entries(props).toSorted(([a], [b]) => a < b ? -1 : 1));
  }
}

function aliasesOf({ aliases, namespace }: AvroNamed): { readonly aliases?: readonly string[] } {
  if (aliases.length === 0) return {};
  const prefix = `${namespace}.`;
  const isLocal = (alias: string) =>
    namespace !== "" && alias.startsWith(prefix) && !alias.slice(prefix.length).includes(".");
  return {
    aliases: aliases.map((alias) => isLocal(alias) ? alias.slice(prefix.length) : alias),
  };
}
