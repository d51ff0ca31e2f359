import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock, systemClock } from "./clock.ts";

Deno.test("a manual clock wakes its sleepers in the order in which they fall due", async () => {
  const clock = new ManualClock(1000);
  const woken: string[] = [];
  const late = clock.sleep(20).then(() => woken.push("late"));
  const early = clock.sleep(10).then(() => woken.push("early"));
  clock.advance(9);
  await Promise.resolve();
  assertEquals(woken, []);
  clock.advance(11);
  await Promise.all([late, early]);
  assertEquals(woken, ["early", "late"]);
  assertEquals([clock.now(), clock.monotonicMs(), clock.sleepers], [1020, 20, 0]);
});

Deno.test.each([
  { name: "the system clock", clock: systemClock },
  { name: "a manual clock", clock: new ManualClock() },
])("a sleep on $name ends with the signal's reason", async ({ clock }) => {
  const stop = new AbortController();
  const sleep = clock.sleep(60_000, stop.signal);
  stop.abort(new Error("enough"));
  await assertRejects(() => sleep, Error, "enough");
  await assertRejects(() => clock.sleep(1, stop.signal), Error, "enough");
});
