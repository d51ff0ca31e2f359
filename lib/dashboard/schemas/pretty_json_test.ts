import { assertEquals } from "@std/assert";
import { prettyJson } from "./pretty_json.ts";

Deno.test("JSON is set over lines as JSON.stringify does it", () => {
  for (
    const value of [
      {},
      [],
      "a, b: {c}",
      { a: [1, { b: null }], c: {}, d: [], e: 'say "hi" \\ ', f: true },
      [[[]], [{}]],
    ]
  ) {
    assertEquals(prettyJson(JSON.stringify(value)), JSON.stringify(value, null, 2));
    assertEquals(prettyJson(JSON.stringify(value, null, 7)), JSON.stringify(value, null, 2));
  }
});

Deno.test("numbers keep their digits, and what is no JSON stays as it is", () => {
  const exact = "9223372036854775807";
  assertEquals(prettyJson(`{"default":${exact}}`), `{\n  "default": ${exact}\n}`);
  assertEquals(prettyJson("1.0"), "1.0");
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  for (const text of [deep, 'syntax = "proto3";\nmessage A {}', "{", ""]) {
    assertEquals(prettyJson(text), text);
  }
});
