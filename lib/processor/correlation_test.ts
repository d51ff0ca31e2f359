import { assert, assertEquals, assertThrows } from "@std/assert";
import { seededRandom, WorkshopError } from "../core/mod.ts";
import { shuffledWithin, throughJson } from "./_arrivals.ts";
import { type Correlation, type CorrelationOptions, Correlator } from "./correlation.ts";
import { SeriesDetectors } from "./series_detectors.ts";
import type { StreamEvent } from "./stream_event.ts";
import { Watermark } from "./watermark.ts";

const INCIDENTS: CorrelationOptions<number> = {
  anchor: "anomalies",
  with: {
    errors: { beforeMs: 30, afterMs: 10 },
    failures: { afterMs: 50, required: false },
  },
  graceMs: 5,
};

function oracle(events: readonly StreamEvent<number>[]): Correlation<number>[] {
  const near = (anchor: StreamEvent, stream: string, fromMs: number, toMs: number) =>
    events.filter((event) =>
      event.stream === stream && event.key === anchor.key &&
      event.timeMs >= anchor.timeMs + fromMs && event.timeMs <= anchor.timeMs + toMs
    ).sort((a, b) => a.timeMs - b.timeMs || a.value - b.value);
  return events.filter(({ stream }) => stream === "anomalies").map((anchor) => ({
    key: anchor.key,
    anchor,
    matches: {
      errors: near(anchor, "errors", -30, 10),
      failures: near(anchor, "failures", 0, 50),
    },
  })).filter(({ matches }) => matches.errors.length > 0);
}

const named = (found: readonly Correlation<number>[]) =>
  found.map((each) => JSON.stringify(each)).sort();

Deno.test("events are joined as a look at all of them joins them, in whatever order they come", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = seededRandom(`correlation ${seed}`);
    const events = Array.from({ length: 150 }, (_, at) => ({
      stream: random.pick(["anomalies", "errors", "failures", "clicks"]),
      key: random.pick(["web-1", "web-2"]),
      timeMs: random.int(0, 1000),
      value: 1000 + at,
    }));
    const boundMs = random.int(0, 40);
    const watermark = new Watermark({ outOfOrdernessMs: Math.max(0, boundMs - 5) });
    let correlator = new Correlator(INCIDENTS);
    const found: Correlation<number>[] = [];
    for (const event of shuffledWithin(events, boundMs, random)) {
      assertEquals(correlator.add(event), event.stream === "clicks" ? "other" : "taken");
      found.push(...correlator.advance(watermark.observe("0", event.timeMs)));
      if (random.next() > 0.1) continue;
      const stored = throughJson(correlator.snapshot());
      correlator = new Correlator(INCIDENTS);
      correlator.restore(stored);
    }
    found.push(...correlator.flush());
    assertEquals(named(found), named(oracle(events)), `seed ${seed}`);
    const times = found.map(({ anchor }) => anchor.timeMs);
    assertEquals(times, times.toSorted((a, b) => a - b));
  }
});

Deno.test("an anomaly, the errors of its host and the events that failed there are one incident", () => {
  const detectors = new SeriesDetectors();
  const incidents = new Correlator<string>({
    anchor: "system-metrics",
    with: {
      "application-logs": { beforeMs: 30_000, afterMs: 30_000 },
      "user-events": { afterMs: 60_000, required: false },
    },
  });
  for (const key of ["web-1", "web-2"]) {
    for (let at = 0; at < 300; at++) {
      const value = at === 280 ? 97 : 20 + at % 4;
      const { anomalous } = detectors.detect(`${key} cpu`, { timeMs: at * 1000, value });
      const event = { stream: "system-metrics", key, timeMs: at * 1000, value: `CPU ${value} %` };
      if (anomalous) incidents.add(event);
    }
  }
  const add = (stream: string, key: string, timeMs: number, value: string) =>
    incidents.add({ stream, key, timeMs, value });
  add("user-events", "web-1", 300_000, "payment failed");
  add("application-logs", "web-1", 285_000, "Connection refused");
  add("application-logs", "web-1", 100_000, "Long before");
  add("application-logs", "db-1", 280_000, "Another host");
  const found = incidents.flush().map(({ key, anchor, matches }) => ({
    key,
    what: anchor.value,
    errors: matches["application-logs"]!.map(({ value }) => value),
    failed: matches["user-events"]!.map(({ value }) => value),
  }));
  assertEquals(found, [{
    key: "web-1",
    what: "CPU 97 %",
    errors: ["Connection refused"],
    failed: ["payment failed"],
  }]);
});

Deno.test("no more is held than what may still be needed", () => {
  const correlator = new Correlator<number>(INCIDENTS);
  let most = 0;
  for (let timeMs = 0; timeMs < 20_000; timeMs++) {
    correlator.add({ stream: "errors", key: `host ${timeMs % 7}`, timeMs, value: timeMs });
    correlator.advance(timeMs);
    most = Math.max(most, correlator.held);
  }
  assert(most < 300, `${most} events were held`);
});

Deno.test("an event that comes too late is counted and handed over", () => {
  const late: StreamEvent<number>[] = [];
  const correlator = new Correlator<number>({ ...INCIDENTS, onLate: (event) => late.push(event) });
  correlator.advance(100);
  const event = { stream: "errors", key: "web-1", value: 1 };
  assertEquals(correlator.add({ ...event, timeMs: 95 }), "taken");
  assertEquals(correlator.add({ ...event, timeMs: 94 }), "late");
  assertEquals([correlator.late, late.length], [1, 1]);
});

Deno.test("a correlation of nothing with nothing is refused", () => {
  assertThrows(() => new Correlator({ anchor: "a", with: {} }), WorkshopError, "at least one");
  const backwards = { anchor: "a", with: { b: { beforeMs: -1 } } };
  assertThrows(() => new Correlator(backwards), WorkshopError, "0 ms or more");
});
