import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Random, seededRandom } from "../../core/mod.ts";
import {
  type Filter,
  type FilterField,
  type FilterOperator,
  MAX_FILTER_DEPTH,
  MAX_FILTER_LENGTH,
  MAX_FILTER_TESTS,
  printFilter,
} from "./filter.ts";
import { FilterError } from "./filter_tokens.ts";
import { parseFilter } from "./parse_filter.ts";

const OPERATORS: readonly FilterOperator[] = ["=", "!=", "<", "<=", ">", ">=", "~"];
const TEXTS = ["", "a", 'say "no"', "ü\u202e\n", "and", "1.5", "\ud800", "<script>", "a.b", "\\"];
const WORDS = ["7", "-1.5", "1e9", "null", "true", "shop-1", "and", "ä", "2026-01-31T12:00:00.5Z"];
const NAMES = ["id", "x-y", "a.b", "två", "not", "with blank", "0", ""];

function one<T>(random: Random, items: readonly T[]): T {
  return items[random.int(0, items.length - 1)]!;
}

function fieldOf(random: Random): FilterField {
  const of = one(random, ["key", "value", "header"] as const);
  if (of === "header") return { of, name: one(random, NAMES) };
  const path = Array.from(
    { length: random.int(0, 3) },
    () => random.int(0, 1) === 0 ? random.int(0, 99) : one(random, NAMES),
  );
  return { of, path };
}

function filterOf(random: Random, depth: number): Filter {
  const kind = depth === 0 ? random.int(0, 1) : random.int(0, 4);
  const part = () => filterOf(random, depth - 1);
  if (kind === 0) return { kind: "anywhere", text: one(random, TEXTS) };
  if (kind === 2) return { kind: "not", part: part() };
  if (kind > 2) {
    const parts = Array.from({ length: random.int(2, 3) }, part);
    return { kind: kind === 3 ? "and" : "or", parts };
  }
  const quoted = random.int(0, 1) === 0;
  const operand = { quoted, text: one(random, quoted ? TEXTS : WORDS) };
  if (random.int(0, 5) === 0) {
    const field = { of: one(random, ["partition", "offset", "timestamp"] as const) };
    const operand = { quoted: false, text: String(random.int(0, 1_000_000)) };
    return { kind: "test", field, operator: one(random, OPERATORS), operand };
  }
  return { kind: "test", field: fieldOf(random), operator: one(random, OPERATORS), operand };
}

Deno.test("a printed filter parses to the same filter", () => {
  const random = seededRandom(7);
  let count = 0;
  while (count < 2000) {
    const filter = filterOf(random, 3);
    const text = printFilter(filter);
    if (text.length > MAX_FILTER_LENGTH) continue;
    assertEquals(parseFilter(text), filter, text);
    count++;
  }
});

Deno.test("what people type is understood", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["failed", '"failed"'],
    ["value.user.id=7", "value.user.id = 7"],
    [
      "not key~a and value!=null or partition<=3",
      "not key ~ a and value != null or partition <= 3",
    ],
    ["header.correlation-id = 4bf9", "header.correlation-id = 4bf9"],
    ["header.dlq.error.code = X", 'header."dlq.error.code" = X'],
    ["( ( key = a ) )", "key = a"],
    ["key = a or (key = b or key = c)", "key = a or (key = b or key = c)"],
    ['value."odd name"[0].x ~ "a b"', 'value."odd name"[0].x ~ "a b"'],
    ["timestamp > 2026-01-31T12:00:00.5Z", "timestamp > 2026-01-31T12:00:00.5Z"],
  ];
  for (const [typed, printed] of cases) assertEquals(printFilter(parseFilter(typed)!), printed);
  assertEquals(parseFilter("  \n"), undefined);
});

Deno.test("what can't be read is told with its place", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["key", /lacks one of = != .*at character 4/],
    ["key =", /has nothing where a value should be/],
    ["(key = a", /lacks a closing bracket/],
    ["key = a)", /has "\)" where and, or, or the end should be \(at character 8\)/],
    ["id = 7", /compares "id", which is no field/],
    ["value. = 1", /lacks a name behind a point/],
    ["value[x] = 1", /lacks a number in \[ \]/],
    ["header = 1", /header\.NAME/],
    ["offset = abc", /compares offset with "abc", which is no number/],
    ["timestamp < yesterday", /use milliseconds or a time such as/],
    ['key = "open', /not closed/],
    ['key = "\\x"', /JSON would not allow/],
    ["key ! a", /has "!" where/],
    ["and", /where a field or a text should be/],
    ["key = a key = b", /where and, or, or the end/],
  ];
  for (const [text, message] of cases) {
    const error = assertThrows(() => parseFilter(text), FilterError, undefined, text);
    assert(message.test(error.message), `${text}: ${error.message}`);
  }
});

Deno.test("bombs are refused before they cost anything", () => {
  const many = (count: number) => Array.from({ length: count }, () => "a").join(" or ");
  assertThrows(() => parseFilter(many(MAX_FILTER_TESTS + 1)), FilterError, "comparisons");
  assert(parseFilter(many(MAX_FILTER_TESTS)) !== undefined);
  const deep = (depth: number) => "(".repeat(depth) + "a" + ")".repeat(depth);
  assertThrows(() => parseFilter(deep(MAX_FILTER_DEPTH + 1)), FilterError, "nested");
  assert(parseFilter(deep(MAX_FILTER_DEPTH)) !== undefined);
  assertThrows(() => parseFilter("not ".repeat(100) + "a"), FilterError, "nested");
  assertThrows(() => parseFilter("(".repeat(1_000_000)), FilterError, "longer than");
  assertThrows(() => parseFilter(`value${".a".repeat(100)} = 1`), FilterError, "steps");
  assertThrows(() => parseFilter("value[99999999999] = 1"), FilterError, "number");
});
