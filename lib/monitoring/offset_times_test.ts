import { assert, assertEquals } from "@std/assert";
import { OffsetTimes } from "./offset_times.ts";

Deno.test("an offset between two samples is as old as its share of the way", () => {
  const times = new OffsetTimes();
  times.add(0n, 0);
  times.add(100n, 10_000);
  assertEquals(times.ageSeconds(50n, 10_000), 5);
  assertEquals(times.ageSeconds(90n, 12_000), 3);
});

Deno.test("what is read to the end has no age", () => {
  const times = new OffsetTimes();
  times.add(100n, 0);
  assertEquals(times.ageSeconds(100n, 60_000), 0);
  assertEquals(times.ageSeconds(101n, 60_000), 0);
});

Deno.test("a pause in writing doesn't make later records older", () => {
  const times = new OffsetTimes();
  times.add(100n, 0);
  for (let atMs = 10_000; atMs <= 600_000; atMs += 10_000) times.add(100n, atMs);
  times.add(110n, 610_000);
  assertEquals(times.ageSeconds(100n, 610_000), 10);
  assertEquals(times.size, 3);
});

Deno.test("before the first sample the rate since then is taken", () => {
  const times = new OffsetTimes();
  times.add(1000n, 0);
  times.add(1100n, 10_000);
  assertEquals(times.ageSeconds(900n, 10_000), 20);
});

Deno.test("one sample, or an end that never moved, gives no age to what is unread", () => {
  const times = new OffsetTimes();
  assertEquals(times.ageSeconds(5n, 0), undefined);
  times.add(10n, 0);
  assertEquals(times.ageSeconds(5n, 1000), undefined);
  times.add(10n, 60_000);
  assertEquals(times.ageSeconds(5n, 60_000), undefined);
});

Deno.test("a log that was made anew starts a new table", () => {
  const times = new OffsetTimes();
  times.add(1000n, 0);
  times.add(2000n, 10_000);
  times.add(5n, 20_000);
  assertEquals(times.size, 1);
});

Deno.test("the table stays bounded and still reaches back", () => {
  const times = new OffsetTimes();
  for (let index = 0; index <= 10_000; index++) times.add(BigInt(index * 10), index * 1000);
  assert(times.size <= 128);
  const age = times.ageSeconds(99_000n, 10_000_000)!;
  assert(Math.abs(age - 100) < 1, `${age}`);
  const old = times.ageSeconds(50_000n, 10_000_000)!;
  assert(Math.abs(old - 5000) < 50, `${old}`);
});
