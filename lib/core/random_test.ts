import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { freshSeed, seededRandom } from "./random.ts";

Deno.test("a seed repeats its stream and another seed does not", () => {
  const draw = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 8 }, () => random.next());
  };
  assertEquals(draw("a"), draw("a"));
  assertNotEquals(draw("a"), draw("b"));
});

Deno.test("integers cover both ends and spread evenly", () => {
  const random = seededRandom(7);
  const counts = new Map<number, number>();
  for (let i = 0; i < 6000; i++) {
    const value = random.int(1, 6);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  assertEquals([...counts.keys()].sort(), [1, 2, 3, 4, 5, 6]);
  for (const count of counts.values()) assertEquals(count > 850 && count < 1150, true);
});

Deno.test("a fork depends on its label only, not on what was drawn before", () => {
  const random = seededRandom("a");
  const first = random.fork("users").next();
  random.next();
  assertEquals(random.fork("users").next(), first);
  assertNotEquals(random.fork("orders").next(), first);
});

Deno.test("a UUID is of version 4 and a fresh seed has eight digits", () => {
  assertMatch(
    seededRandom("x").uuid(),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assertMatch(freshSeed(), /^[0-9a-f]{8}$/);
  assertThrows(() => seededRandom("x").pick([]), RangeError);
});
