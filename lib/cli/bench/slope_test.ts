import { assertAlmostEquals, assertEquals } from "@std/assert";
import { riseIn } from "./slope.ts";

Deno.test("a straight line rises as it does, a saw that comes back to where it was does not", () => {
  const line = [0, 1000, 2000].map((atMs) => ({ atMs, value: 7 + atMs / 500 }));
  assertAlmostEquals(riseIn(60_000, line), 120);
  const saw = [5, 9, 5, 9, 5].map((value, at) => ({ atMs: at * 1000, value }));
  assertAlmostEquals(riseIn(60_000, saw), 0);
});

Deno.test("one sample has no slope", () => {
  assertEquals(riseIn(1000, [{ atMs: 5, value: 3 }]), 0);
});
