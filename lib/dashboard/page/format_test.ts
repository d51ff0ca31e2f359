import { assertEquals } from "@std/assert";
import { counted, digits, percent, ranges, rate, shortened, span, timeOfDay } from "./format.ts";

Deno.test("thousands are set apart in numbers of any length", () => {
  assertEquals(
    ["0", "999", "1000", "12345678901234567890", 1234567].map(digits),
    ["0", "999", "1,000", "12,345,678,901,234,567,890", "1,234,567"],
  );
});

Deno.test("text that is no number stays as it is", () => {
  assertEquals(digits("abc"), "abc");
});

Deno.test("rates have a decimal only where it says something", () => {
  assertEquals([0, 0.04, 3.14159, 9.96, 198.6, 20_000].map(rate), [
    "0",
    "0.0",
    "3.1",
    "10",
    "199",
    "20,000",
  ]);
});

Deno.test("time spans are told in two units at most", () => {
  assertEquals([0, 0.44, 9.94, 59.6, 119, 200, 7300].map(span), [
    "0.0 s",
    "0.4 s",
    "9.9 s",
    "60 s",
    "119 s",
    "3 min 20 s",
    "2 h 1 min",
  ]);
});

Deno.test("the time of day has 24 hours", () => {
  assertEquals(timeOfDay(new Date(2024, 4, 6, 15, 4, 5).getTime()), "15:04:05");
});

Deno.test("shares are told in percent, small ones too", () => {
  assertEquals(
    [[0, 0], [0, 5], [1, 5000], [1, 80], [1, 2], [5, 5]].map(([a, b]) => percent(a!, b!)),
    [
      "0 %",
      "0 %",
      "<0.1 %",
      "1.3 %",
      "50 %",
      "100 %",
    ],
  );
});

Deno.test("nouns follow their count", () => {
  assertEquals([counted(0, "record"), counted(1, "record"), counted(1200, "record")], [
    "0 records",
    "1 record",
    "1,200 records",
  ]);
});

Deno.test("partitions are told as runs", () => {
  assertEquals(ranges([5, 0, 1, 2, 9, 8, 8]), "0–2, 5, 8, 9");
  assertEquals(ranges([]), "");
});

Deno.test("a long text is cut and says so", () => {
  assertEquals([shortened("abc", 3), shortened("abcd", 3)], ["abc", "abc…"]);
});
