import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Random, seededRandom, shuffled, WorkshopError } from "../core/mod.ts";
import { shuffledWithin, throughJson } from "./_arrivals.ts";
import { summary } from "./downsampling.ts";
import { Watermark } from "./watermark.ts";
import type { TimedRecord, WindowKind, WindowResult } from "./window_types.ts";
import { WindowedAggregation } from "./windows.ts";

const KINDS: readonly WindowKind[] = [
  { kind: "tumbling", sizeMs: 50 },
  { kind: "hopping", sizeMs: 60, advanceMs: 25 },
  { kind: "session", gapMs: 12 },
];

const windowsOf = (windows: WindowKind, graceMs = 0, late: TimedRecord<number>[] = []) =>
  new WindowedAggregation({
    windows,
    aggregation: summary(),
    graceMs,
    onLate: (record) => late.push(record),
  });

function randomRecords(random: Random): TimedRecord<number>[] {
  return Array.from({ length: random.int(1, 200) }, () => ({
    key: random.pick(["Medan", "Bandung", "Jakarta"]),
    timeMs: random.int(-300, 1500),
    value: random.next() * 10 ** random.int(-3, 6),
  }));
}

/** What windows should come to, with all records at hand. */
function oracle(windows: WindowKind, records: readonly TimedRecord<number>[]) {
  const results: WindowResult<unknown>[] = [];
  for (const [key, mine] of Map.groupBy(records, ({ key }) => key)) {
    for (const [startMs, endMs] of bounds(windows, mine)) {
      const inside = mine.filter(({ timeMs }) => startMs <= timeMs && timeMs < endMs);
      const state = inside.reduce(
        (state, { value, timeMs }) => summary().add(state, value, timeMs),
        summary().empty(),
      );
      const value = summary().result(state);
      if (inside.length > 0) results.push({ key, startMs, endMs, count: inside.length, value });
    }
  }
  return results.sort((a, b) =>
    a.endMs - b.endMs || a.startMs - b.startMs || (a.key < b.key ? -1 : 1)
  );
}

function bounds(windows: WindowKind, mine: readonly TimedRecord<number>[]): [number, number][] {
  const times = mine.map(({ timeMs }) => timeMs).sort((a, b) => a - b);
  if (windows.kind === "session") {
    const begins = times.filter((timeMs, at) => at === 0 || timeMs - times[at - 1]! >= 12);
    return begins.map((startMs, at) => {
      const last = times.filter((timeMs) => timeMs < (begins[at + 1] ?? Infinity)).at(-1)!;
      return [startMs, last + 12];
    });
  }
  const stepMs = windows.kind === "hopping" ? windows.advanceMs : windows.sizeMs;
  return Array.from({ length: 200 }, (_, at) => (at - 50) * stepMs)
    .map((startMs) => [startMs, startMs + windows.sizeMs]);
}

for (const kind of KINDS) {
  Deno.test(`${kind.kind} windows: every shuffle inside the grace gives the batch result, in its order`, () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = seededRandom(`${kind.kind} ${seed}`);
      const records = randomRecords(random);
      const expected = oracle(kind, records);
      const boundMs = random.int(0, 80);
      const graceMs = random.int(0, boundMs);
      const watermark = new Watermark({ outOfOrdernessMs: boundMs - graceMs });
      const windows = windowsOf(kind, graceMs);
      const results: WindowResult<unknown>[] = [];
      for (const record of shuffledWithin(records, boundMs, random)) {
        assertEquals(windows.add(record), "taken", `seed ${seed}`);
        results.push(...windows.advance(watermark.observe("0", record.timeMs)));
      }
      results.push(...windows.flush());
      assertEquals(results, expected, `seed ${seed}`);
      assertEquals(windows.openWindows, 0);
      assertEquals(windows.counts.late, 0);
      assertEquals(windows.counts.results, expected.length);
    }
  });

  Deno.test(`${kind.kind} windows: of any shuffle each record is in a window or late, never both`, () => {
    let late = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = seededRandom(`late ${kind.kind} ${seed}`);
      const records = shuffled(random, randomRecords(random));
      const watermark = new Watermark({ outOfOrdernessMs: 600 });
      const aside: TimedRecord<number>[] = [];
      const windows = windowsOf(kind, 20, aside);
      const taken: TimedRecord<number>[] = [];
      const results: WindowResult<unknown>[] = [];
      for (const record of records) {
        if (windows.add(record) === "taken") taken.push(record);
        results.push(...windows.advance(watermark.observe("0", record.timeMs)));
      }
      results.push(...windows.flush());
      assertEquals(windows.counts.taken, taken.length);
      assertEquals(windows.counts.late, aside.length);
      assertEquals(taken.length + aside.length, records.length);
      const places = results.reduce((sum, { count }) => sum + count, 0);
      if (kind.kind === "hopping") {
        const all = oracle(kind, taken).reduce((sum, { count }) => sum + count, 0);
        assertEquals(places, all - windows.counts.missedWindows);
      } else {
        assertEquals(places, taken.length);
        assertEquals(results, oracle(kind, taken), "what was taken counts as if in order");
      }
      const names = results.map(({ key, startMs }) => `${key} ${startMs}`);
      assertEquals(new Set(names).size, names.length, "no window has two results");
      late += aside.length;
    }
    assert(late > 100, `only ${late} records were late`);
  });

  Deno.test(`${kind.kind} windows stored and restored at random points go on like uninterrupted ones`, () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = seededRandom(`snapshot ${kind.kind} ${seed}`);
      const watermark = new Watermark({ outOfOrdernessMs: 300 });
      const whole = windowsOf(kind, 10);
      let other = windowsOf(kind, 10);
      for (const record of shuffled(random, randomRecords(random))) {
        const atMs = watermark.observe("0", record.timeMs);
        assertEquals(other.add(record), whole.add(record));
        assertEquals(other.advance(atMs), whole.advance(atMs));
        if (random.next() > 0.2) continue;
        const stored = throughJson(other.snapshot());
        other.add(record);
        other = windowsOf(kind, 10);
        other.restore(stored);
      }
      assertEquals(other.flush(), whole.flush());
      assertEquals(throughJson(other.snapshot()), throughJson(whole.snapshot()));
    }
  });
}

