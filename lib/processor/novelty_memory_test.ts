import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { throughJson } from "./_arrivals.ts";
import { NoveltyMemory } from "./novelty_memory.ts";

/** Distance to the n-th nearest of some values. */
function farness(value: number, others: readonly number[], neighbours: number): number {
  return others.map((other) => Math.abs(other - value)).sort((a, b) => a - b)[neighbours - 1]!;
}

Deno.test("distances and limits are those of a look at every value", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = seededRandom(`novelty ${seed}`);
    const options = { size: random.int(10, 60), neighbours: random.int(1, 4), rate: 0.1 };
    const memory = new NoveltyMemory(options);
    const values: number[] = [];
    for (let at = 0; at < 150; at++) {
      const value = random.pick([random.int(0, 20), random.next() * 20, -random.next()]);
      const known = values.slice(-options.size);
      const { distance, limit } = memory.judge(value);
      if (known.length > options.neighbours) {
        assertEquals(distance, farness(value, known, options.neighbours));
        // With so few values the limit is found anew each time.
        const own = known.map((one, index) =>
          farness(one, known.filter((_, other) => other !== index), options.neighbours)
        ).sort((a, b) => b - a);
        assertEquals(limit, own[Math.floor(0.1 * known.length)]);
        const sorted = known.toSorted((a, b) => a - b);
        assertEquals(memory.median, sorted[known.length >> 1]);
      }
      memory.learn(value);
      values.push(value);
      assertEquals(memory.count, Math.min(values.length, options.size));
      assertEquals(memory.snapshot().values, values.slice(-options.size));
    }
  }
});

Deno.test("what arithmetic leaves is no distance", () => {
  const memory = new NoveltyMemory({ size: 50, neighbours: 1, rate: 0.1 });
  for (let at = 0; at < 20; at++) memory.learn(0.3);
  assertEquals(memory.judge(0.1 + 0.2), { distance: 0, limit: 0 });
  assertEquals(memory.judge(0.4).distance > 0.09, true);
});

Deno.test("a restored memory goes on like the one it was taken from", () => {
  const random = seededRandom("restored memory");
  const options = { size: 400, neighbours: 3, rate: 0.01 };
  const whole = new NoveltyMemory(options);
  let other = new NoveltyMemory(options);
  for (let at = 0; at < 1500; at++) {
    const value = random.next() ** 3;
    assertEquals(other.judge(value), whole.judge(value));
    for (const each of [whole, other]) each.learn(value);
    if (random.next() > 0.05) continue;
    const stored = throughJson(other.snapshot());
    other = new NoveltyMemory(options);
    other.restore(stored);
  }
});
