import { assertEquals, assertThrows } from "@std/assert";
import { checkCompatibility, type CompatibilityLevel } from "./compatibility.ts";
import { InvalidSchemaError } from "./compatibility_errors.ts";

type References = readonly { readonly name: string; readonly schema: string }[];

function verdict(
  candidate: unknown,
  previous: readonly unknown[],
  level: CompatibilityLevel,
  references: References = [],
) {
  const schemaType = "JSON" as const;
  const textOf = (schema: unknown) => ({ schemaType, schema: JSON.stringify(schema), references });
  return checkCompatibility(textOf(candidate), previous.map(textOf), level);
}

/** What keeps the reader from reading, without the words that all messages have. */
function problems(reader: unknown, writer: unknown, references: References = []): string[] {
  const { messages } = verdict(reader, [writer], "BACKWARD", references);
  const forward = verdict(writer, [reader], "FORWARD", references).messages;
  assertEquals(forward.length, messages.length);
  const before = "BACKWARD, version 1: it can't read what version 1 wrote: at ";
  return messages.map((message) => message.slice(before.length));
}

const text = { type: "string" };
const open = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const closed = (properties: object, more: object = {}) =>
  open(properties, { additionalProperties: false, ...more });
const tuple = (items: unknown[], more: object = {}) => ({ type: "array", items, ...more });

/** Each row: what it shows, the wider schema, the narrower one, what keeps the narrower from reading. */
const NARROWED: readonly [string, unknown, unknown, string][] = [
  ["integer", { type: "number" }, { type: "integer" }, "/ integer can't be read from number"],
  [
    "minimum",
    { type: "number", minimum: 1 },
    { type: "number", minimum: 2 },
    "/minimum minimum is 2, what was written has 1",
  ],
  [
    "maximum",
    { type: "number" },
    { type: "number", maximum: 2 },
    "/maximum maximum is 2, what was written has none",
  ],
  ["exclusiveMinimum", { type: "number", exclusiveMinimum: 1 }, {
    type: "number",
    exclusiveMinimum: 1.5,
  }, "/exclusiveMinimum exclusiveMinimum is 1.5, what was written has 1"],
  [
    "multipleOf",
    { type: "number", multipleOf: 0.1 },
    { type: "number", multipleOf: 0.3 },
    "/multipleOf multipleOf is 0.3, what was written has 0.1",
  ],
  [
    "minLength",
    text,
    { ...text, minLength: 3 },
    "/minLength minLength is 3, what was written has none",
  ],
  [
    "maxLength",
    { ...text, maxLength: 9 },
    { ...text, maxLength: 3 },
    "/maxLength maxLength is 3, what was written has 9",
  ],
  [
    "pattern",
    text,
    { ...text, pattern: "^a" },
    '/pattern pattern is "^a", what was written has none',
  ],
  [
    "enum",
    { enum: ["a", 1, { b: 1, c: 2 }] },
    { enum: [{ c: 2, b: 1 }] },
    '/enum enum lacks "a", 1, which may have been written',
  ],
  [
    "const",
    { enum: ["a", "b"] },
    { const: "a" },
    '/const const lacks "b", which may have been written',
  ],
  [
    "enum beside a type",
    text,
    { ...text, enum: ["a"] },
    "/ allOf (string, enum) can't be read from string",
  ],
  ["types", { type: ["string", "null"] }, text, "/ string can't be read from anyOf (string, null)"],
  [
    "fewer types",
    { type: ["string", "null", "integer"] },
    { type: ["string", "null"] },
    "/anyOf it has 2 parts, what was written 3",
  ],
  [
    "alternatives",
    { oneOf: [text, { type: "null" }] },
    { oneOf: [text] },
    "/oneOf it has 1 parts, what was written 2",
  ],
  ["anything", {}, text, "/ string can't be read from anything"],
  ["nothing", text, false, "/ nothing can't be read from string"],
  [
    "allOf",
    { allOf: [text] },
    { allOf: [text, { maxLength: 3 }] },
    "/allOf it has 2 parts, what was written 1",
  ],
  [
    "not",
    { not: { type: "integer" } },
    { not: { type: "number" } },
    "/not it excludes more than what was written excluded",
  ],
  [
    "required",
    open({ a: text }),
    open({ a: text }, { required: ["a"] }),
    '/required property "a" is required and has no default, what was written may lack it',
  ],
  [
    "a property in an open object",
    open({}),
    open({ a: text }),
    '/properties/a property "a" is new, and what was written may hold anything under its name: additionalProperties were not refused',
  ],
  [
    "a property gone from a closed object",
    closed({ a: text }),
    closed({}),
    '/properties/a property "a" may have been written, and additionalProperties are refused',
  ],
  [
    "a new required property in a closed object",
    closed({}),
    closed({ a: text }, { required: ["a"] }),
    '/properties/a property "a" is new, required and has no default',
  ],
  [
    "the type of a property",
    open({ "a/b": { type: "number" } }),
    open({ "a/b": { type: "integer" } }),
    "/properties/a~1b integer can't be read from number",
  ],
  [
    "additionalProperties false",
    open({ a: text }),
    closed({ a: text }),
    "/additionalProperties additionalProperties are refused, what was written may have some",
  ],
  [
    "additionalProperties of a type",
    open({}),
    open({}, { additionalProperties: text }),
    "/additionalProperties additionalProperties are constrained, in what was written they may be anything",
  ],
  [
    "a gone property that the rest does not cover",
    closed({ a: text }),
    open({}, { additionalProperties: { type: "integer" } }),
    "/properties/a integer can't be read from string",
  ],
  [
    "minProperties",
    open({}),
    open({}, { minProperties: 1 }),
    "/minProperties minProperties is 1, what was written has none",
  ],
  [
    "dependencies",
    open({}, { dependencies: { a: ["b"] } }),
    open({}, { dependencies: { a: ["b", "c"] } }),
    '/dependencies/a property "a" demands b, c, what was written may lack them',
  ],
  [
    "items",
    { type: "array" },
    { type: "array", items: text },
    "/items string is demanded, what was written may be anything",
  ],
  [
    "the type of items",
    { type: "array", items: { type: ["string", "null"] } },
    { type: "array", items: text },
    "/items string can't be read from anyOf (string, null)",
  ],
  [
    "uniqueItems",
    { type: "array" },
    { type: "array", uniqueItems: true },
    "/uniqueItems uniqueItems are demanded, what was written may hold an item twice",
  ],
  [
    "maxItems",
    { type: "array", maxItems: 5 },
    { type: "array", maxItems: 4 },
    "/maxItems maxItems is 4, what was written has 5",
  ],
  [
    "an item in an open tuple",
    tuple([text]),
    tuple([text, text]),
    "/items/1 item 1 is new, and what was written may hold anything there: additionalItems were not refused",
  ],
  [
    "an item gone from a closed tuple",
    tuple([text, text], { additionalItems: false }),
    tuple([text], { additionalItems: false }),
    "/items/1 item 1 may have been written, and additionalItems are refused",
  ],
];

