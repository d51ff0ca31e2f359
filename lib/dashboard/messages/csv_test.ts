import { assertEquals } from "@std/assert";
import { csvCell, csvLine } from "./csv.ts";

Deno.test("a cell never begins as a formula does", () => {
  for (const begin of ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]) {
    assertEquals(csvCell(`${begin}cmd|' /C calc'!A0`).startsWith(`"'${begin}`), true, begin);
  }
  assertEquals(csvCell('a "b", c'), '"a ""b"", c"');
  assertEquals(csvCell(" =1"), '" =1"');
});

Deno.test("a record is one line: null, bytes, headers that repeat", () => {
  const encoder = new TextEncoder();
  const record = {
    topic: "=t",
    partition: 0,
    offset: 9223372036854775807n,
    timestampMs: 0,
    key: new Uint8Array([0xff]),
    value: null,
    headers: [{ name: "a", value: encoder.encode("=1") }, { name: "a", value: null }],
  };
  assertEquals(
    csvLine(record),
    `"'=t",0,9223372036854775807,1970-01-01T00:00:00.000Z,"0xff",,"[[""a"",""=1""],[""a"",null]]"`,
  );
  const timeless = csvLine({ ...record, timestampMs: -1, value: encoder.encode("@x") });
  assertEquals(timeless.split(",").slice(3, 6), ["", '"0xff"', `"'@x"`]);
});
