import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseAvro } from "./compatibility_avro_parse.ts";
import { avroText } from "./compatibility_avro_text.ts";
import { InvalidSchemaError } from "./compatibility_errors.ts";

function canonical(text: string, references: readonly string[] = []): string {
  const { type, referenced } = parseAvro(text, { references });
  return avroText(type, { referenced });
}

Deno.test("equal schemas get one text: no blanks, names in full once, attributes in one order", () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['{ "type": "string" }', '"string"'],
    ['["null", {"type": "long"}]', '["null","long"]'],
    [
      '{"fields": [], "name": "shop.User", "type": "record"}',
      '{"type":"record","name":"User","namespace":"shop","fields":[]}',
    ],
    [
      '{"type":"long","logicalType":"timestamp-millis"}',
      '{"type":"long","logicalType":"timestamp-millis"}',
    ],
    [
      '{"type":"enum","name":"E","default":"A","symbols":["A"],"aliases":["F"]}',
      '{"type":"enum","name":"E","symbols":["A"],"default":"A","aliases":["F"]}',
    ],
    [
      '{"type":"record","name":"R","namespace":"n","fields":[{"name":"a","type":' +
      '{"type":"fixed","name":"F","size":2}},{"name":"b","type":"n.F","order":"ascending"}]}',
      '{"type":"record","name":"R","namespace":"n","fields":[{"name":"a","type":' +
      '{"type":"fixed","name":"F","size":2}},{"name":"b","type":"F"}]}',
    ],
  ];
  for (const [text, expected] of pairs) {
    assertEquals(canonical(text), expected);
    assertEquals(canonical(expected), expected);
  }
});

Deno.test("the digits of a default are kept as they were written", () => {
  const text = '{"type":"record","name":"R","fields":[' +
    '{"name":"a","type":"double","default":1.0},' +
    '{"name":"b","type":"long","default":9223372036854775807}]}';
  assertEquals(canonical(text), text);
});

Deno.test("types of references are named and not written out", () => {
  const reference = '{"type":"record","name":"Address","namespace":"shop","fields":[]}';
  const text = '{"type":"record","name":"User","namespace":"shop","fields":' +
    '[{"name":"home","type":"Address"}]}';
  assertEquals(canonical(text, [reference]), text);
  assertThrows(() => canonical(text), InvalidSchemaError, 'Nothing is called "Address"');
});

Deno.test("what breaks the specification is refused, and its place is named", () => {
  const inRecord = (fields: string) => `{"type":"record","name":"R","fields":[${fields}]}`;
  const cases: readonly (readonly [string, string])[] = [
    ["{", "It is no JSON"],
    ["17", "A type is a name, an object or a list of types"],
    ['{"type":17}', '"type" is missing or no text'],
    ['"strin"', 'Nothing is called "strin"'],
    ['{"type":"record","name":"R"}', '"fields" is missing'],
    ['{"type":"record","fields":[]}', '"name" is missing'],
    ['{"type":"record","name":"1R","fields":[]}', '"1R" is no name'],
    [inRecord('{"name":"a b","type":"int"}'), "at /fields/0"],
    [inRecord('{"name":"a"}'), '"type" is missing'],
    [inRecord('{"name":"a","type":"int"},{"name":"a","type":"int"}'), 'two fields "a"'],
    [inRecord('{"name":"a","type":"int","order":"up"}'), "order is one of"],
    [inRecord('{"name":"a","type":"int","aliases":"b"}'), '"aliases" is no list'],
    [inRecord('{"name":"a","type":"int","default":1.5}'), "1.5 is no int"],
    [inRecord('{"name":"a","type":"int","default":2147483648}'), "2147483648 is no int"],
    [inRecord('{"name":"a","type":{"type":"record","name":"R","fields":[]}}'), "defined twice"],
    ['{"type":"enum","name":"E","symbols":["A","A"]}', "stands there twice"],
    ['{"type":"enum","name":"E","symbols":["A"],"default":"B"}', "none of the symbols"],
    ['{"type":"enum","name":"E"}', '"symbols" is missing'],
    ['{"type":"fixed","name":"F"}', '"size" is missing'],
    ['{"type":"fixed","name":"F","size":-1}', '"size" is missing'],
    ['["int","int"]', "The union has int twice"],
    ['["int",["null"]]', "A union holds no other union"],
    ['{"type":"array"}', '"items" is missing'],
    ['{"type":"map"}', '"values" is missing'],
    ["[".repeat(5000) + "]".repeat(5000), "nested too deeply"],
  ];
  for (const [text, expected] of cases) {
    const error = assertThrows(() => parseAvro(text), InvalidSchemaError);
    assertStringIncludes(error.message, expected);
  }
});

Deno.test("a default of a union may be of any branch, one of a record may leave out defaulted fields", () => {
  parseAvro(
    '{"type":"record","name":"R","fields":[{"name":"a","type":["null","string"],' +
      '"default":"x"}]}',
  );
  const nested = (value: string) =>
    '{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"record","name":"I",' +
    `"fields":[{"name":"x","type":"int"},{"name":"y","type":"int","default":1}]},"default":${value}}]}`;
  parseAvro(nested('{"x":2}'));
  assertThrows(() => parseAvro(nested('{"y":2}')), InvalidSchemaError, "does not fit");
});
