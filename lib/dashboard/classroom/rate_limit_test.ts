import { assertEquals } from "@std/assert";
import { ManualClock } from "../../core/mod.ts";
import { RateLimit } from "./rate_limit.ts";

const takes = (limit: RateLimit, who: string, times: number) =>
  Array.from({ length: times }, () => limit.take(who)).filter(Boolean).length;

Deno.test("each may do it so often at once, and again after a while", () => {
  const clock = new ManualClock();
  const each = { perSecond: 2, burst: 5 };
  const limit = new RateLimit({ each, all: { perSecond: 100, burst: 100 }, clock });
  assertEquals([takes(limit, "a", 20), takes(limit, "b", 20)], [5, 5]);
  clock.advance(1000);
  assertEquals(takes(limit, "a", 20), 2);
  clock.advance(60_000);
  assertEquals(takes(limit, "a", 20), 5);
});

Deno.test("all together are limited however many they are", () => {
  const clock = new ManualClock();
  const each = { perSecond: 2, burst: 5 };
  const limit = new RateLimit({ each, all: { perSecond: 10, burst: 12 }, clock });
  const done = Array.from({ length: 100 }, (_, at) => limit.take(`${at}`)).filter(Boolean);
  assertEquals(done.length, 12);
  clock.advance(500);
  assertEquals(takes(limit, "x", 3) + takes(limit, "y", 3), 5);
});

Deno.test("who is forgotten is the one that was quiet longest", () => {
  const clock = new ManualClock();
  const each = { perSecond: 0, burst: 1 };
  const all = { perSecond: 0, burst: 100 };
  const limit = new RateLimit({ each, all, maxKnown: 2, clock });
  for (const who of ["a", "b", "a", "c"]) limit.take(who);
  assertEquals([limit.take("a"), limit.take("b")], [false, true]);
});
