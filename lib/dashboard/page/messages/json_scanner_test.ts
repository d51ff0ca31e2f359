import { assertEquals } from "@std/assert";
import { isJson } from "./json_scanner.ts";
import { prettyJson } from "./pretty_json.ts";

function whole(text: string): string {
  return prettyJson(text).map((part) => part.text).join("");
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

Deno.test("what is JSON is decided as JSON.parse decides it", () => {
  const good = ["0", "-1.5e+3", '"a\\u00e9"', "[]", "{}", '{"a":[1,{"b":null}],"c":true}', " 1 "];
  const pieces = ["{", "}", "[", "]", ",", ":", '"a"', "1", "true", " ", '"', "-", "nul", "\\"];
  const texts = [...good];
  let seed = 1;
  for (let count = 0; count < 20_000; count++) {
    let text = "";
    for (let at = 0; at < 7; at++) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      text += pieces[(seed >> 8) % pieces.length];
    }
    texts.push(text);
  }
  for (
    const text of [...texts, "", "01", "1.", ".5", "+1", "NaN", '"\n"', '"\\x"', "[1,]", "1 2"]
  ) {
    assertEquals(isJson(text), parses(text), text);
  }
  assertEquals(good.every(isJson), true);
});

Deno.test("pretty JSON is what JSON.stringify gives, with every digit kept", () => {
  for (
    const text of [
      '{"a":1,"b":[true,null,"x"],"c":{"d":{}},"e":[]}',
      "[[1,2],[3]]",
      '"text"',
      "[]",
    ]
  ) assertEquals(whole(text), JSON.stringify(JSON.parse(text), null, 2));
  const exact = "[9223372036854775807,1.10,1e400,-0]";
  assertEquals(whole(exact).replace(/\s/g, ""), exact);
  assertEquals(prettyJson(exact)[1], { kind: "number", text: "9223372036854775807" });
});

Deno.test("what was cut off or is wrong is kept as it stands", () => {
  assertEquals(whole('{"a":"b'), '{\n  "a": "b');
  assertEquals(whole('{"a" 1}'), '{\n  "a"1}');
  assertEquals(whole("<script>"), "<script>");
});

Deno.test("a deep value is not blown up by blanks, and a long one has only so many pieces", () => {
  const deep = "[".repeat(30_000) + "]".repeat(30_000);
  assertEquals(whole(deep).length < 10 * deep.length, true);
  const long = `[${"1,".repeat(50_000)}1]`;
  assertEquals(prettyJson(long).length < 10_000, true);
  assertEquals(whole(long).replace(/\s/g, ""), long);
});
