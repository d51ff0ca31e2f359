import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock } from "../core/mod.ts";
import { Pace } from "./pace.ts";

const never = new AbortController().signal;

Deno.test("the first comes at once, the others one interval apart", async () => {
  const clock = new ManualClock();
  const pace = new Pace(5000, clock);
  const times: number[] = [];
  const loop = (async () => {
    while (times.length < 4) {
      await pace.next(never);
      times.push(clock.monotonicMs());
    }
  })();
  for (let round = 0; round < 3; round++) {
    while (clock.sleepers === 0) await Promise.resolve();
    clock.advance(5000);
  }
  await loop;
  assertEquals(times, [0, 5000, 10_000, 15_000]);
});

Deno.test("a little lost time is made up for, much is not", async () => {
  const clock = new ManualClock();
  const pace = new Pace(100, clock);
  const ready = async () => {
    let count = 0;
    const stop = new AbortController();
    const loop = (async () => {
      while (true) {
        await pace.next(stop.signal);
        count++;
      }
    })();
    while (clock.sleepers === 0) await Promise.resolve();
    stop.abort();
    await loop.catch(() => {});
    return count;
  };
  assertEquals(await ready(), 1);
  clock.advance(500);
  assertEquals(await ready(), 5);
  clock.advance(3_600_000);
  assertEquals(await ready(), 1);
});

Deno.test("an abort ends the waiting", async () => {
  const clock = new ManualClock();
  const pace = new Pace(5000, clock);
  const stop = new AbortController();
  await pace.next(stop.signal);
  const waiting = pace.next(stop.signal);
  stop.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  assertEquals(clock.sleepers, 0);
});
