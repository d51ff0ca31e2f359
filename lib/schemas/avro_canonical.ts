import { type AvroNode, isNamed } from "./avro_node.ts";

/** The parsing canonical form that Avro's specification defines: what bytes depend on, in one text. */
export function canonicalFormOf(node: AvroNode): string {
  return JSON.stringify(canonical(node, new Set()));
}

function canonical(node: AvroNode, seen: Set<AvroNode>): unknown {
  const inner = (part: AvroNode) => canonical(part, seen);
  if (isNamed(node)) {
    if (seen.has(node)) return node.name;
    seen.add(node);
  }
  switch (node.kind) {
    case "record":
      return {
        name: node.name,
        type: "record",
        fields: node.fields.map((field) => ({ name: field.name, type: inner(field.node) })),
      };
    case "enum":
      return { name: node.name, type: "enum", symbols: node.symbols };
    case "fixed":
      return { name: node.name, type: "fixed", size: node.size };
    case "array":
      return { type: "array", items: inner(node.items) };
    case "map":
      return { type: "map", values: inner(node.values) };
    case "union":
      return node.branches.map(inner);
    default:
      return node.kind;
  }
}
