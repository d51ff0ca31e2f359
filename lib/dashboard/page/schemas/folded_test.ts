import { assertEquals } from "@std/assert";
import type { DiffLine } from "../../schemas/line_diff.ts";
import { folded } from "./folded.ts";

const lines = (kinds: string) =>
  [...kinds].map((kind, at): DiffLine => ({ kind: kind as DiffLine["kind"], text: String(at) }));
const shown = (kinds: string) =>
  folded(lines(kinds)).map((line) => typeof line === "number" ? line : line.text);

Deno.test("what stays the same far from a difference becomes a number of lines", () => {
  assertEquals(shown("     +     "), [2, "2", "3", "4", "5", "6", "7", "8", 2]);
  assertEquals(shown("+ -"), ["0", "1", "2"]);
  assertEquals(shown("    "), [4]);
});
