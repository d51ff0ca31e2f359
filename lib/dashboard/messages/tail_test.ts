import { assert, assertEquals } from "@std/assert";
import type { ConsumedRecord } from "../../consumer/mod.ts";
import { RecordDecoder } from "./decoder.ts";
import { parseFilter } from "./parse_filter.ts";
import { RecordMatcher } from "./record_matcher.ts";
import { Tail, type TailLimits } from "./tail.ts";

const encoder = new TextEncoder();

/** A tail whose filter may take its time, unless a limit is told. */
function tailOf(filter = "", limits: TailLimits = {}): Tail {
  const matcher = new RecordMatcher(parseFilter(filter), new RecordDecoder(undefined));
  return new Tail(matcher, { checkMs: Infinity, ...limits });
}

function records(count: number, { from = 0, bytes = 10 } = {}): ConsumedRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    topic: "t",
    partition: 0,
    offset: BigInt(from + at),
    timestampMs: 0,
    key: null,
    value: encoder.encode(`${from + at}`.padEnd(bytes, ".")),
    headers: [],
  }));
}

function offsets(tick: ReturnType<Tail["tick"]>): number[] {
  return tick.records.map(({ offset }) => Number(offset));
}

Deno.test("a slow stream is shown whole", () => {
  const tail = tailOf();
  tail.push(records(3));
  const tick = tail.tick();
  assertEquals([offsets(tick), tick.seen, tick.dropped], [[0, 1, 2], 3, 0]);
  assertEquals(tail.tick(), { records: [], seen: 0, dropped: 0, unchecked: 0 });
});

Deno.test("of a fast stream the newest are shown, and what was dropped adds up", () => {
  const tail = tailOf("", { records: 5, checked: 100 });
  for (let from = 0; from < 8000; from += 500) tail.push(records(500, { from }));
  const tick = tail.tick();
  assertEquals(tick.seen, 8000);
  assertEquals(tick.records.length + tick.dropped, tick.seen);
  assertEquals(tick.records.length, 5);
  assert(tick.unchecked >= 7900 && tick.unchecked <= tick.dropped);
});

Deno.test("large records are held only up to so many bytes, the newest in any case", () => {
  const tail = tailOf("", { bytes: 2500 });
  tail.push(records(10, { bytes: 1000 }));
  assertEquals(offsets(tail.tick()), [8, 9]);
  tail.push(records(2, { bytes: 10_000 }));
  assertEquals(offsets(tail.tick()), [1]);
});

Deno.test("a filter counts only what it was shown, and stops when it took too long", () => {
  const tail = tailOf("value ~ 7");
  tail.push(records(30));
  const tick = tail.tick();
  assertEquals([offsets(tick), tick.dropped], [[7, 17, 27], 0]);
  const slow = tailOf("value ~ 7", { checkMs: 0 });
  slow.push(records(30));
  assertEquals({ ...slow.tick(), records: [] }, {
    records: [],
    seen: 30,
    dropped: 30,
    unchecked: 30,
  });
});

Deno.test("twenty thousand records a second leave nothing behind in memory", () => {
  const tail = tailOf("value.x = 1 or key ~ y");
  const batch = records(1000, { bytes: 200 });
  const held: number[] = [];
  for (let second = 0; second < 60; second++) {
    for (let at = 0; at < 20; at++) tail.push(batch);
    const tick = tail.tick();
    assertEquals(tick.seen, 20_000);
    assertEquals(tick.records.length + tick.dropped <= tick.seen, true);
    held.push(tick.records.length);
  }
  assertEquals(Math.max(...held) <= 40, true);
});
