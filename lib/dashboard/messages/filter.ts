import type { PathStep } from "./json_path.ts";

/** How a field is compared; `~` means contains. */
export type FilterOperator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~";

/** What of a record is compared. */
export type FilterField =
  | { readonly of: "partition" | "offset" | "timestamp" }
  | { readonly of: "header"; readonly name: string }
  | { readonly of: "key" | "value"; readonly path: readonly PathStep[] };

/** What a field is compared with: text in quotes, or a bare word as it stands (a number, null). */
export interface FilterOperand {
  readonly quoted: boolean;
  readonly text: string;
}

/** One comparison. */
export interface FilterTest {
  readonly kind: "test";
  readonly field: FilterField;
  readonly operator: FilterOperator;
  readonly operand: FilterOperand;
}

/** A parsed filter: data, of which nothing is ever run. */
export type Filter =
  | FilterTest
  | { readonly kind: "anywhere"; readonly text: string }
  | { readonly kind: "not"; readonly part: Filter }
  | { readonly kind: "and" | "or"; readonly parts: readonly Filter[] };

/** Longest filter, in characters. */
export const MAX_FILTER_LENGTH = 2000;
/** Most comparisons in a filter. */
export const MAX_FILTER_TESTS = 64;
/** Deepest nesting of brackets and `not`. */
export const MAX_FILTER_DEPTH = 16;
/** Longest path into a JSON value, in steps. */
export const MAX_PATH_STEPS = 32;

const STRENGTH: Readonly<Record<Filter["kind"], number>> = {
  or: 1,
  and: 2,
  not: 3,
  test: 4,
  anywhere: 4,
};

/** A filter as text, which parses to the same filter again. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case "anywhere":
      return JSON.stringify(filter.text);
    case "test":
      return `${printField(filter.field)} ${filter.operator} ${printOperand(filter.operand)}`;
    case "not":
      return `not ${within(filter.part, STRENGTH.not)}`;
    default: {
      const parts = filter.parts.map((part) => within(part, STRENGTH[filter.kind] + 1));
      return parts.join(` ${filter.kind} `);
    }
  }
}

function within(filter: Filter, strength: number): string {
  const text = printFilter(filter);
  return STRENGTH[filter.kind] < strength ? `(${text})` : text;
}

function printField(field: FilterField): string {
  if (field.of === "header") return `header.${printName(field.name)}`;
  if (field.of !== "key" && field.of !== "value") return field.of;
  const steps = field.path.map((step) =>
    typeof step === "number" ? `[${step}]` : `.${printName(step)}`
  );
  return field.of + steps.join("");
}

function printName(name: string): string {
  return /^[\p{L}\p{N}_-]+$/u.test(name) ? name : JSON.stringify(name);
}

function printOperand({ quoted, text }: FilterOperand): string {
  return quoted ? JSON.stringify(text) : text;
}
