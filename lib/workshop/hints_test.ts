import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { hintParagraphs, levelToShow, parseHints } from "./hints.ts";

const HINTS =
  "# Hints\n\n## 1 A question\n\nWhy?\n\n## 2 Look up\n\nacks\n\n## 3 Pseudocode\n\nsend";

Deno.test("hints come one level at a time, and the last one stays", () => {
  assertEquals(parseHints(HINTS, "hints.md").map((hint) => [hint.level, hint.title, hint.text]), [
    [1, "A question", "Why?"],
    [2, "Look up", "acks"],
    [3, "Pseudocode", "send"],
  ]);
  assertEquals([levelToShow(0, undefined), levelToShow(3, undefined), levelToShow(0, 3)], [
    1,
    3,
    3,
  ]);
});

Deno.test("hints without all three levels are refused", () => {
  assertThrows(() => parseHints(HINTS.replace("## 2 Look up", ""), "hints.md"), ConfigError);
  assertThrows(() => parseHints(HINTS.replace("acks", ""), "hints.md"), ConfigError);
});

Deno.test("a hint's paragraphs are wrapped anew, its code is left alone", () => {
  const text = "Look at\nthis.\n\nAnd that:\n\n```ts\na\n  b\n```\n";
  assertEquals(hintParagraphs(text), [
    { code: false, text: "Look at this." },
    { code: false, text: "And that:" },
    { code: true, text: "a\n  b" },
  ]);
});
