import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { shuffledWithin, throughJson } from "./_arrivals.ts";
import { coarser, Downsampler, type Rollup } from "./downsampling.ts";
import { Watermark } from "./watermark.ts";

const MINUTE_MS = 60_000;

Deno.test("rollups have the values that a hand computes", () => {
  const cpu = new Downsampler({ stepsMs: [2 * MINUTE_MS, MINUTE_MS] });
  const points = [[0, 10], [59_999, 40], [30_000, 25], [60_000, -5], [61_000, 8], [61_000, 3]];
  for (const [timeMs, value] of points) cpu.add({ key: "cpu", timeMs: timeMs!, value: value! });
  const of = (stepMs: number, startMs: number) => ({ key: "cpu", stepMs, startMs });
  assertEquals(cpu.openSteps, 3);
  assertEquals(cpu.advance(2 * MINUTE_MS), [
    {
      ...of(MINUTE_MS, 0),
      endMs: MINUTE_MS,
      ...{ count: 3, sum: 75, min: 10, max: 40, mean: 25, last: 40, lastMs: 59_999 },
    },
    {
      ...of(MINUTE_MS, MINUTE_MS),
      endMs: 2 * MINUTE_MS,
      ...{ count: 3, sum: 6, min: -5, max: 8, mean: 2, last: 8, lastMs: 61_000 },
    },
    {
      ...of(2 * MINUTE_MS, 0),
      endMs: 2 * MINUTE_MS,
      ...{ count: 6, sum: 81, min: -5, max: 40, mean: 13.5, last: 8, lastMs: 61_000 },
    },
  ]);
  assertEquals(cpu.openSteps, 0);
});

Deno.test("shuffled inside the grace, and stored in between, series give the same rollups", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = seededRandom(`rollups ${seed}`);
    const points = Array.from({ length: 300 }, (_, at) => ({
      key: random.pick(["cpu", "memory"]),
      timeMs: at * 1000 + random.int(0, 900),
      value: random.next() * 100,
    }));
    const options = { stepsMs: [10_000, MINUTE_MS], graceMs: 5000 };
    const ordered = new Downsampler(options);
    for (const point of points) ordered.add(point);
    const expected = ordered.flush().sort(inTime);

    let other = new Downsampler(options);
    const watermark = new Watermark({ outOfOrdernessMs: 0 });
    const results: Rollup[] = [];
    for (const point of shuffledWithin(points, 5000, random)) {
      assertEquals(other.add(point), "taken");
      results.push(...other.advance(watermark.observe("0", point.timeMs)));
      if (random.next() > 0.05) continue;
      const stored = throughJson(other.snapshot());
      other = new Downsampler(options);
      other.restore(stored);
    }
    assertEquals([...results, ...other.flush()].sort(inTime), expected);
  }
});

Deno.test("finer rollups make coarser ones like those of the values themselves", () => {
  const random = seededRandom("coarser");
  const both = new Downsampler({ stepsMs: [10_000, MINUTE_MS] });
  for (let timeMs = 0; timeMs < 10 * MINUTE_MS; timeMs += 700) {
    for (const key of ["cpu", "memory"]) both.add({ key, timeMs, value: random.int(0, 1000) });
  }
  const { fine = [], coarse } = Object.groupBy(
    both.flush(),
    ({ stepMs }) => stepMs === MINUTE_MS ? "coarse" : "fine",
  );
  assertEquals(coarser(fine, MINUTE_MS), coarse);
});

Deno.test("a value that comes too late is counted and handed over, for each step it missed", () => {
  const aside: number[] = [];
  const cpu = new Downsampler({
    stepsMs: [MINUTE_MS, 2 * MINUTE_MS],
    onLate: (_record, stepMs) => aside.push(stepMs),
  });
  cpu.add({ key: "cpu", timeMs: 1000, value: 1 });
  cpu.advance(MINUTE_MS);
  assertEquals(cpu.add({ key: "cpu", timeMs: 2000, value: 9 }), "late");
  assertEquals(aside, [MINUTE_MS]);
  assertEquals(cpu.counts(MINUTE_MS)?.late, 1);
  assertEquals(cpu.counts(2 * MINUTE_MS)?.taken, 2);
  assertEquals(cpu.counts(7), undefined);
});

function inTime(a: Rollup, b: Rollup): number {
  return a.stepMs - b.stepMs || a.startMs - b.startMs || (a.key < b.key ? -1 : 1);
}
