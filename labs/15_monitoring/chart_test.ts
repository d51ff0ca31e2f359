import { assertEquals } from "@std/assert";
import { marks, secondsAxis, sparkline } from "./chart.ts";

Deno.test("what is little beside the largest is still drawn, and nothing is not", () => {
  assertEquals(sparkline([0, 1, 500, 1000, 2000], 1000), " ▁▄██");
  assertEquals(sparkline([0, 0], 0), "  ");
});

Deno.test("an axis is as wide as its row", () => {
  assertEquals(secondsAxis(20, 100), "0 s────────────100 s");
  assertEquals(secondsAxis(20, 100).length, sparkline(new Array(20).fill(1), 1).length);
});

Deno.test("marks show where something holds", () => {
  assertEquals(marks([false, true, true, false]), "·██·");
});
