import { assertEquals, assertStringIncludes } from "@std/assert";
import { bars, colourPen, displayWidth, printable, Screen, strip, table, timeline } from "./mod.ts";
import { truncate, wrap } from "./mod.ts";

Deno.test("a width counts columns, not characters", () => {
  assertEquals(displayWidth("naïve"), 5);
  assertEquals(displayWidth("e\u0301"), 1);
  assertEquals(displayWidth("注文"), 4);
  assertEquals(displayWidth("📦"), 2);
  assertEquals(displayWidth(colourPen.red("four")), 4);
});

Deno.test("a text that is cut says so and keeps its columns", () => {
  assertEquals(truncate("partition", 9), "partition");
  assertEquals(truncate("partitions", 9), "partitio…");
  assertEquals(displayWidth(truncate("注文注文", 6)), 5);
});

Deno.test("wrapping breaks at spaces and keeps line breaks", () => {
  assertEquals(wrap("one two three\nfour", 9, "  "), ["  one two", "  three", "  four"]);
});

Deno.test("control characters of data can't move the cursor", () => {
  assertEquals(printable("a\x1b[2Jb\n"), "a\\u001b[2Jb\\u000a");
});

Deno.test("a table aligns its columns and lets the shrinking ones give way", () => {
  const columns = [{ title: "partition", align: "right" as const }, {
    title: "value",
    shrinks: true,
  }];
  assertEquals(table(columns, [[0, "short"], [11, "x"]]), [
    "partition  value",
    "─────────  ─────",
    "        0  short",
    "       11  x",
  ]);
  const narrow = table(columns, [[0, "a".repeat(100)]], 40);
  assertEquals(Math.max(...narrow.map(displayWidth)), 40);
  assertStringIncludes(narrow[2]!, "…");
});

Deno.test("bars begin at zero and share one scale", () => {
  const lines = bars([{ label: "p0", value: 4 }, { label: "p1", value: 2 }, {
    label: "p2",
    value: 0,
    note: "nothing",
  }], { width: 40 });
  const blocks = lines.map((line) => [...line].filter((character) => character === "█").length);
  assertEquals(blocks[0], blocks[1]! * 2);
  assertEquals(blocks[2], 0);
  assertEquals(Math.max(...lines.map(displayWidth)) <= 40, true);
});

Deno.test("bars of nothing but zeros are empty", () => {
  assertEquals(bars([{ label: "p0", value: 0 }]).length, 1);
});

Deno.test("a timeline puts marks at their time and never over each other", () => {
  const lines = timeline([
    { label: "client", marks: [{ atMs: 0, untilMs: 800, text: "send" }] },
    { label: "broker", marks: [{ atMs: 400, text: "stored" }, { atMs: 401, text: "answered" }] },
  ]);
  assertStringIncludes(lines[0]!, "┤ send");
  assertStringIncludes(lines[1]!, "● stored ● answered");
  assertStringIncludes(lines[2]!, "800 ms");
  assertEquals(Math.max(...lines.map(displayWidth)) <= 80, true);
});

Deno.test("a strip shows as many records as fit", () => {
  const lanes = [{ label: "p0", cells: Array.from({ length: 60 }, (_, at) => `a${at}`) }];
  const [line] = strip(lanes);
  assertEquals(displayWidth(line!) <= 80, true);
  assertStringIncludes(line!, "…");
  assertEquals(strip([{ label: "p0", cells: ["a1", "b"] }]), ["p0  a1 b"]);
});

Deno.test("a screen without colour writes no escapes", () => {
  const lines: string[] = [];
  const screen = new Screen({ write: (line) => lines.push(line) });
  screen.heading("Placement");
  screen.say("word ".repeat(40).trim());
  screen.bars([{ label: "p0", value: 1 }]);
  assertEquals(lines.some((line) => line.includes("\x1b")), false);
  assertEquals(Math.max(...lines.map(displayWidth)) <= 80, true);
});
