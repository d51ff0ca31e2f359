import { assertEquals } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { lineDiff } from "./line_diff.ts";

function shown(from: string, to: string): string[] {
  return lineDiff(from, to).map(({ kind, text }) => `${kind}${text}`);
}

Deno.test("lines that stay are told apart from those that went and came", () => {
  assertEquals(shown("a\nb\nc\nd", "a\nc\nx\nd"), [" a", "-b", " c", "+x", " d"]);
  assertEquals(shown("a", "a"), [" a"]);
  assertEquals(shown("a\nb", "c"), ["-a", "-b", "+c"]);
  assertEquals(shown("a\na", "a\na\na"), [" a", " a", "+a"]);
});

Deno.test("any two texts can be made again from what differs", () => {
  const random = seededRandom("diff");
  for (let round = 0; round < 200; round++) {
    const text = () =>
      Array.from({ length: random.int(1, 8) }, () => random.pick(["a", "b", "c", "d"]))
        .join("\n");
    const [from, to] = [text(), text()];
    const lines = lineDiff(from, to);
    const side = (gone: string) =>
      lines.filter(({ kind }) => kind !== gone)
        .map(({ text }) => text).join("\n");
    assertEquals([side("+"), side("-")], [from, to]);
    const kept = lines.filter(({ kind }) => kind === " ").length;
    assertEquals(kept, longestCommon(from.split("\n"), to.split("\n")), `${from} → ${to}`);
  }
});

/** How many lines both have in the same order, by trying all that may be left out. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  if (a[0] === b[0]) return 1 + longestCommon(a.slice(1), b.slice(1));
  return Math.max(longestCommon(a.slice(1), b), longestCommon(a, b.slice(1)));
}

Deno.test("very long texts without a common line are shown as gone and come", () => {
  const many = (word: string) => Array.from({ length: 3000 }, (_, at) => `${word}${at}`).join("\n");
  const lines = lineDiff(many("a"), many("b"));
  assertEquals([lines.length, lines[0]!.kind, lines.at(-1)!.kind], [6000, "-", "+"]);
});