Deno.test("what is narrowed is told with its place, and read the other way round", () => {
  for (const [what, wider, narrower, problem] of NARROWED) {
    assertEquals(problems(narrower, wider), [problem], what);
    const back = problems(wider, narrower);
    const breaksBoth = /property in an open|gone|in an open tuple|a new required/.test(what);
    if (!breaksBoth) assertEquals(back, [], `${what}, the other way round`);
  }
});

Deno.test("titles, descriptions, defaults and the order of parts change nothing", () => {
  const told = { title: "A", description: "b", default: "c" };
  assertEquals(verdict({ ...text, ...told }, [text], "FULL").messages, []);
  const parts = [text, { maxLength: 5 }, { enum: ["a", "b"] }];
  assertEquals(verdict({ allOf: parts }, [{ allOf: parts.toReversed() }], "FULL").messages, []);
  assertEquals(verdict({ anyOf: [text, text] }, [{ anyOf: [text] }], "FULL").messages, []);
});

Deno.test("an optional property comes to a closed object, and goes from an open one", () => {
  assertEquals(problems(closed({ a: text, b: text }), closed({ a: text })), []);
  assertEquals(problems(open({}), open({ a: text })), []);
  const required = { required: ["b"] };
  const withDefault = { ...text, default: "" };
  assertEquals(problems(closed({ b: withDefault }, required), closed({})), []);
  assertEquals(problems(open({ b: withDefault }, required), open({ b: text })), []);
  assertEquals(problems(open({ b: true }), open({})), []);
});

Deno.test("a property is covered by the patterns and the rest of the other side", () => {
  const patterns = { patternProperties: { "^n_": { type: "integer" } } };
  const partly = closed({}, patterns);
  assertEquals(problems(closed({ n_a: { type: "number" } }, patterns), partly), []);
  assertEquals(problems(closed({ n_a: text }, patterns), partly), [
    "/properties/n_a string can't be read from integer",
  ]);
  assertEquals(problems(partly, closed({ n_a: { type: "integer" } })), []);
  const rest = { additionalProperties: text };
  assertEquals(problems(open({}, rest), closed({ a: { ...text, maxLength: 3 } })), []);
});

