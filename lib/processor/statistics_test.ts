import { assertEquals, assertNotEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { EventGenerator } from "../events/mod.ts";
import { EventProcessor } from "./event_processor.ts";
import {
  emptyStatistics,
  errorRate,
  type EventStatistics,
  mergeStatistics,
  StatisticsCollector,
} from "./statistics.ts";

const processor = new EventProcessor();
const generator = new EventGenerator({ random: seededRandom("statistics") });
const results = Array.from(
  { length: 300 },
  () => processor.evaluate(JSON.stringify(generator.next())),
);

function collect(from: number, to: number): EventStatistics {
  const collector = new StatisticsCollector();
  for (const result of results.slice(from, to)) collector.add(result);
  collector.addRejected();
  return collector.snapshot();
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

Deno.test("each event is counted once in each group", () => {
  const counts = collect(0, 300);
  assertEquals(counts.processed, 300);
  const { byType, byStatus, byDevice, byValueCategory, byRiskLevel, byCity } = counts;
  for (const group of [byType, byStatus, byDevice, byValueCategory, byRiskLevel, byCity]) {
    assertEquals(sum(group), 300);
  }
  assertEquals(sum(counts.alerts), results.reduce((total, { alerts }) => total + alerts.length, 0));
  assertEquals(counts.alerts.high, counts.byRiskLevel.high);
  const cents = results.reduce((total, { event }) => total + Math.round(event.value * 100), 0);
  assertEquals(counts.valueCents, cents);
});

Deno.test("the parts of several consumers add up to the whole, in any order, and stay unchanged", () => {
  const parts = [collect(0, 100), collect(100, 110), collect(110, 300)];
  const before = structuredClone(parts);
  const merged = parts.reduce(mergeStatistics, emptyStatistics());
  assertEquals(merged, { ...collect(0, 300), rejected: 3 });
  assertEquals(parts.toReversed().reduce(mergeStatistics), merged);
  assertEquals(parts, before);
});

Deno.test("a snapshot can be sent to another Worker and does not change later", () => {
  const collector = new StatisticsCollector();
  const snapshot = collector.snapshot();
  assertEquals(structuredClone(snapshot), emptyStatistics());
  collector.add(results[0]!);
  assertEquals(snapshot, emptyStatistics());
  assertNotEquals(collector.snapshot(), snapshot);
});

Deno.test("the error rate is the share of rejected messages", () => {
  assertEquals(errorRate(emptyStatistics()), 0);
  assertEquals(errorRate({ ...emptyStatistics(), processed: 9, rejected: 1 }), 0.1);
});
