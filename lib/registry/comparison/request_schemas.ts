/** A record of Avro as text. */
export const record = (name: string, fields: readonly object[], more: object = {}) =>
  JSON.stringify({ type: "record", name, ...more, fields });
/** A field of one. */
export const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });

export const USER = record("User", [field("id", "int")]);
export const USER_EMAIL = record("User", [
  field("id", "int"),
  field("email", "string", { default: "" }),
]);
export const USER_NO_DEFAULT = record("User", [field("id", "int"), field("email", "string")]);
export const USER_LONG = record("User", [field("id", "long")]);
export const ENUM = JSON.stringify({ type: "enum", name: "E", symbols: ["A", "B"] });
export const TREE = record("Node", [field("next", ["null", "Node"], { default: null })]);
export const PERSON = record("Person", [field("name", "string")], { namespace: "shop" });
export const JSON_SCHEMA = JSON.stringify({
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
});

/** What is wrong with a schema, and the schema. */
export const INVALID: readonly (readonly [string, string])[] = [
  ["no JSON", "{"],
  ["an unknown name", '"strin"'],
  ["no fields", '{"type":"record","name":"R"}'],
  ["no name", '{"type":"record","fields":[]}'],
  ["a name with a digit first", record("1R", [])],
  ["a field with a blank", record("R", [field("a b", "int")])],
  ["a field twice", record("R", [field("a", "int"), field("a", "int")])],
  ["a default of another type", record("R", [field("a", "int", { default: "x" })])],
  ["an int that is too large", record("R", [field("a", "int", { default: 2147483648 })])],
  [
    "a type that is defined twice",
    record("R", [field("a", { type: "record", name: "R", fields: [] })]),
  ],
  ["a symbol twice", '{"type":"enum","name":"E","symbols":["A","A"]}'],
  ["a symbol with a blank", '{"type":"enum","name":"E","symbols":["A B"]}'],
  ["a default that is no symbol", '{"type":"enum","name":"E","symbols":["A"],"default":"B"}'],
  ["no size", '{"type":"fixed","name":"F"}'],
  ["a union in a union", '["int",["null"]]'],
  ["a branch twice", '["int","int"]'],
  ["no items", '{"type":"array"}'],
  ["no values", '{"type":"map"}'],
  ["no type", '{"name":"x"}'],
  ["a number", "17"],
];

/** What is special of a schema, and the schema. */
export const VALID: readonly (readonly [string, string])[] = [
  ["a recursive type", TREE],
  ["an enum", ENUM],
  ["a union", '["null","string"]'],
  ["a map of arrays", '{"type":"map","values":{"type":"array","items":"long"}}'],
  ["a logical type", '{"type":"long","logicalType":"timestamp-millis"}'],
  ["a namespace", PERSON],
  [
    "a default of the union's second branch",
    record("R", [
      field("a", ["null", "string"], { default: "x" }),
    ]),
  ],
  ["a type in a type", record("R", [field("a", { type: "string" })])],
  ["a nested object of a type", '{"type":"array","items":{"type":"map","values":"int"}}'],
];