Deno.test("combinations follow each other as far as what fits one fits the other", () => {
  const number = { type: "number" };
  assertEquals(problems({ oneOf: [number, text] }, text), []);
  assertEquals(problems({ anyOf: [number, text] }, { oneOf: [text, number] }), []);
  assertEquals(problems(text, { allOf: [text, { enum: ["a"] }] }), []);
  assertEquals(problems({ oneOf: [number, text] }, { anyOf: [number, text] }), [
    "/ oneOf can't be read from anyOf",
  ]);
  assertEquals(problems({ anyOf: [text, { type: "null" }] }, { anyOf: [text, number] }), [
    "/anyOf only 1 of 2 parts can be read from parts of what was written",
  ]);
  // Each part needs one of its own: both texts can't be read by the one that is longer.
  const long = { ...text, maxLength: 9 };
  const short = { ...text, maxLength: 3 };
  assertEquals(problems({ anyOf: [number, long] }, { anyOf: [long, short] }), [
    "/anyOf only 1 of 2 parts can be read from parts of what was written",
  ]);
});

Deno.test("references are followed within the schema, to names, and round in circles", () => {
  const tree = (value: unknown) => ({
    $ref: "#/definitions/node",
    definitions: { node: closed({ value, next: { $ref: "#/definitions/node" } }) },
  });
  assertEquals(verdict(tree(text), [tree(text)], "FULL").messages, []);
  assertEquals(problems(tree({ type: "integer" }), tree({ type: "number" })), [
    "/properties/value integer can't be read from number",
  ]);
  const user = { name: "user.json", schema: JSON.stringify({ definitions: { id: text } }) };
  const order = (ref: string) => open({ by: { $ref: ref } });
  assertEquals(problems(order("user.json#/definitions/id"), open({ by: text }), [user]), []);
  for (const ref of ["user.json", "#/definitions/none", "#none"]) {
    const error = assertThrows(() => problems(order(ref), true), InvalidSchemaError);
    assertEquals(error.message.includes(ref), true);
  }
  const elsewhere = "https://example.org/user.json";
  assertEquals(problems(order(elsewhere), order(elsewhere)), []);
  assertEquals(problems(order(elsewhere), open({ by: text })), [
    "/properties/by a schema that is not at hand can't be read from string",
  ]);
});

Deno.test("later drafts say by other keywords the same", () => {
  const draft = { $schema: "https://json-schema.org/draft/2020-12/schema" };
  const list = { ...draft, type: "array", prefixItems: [text], items: false };
  assertEquals(problems({ ...list, prefixItems: [text, text] }, list), []);
  const named = { ...draft, $defs: { a: { $anchor: "a", ...text } } };
  const short = { ...named, $ref: "#a", maxLength: 3 };
  assertEquals(problems({ ...named, $ref: "#a" }, short), []);
  assertEquals(problems(short, { ...named, $ref: "#a" }).length, 1);
  const demands = open({}, { dependentRequired: { a: ["b"] } });
  assertEquals(problems(demands, open({}, { dependencies: { a: ["b"] } })), []);
});

Deno.test("a bound that draft 4 excludes by true is one of its own", () => {
  const excluded = { type: "number", minimum: 0, exclusiveMinimum: true };
  assertEquals(problems({ type: "number", exclusiveMinimum: 0 }, excluded), []);
  assertEquals(problems(excluded, { type: "number", minimum: 0 }).length, 1);
});

Deno.test("levels ask in their direction, and of all versions where they are transitive", () => {
  const versions = [closed({ a: text }), closed({ a: text, b: text })];
  const next = closed({ a: text, b: text, c: text });
  const compatible = (level: CompatibilityLevel) => verdict(next, versions, level).compatible;
  assertEquals(
    (["BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FULL"] as const).map(compatible),
    [true, true, false, false],
  );
  const integer = { type: "integer" };
  const chain = [text, integer];
  assertEquals(verdict({ type: "number" }, chain, "BACKWARD").compatible, true);
  assertEquals(verdict({ type: "number" }, chain, "BACKWARD_TRANSITIVE").messages, [
    "BACKWARD_TRANSITIVE, version 1: it can't read what version 1 wrote: at / number can't be " +
    "read from string",
  ]);
});

Deno.test("what is no JSON Schema is refused as a candidate, and told of as an earlier version", () => {
  for (const schema of [7, { type: "text" }, { anyOf: [] }, { properties: [] }, { items: 7 }]) {
    assertThrows(() => verdict(schema, [true], "BACKWARD"), InvalidSchemaError);
    assertThrows(() => verdict(schema, [], "NONE"), InvalidSchemaError);
    assertEquals(verdict(true, [schema], "BACKWARD").messages.length, 1);
  }
  const deep = `${'{"not":'.repeat(5000)}true${"}".repeat(5000)}`;
  const schemaType = "JSON" as const;
  assertThrows(
    () => checkCompatibility({ schemaType, schema: deep }, [], "NONE"),
    InvalidSchemaError,
  );
});