Deno.test("a window takes its beginning and not its end, and is final when the watermark is there", () => {
  const windows = windowsOf({ kind: "tumbling", sizeMs: 10 }, 5);
  const add = (timeMs: number) => windows.add({ key: "a", timeMs, value: 1 });
  for (const timeMs of [0, 9, 10]) assertEquals(add(timeMs), "taken");
  assertEquals(windows.advance(14), []);
  assertEquals(add(0), "taken", "in the grace");
  assertEquals(windows.advance(15).map(({ endMs, count }) => [endMs, count]), [[10, 3]]);
  assertEquals(add(9), "late");
  assertEquals(windows.advance(3), [], "a watermark does not go back");
  assertEquals(add(9), "late");
});

Deno.test("a hopping window's record may miss some of its windows, and is not late for that", () => {
  const windows = windowsOf({ kind: "hopping", sizeMs: 20, advanceMs: 10 });
  windows.advance(25);
  assertEquals(windows.add({ key: "a", timeMs: 15, value: 1 }), "taken");
  assertEquals(windows.counts, { taken: 1, late: 0, missedWindows: 1, results: 0 });
  assertEquals(windows.flush().map(({ startMs }) => startMs), [10]);
});

Deno.test("a record between two sessions joins them", () => {
  const windows = windowsOf({ kind: "session", gapMs: 10 });
  for (const timeMs of [0, 18, 9]) windows.add({ key: "a", timeMs, value: timeMs });
  const [session, ...more] = windows.flush();
  assertEquals(more, []);
  assertEquals([session!.startMs, session!.endMs, session!.count], [0, 28, 3]);
});

Deno.test("a session that was given as ended gets no neighbour nearer than the gap", () => {
  const windows = windowsOf({ kind: "session", gapMs: 10 });
  const add = (timeMs: number) => windows.add({ key: "a", timeMs, value: 1 });
  add(0);
  assertEquals(windows.advance(12).map(({ endMs }) => endMs), [10]);
  assertEquals(add(9), "late", "it would have joined what was given");
  assertEquals(add(12), "taken");
});

Deno.test("a record within an open session is taken, however far behind", () => {
  const windows = windowsOf({ kind: "session", gapMs: 10 });
  const add = (timeMs: number) => windows.add({ key: "a", timeMs, value: 1 });
  for (const timeMs of [0, 8, 16]) add(timeMs);
  windows.advance(20);
  assertEquals(add(4), "taken");
  assertEquals(add(-1), "late", "it would move the beginning, perhaps into one that was given");
  assertEquals(windows.flush().map(({ startMs, count }) => [startMs, count]), [[0, 4]]);
});

Deno.test("windows that can't be are refused with what is allowed", () => {
  const refused = (windows: WindowKind, graceMs = 0) =>
    assertThrows(() => windowsOf(windows, graceMs), WorkshopError, "lengths are above 0 ms");
  refused({ kind: "tumbling", sizeMs: 0 });
  refused({ kind: "hopping", sizeMs: 10, advanceMs: 20 });
  refused({ kind: "session", gapMs: NaN });
  refused({ kind: "session", gapMs: 10 }, -1);
  const windows = windowsOf({ kind: "tumbling", sizeMs: 10 });
  assertThrows(() => windows.add({ key: "a", timeMs: Infinity, value: 1 }), WorkshopError);
});
