import type { ConsumedRecord } from "../../consumer/mod.ts";
import { compareDecimals, isDecimal } from "./decimal.ts";
import type { Filter, FilterField, FilterOperand, FilterOperator, FilterTest } from "./filter.ts";
import { jsonAt } from "./json_path.ts";
import { timeOf } from "./time_text.ts";

const decoder = new TextDecoder();

/** A record whose parts become text when a filter asks for them, and only once. */
export class FilterSubject {
  readonly record: ConsumedRecord;
  readonly #texts: { key?: string | null; value?: string | null };

  /** What a registry decoded takes the place of the bytes. */
  constructor(
    record: ConsumedRecord,
    decoded: { readonly key?: string | undefined; readonly value?: string | undefined } = {},
  ) {
    this.record = record;
    const { key, value } = decoded;
    this.#texts = { ...(key !== undefined && { key }), ...(value !== undefined && { value }) };
  }

  /** The text of key or value; bytes that are no UTF-8 have replacement characters in it. */
  text(part: "key" | "value"): string | null {
    const known = this.#texts[part];
    if (known !== undefined) return known;
    const bytes = this.record[part];
    return this.#texts[part] = bytes === null ? null : decoder.decode(bytes);
  }
}

/** Whether a filter looks at values, so that they must be decoded for it. */
export function looksAt(filter: Filter, part: "key" | "value"): boolean {
  switch (filter.kind) {
    case "anywhere":
      return true;
    case "test":
      return filter.field.of === part;
    case "not":
      return looksAt(filter.part, part);
    default:
      return filter.parts.some((each) => looksAt(each, part));
  }
}

/** Whether a record passes a filter. */
export function matches(filter: Filter, subject: FilterSubject): boolean {
  switch (filter.kind) {
    case "anywhere":
      return isAnywhere(filter.text, subject);
    case "not":
      return !matches(filter.part, subject);
    case "and":
      return filter.parts.every((part) => matches(part, subject));
    case "or":
      return filter.parts.some((part) => matches(part, subject));
    case "test":
      return passes(filter, subject);
  }
}

function isAnywhere(text: string, subject: FilterSubject): boolean {
  const { headers } = subject.record;
  return (subject.text("value")?.includes(text) ?? false) ||
    (subject.text("key")?.includes(text) ?? false) ||
    headers.some(({ name, value }) =>
      name.includes(text) || (value !== null && decoder.decode(value).includes(text))
    );
}

/** What stands in a field: a text, `null` for a null, `undefined` where there is no such thing. */
type Found = string | null | undefined;

/** Headers may repeat: one that passes is enough, and `!=` means that none is equal. */
function passes(test: FilterTest, subject: FilterSubject): boolean {
  const { field, operator } = test;
  if (operator === "!=") return !passes({ ...test, operator: "=" }, subject);
  const operand = field.of === "timestamp" ? inMs(test.operand) : test.operand;
  return foundIn(field, subject).some((found) => compare(found, operator, operand));
}

function inMs(operand: FilterOperand): FilterOperand {
  return { quoted: false, text: String(timeOf(operand.text)) };
}

function foundIn(field: FilterField, subject: FilterSubject): readonly Found[] {
  const { record } = subject;
  switch (field.of) {
    case "partition":
      return [String(record.partition)];
    case "offset":
      return [String(record.offset)];
    case "timestamp":
      return [String(record.timestampMs)];
    case "header":
      return record.headers.filter(({ name }) => name === field.name)
        .map(({ value }) => value === null ? null : decoder.decode(value));
    default:
      return [partAt(field, subject)];
  }
}

function partAt(
  { of, path }: Extract<FilterField, { readonly of: "key" | "value" }>,
  subject: FilterSubject,
): Found {
  const text = subject.text(of);
  if (path.length === 0 || text === null) return path.length === 0 ? text : undefined;
  const found = jsonAt(text, path);
  return found?.kind === "word" && found.text === "null" ? null : found?.text;
}

function compare(found: Found, operator: FilterOperator, { quoted, text }: FilterOperand): boolean {
  if (found === undefined) return false;
  if (found === null) return operator === "=" && !quoted && text === "null";
  if (operator === "~") return found.includes(text);
  const order = orderOf(found, text, quoted);
  if (order === undefined) return false;
  switch (operator) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Numbers by their size when the operand is a bare number, all else as texts. */
function orderOf(found: string, text: string, quoted: boolean): number | undefined {
  if (!quoted && isDecimal(text)) {
    const order = compareDecimals(found, text);
    if (order !== undefined) return order;
    return found === text ? 0 : undefined;
  }
  return found === text ? 0 : found < text ? -1 : 1;
}
