import { assert, assertEquals, assertThrows } from "@std/assert";
import { seededRandom, WorkshopError } from "../core/mod.ts";
import { throughJson } from "./_arrivals.ts";
import { Watermark } from "./watermark.ts";

Deno.test("the watermark is the least of the partitions, less the out-of-orderness", () => {
  const watermark = new Watermark({ outOfOrdernessMs: 10 });
  watermark.assign(["a", "b"]);
  assertEquals(watermark.currentMs, -Infinity);
  assertEquals(watermark.observe("a", 100), -Infinity, "nothing is known of b");
  assertEquals(watermark.observe("b", 50), 40);
  assertEquals(watermark.observe("b", 45), 40, "an earlier record moves nothing");
  assertEquals(watermark.observe("b", 300), 90);
});

Deno.test("it never goes back, not for a partition that wakes up with old records", () => {
  const watermark = new Watermark({ outOfOrdernessMs: 0 });
  watermark.assign(["a", "b"]);
  watermark.observe("a", 100);
  watermark.observe("b", 20);
  assertEquals(watermark.markIdle("b"), 100);
  assertEquals(watermark.observe("b", 30), 100);
  assertEquals(watermark.observe("a", 500), 100, "b holds it back again");
  assertEquals(watermark.revoke(["b"]), 500);
  assertEquals(watermark.partitions, ["a"]);
});

Deno.test("a silent partition is left out once it is idle, an only one stops the time", () => {
  const watermark = new Watermark({ outOfOrdernessMs: 0, idleAfterMs: 1000 });
  watermark.assign(["a", "b"], 0);
  watermark.observe("a", 70, 900);
  assertEquals(watermark.checkIdle(999), -Infinity);
  assertEquals(watermark.checkIdle(1000), 70, "b was silent for a second");
  assertEquals(watermark.checkIdle(5000), 70, "all are idle, so nothing is known");
  assertEquals(watermark.observe("b", 90, 5001), 90, "a is idle by now");
});

Deno.test("a clock that is far ahead moves nothing", () => {
  const watermark = new Watermark({ outOfOrdernessMs: 0, maxAheadMs: 1000 });
  assertEquals(watermark.observe("a", 5000, 5000), 5000);
  assertEquals(watermark.observe("a", 86_400_000, 5001), 5000);
  assertEquals(watermark.observe("a", 6001, 5001), 6001);
  assertEquals(watermark.observe("a", 86_400_000), 86_400_000, "without a now nothing is ahead");
});

Deno.test("a watermark that was stored and restored goes on like the one that was not", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = seededRandom(`watermark ${seed}`);
    const whole = new Watermark({ outOfOrdernessMs: 5, idleAfterMs: 40 });
    let other = new Watermark({ outOfOrdernessMs: 5, idleAfterMs: 40 });
    for (const each of [whole, other]) each.assign(["0", "1", "2"], 0);
    let before = -Infinity;
    for (let now = 0; now < 300; now++) {
      const partition = String(random.int(0, 2));
      const timeMs = now + random.int(-20, 0);
      const step = (watermark: Watermark) => {
        watermark.observe(partition, timeMs, now);
        return watermark.checkIdle(now);
      };
      const after = step(whole);
      assertEquals(step(other), after);
      assert(after >= before);
      before = after;
      if (random.next() > 0.1) continue;
      const stored = throughJson(other.snapshot());
      other = new Watermark({ outOfOrdernessMs: 5, idleAfterMs: 40 });
      other.restore(stored);
    }
  }
});

Deno.test("what is no time, and a negative bound, are refused", () => {
  const watermark = new Watermark({ outOfOrdernessMs: 0 });
  assertThrows(() => watermark.observe("a", NaN), WorkshopError, "An event has the time NaN");
  assertThrows(() => new Watermark({ outOfOrdernessMs: -1 }), WorkshopError, "out-of-orderness");
});
