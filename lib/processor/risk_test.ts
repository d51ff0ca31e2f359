import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { EVENT_STATUSES, EVENT_TYPES, EventGenerator } from "../events/mod.ts";
import { eventWith } from "./_event.ts";
import { SUSPICIOUS_PATTERNS } from "./pattern_detector.ts";
import { calculateRiskScore, riskLevelOf } from "./risk.ts";

const BANDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

Deno.test.each([
  ["error", "failed", 0, 1],
  ["purchase", "failed", 10, 1],
  ["purchase", "failed", 5000, 1],
  ["add_to_cart", "failed", 10, 1],
  ["purchase", "success", 999.99, 0.3],
  ["purchase", "success", 1000, 0.6],
  ["purchase", "pending", 2000, 0.7],
  ["page_view", "success", 5000, 0.1],
  ["page_view", "failed", 0, 0.2],
  ["session_timeout", "cancelled", 0, 0.4],
])("a $0 that is $1 and worth $2 has the risk $3", (event_type, status, value, score) => {
  assertEquals(calculateRiskScore(eventWith({ event_type, status, value })), score);
});

Deno.test("a suspicious pattern lifts a normal event into the middle band, never to its end", () => {
  const purchase = eventWith({ event_type: "purchase", value: 5000 });
  assertEquals(calculateRiskScore(eventWith(), ["rapid_repeats"]), 0.7);
  assertEquals(calculateRiskScore(purchase, ["rapid_repeats"]), 0.8);
  assertEquals(calculateRiskScore(purchase, SUSPICIOUS_PATTERNS), 0.9);
  const error = eventWith({ event_type: "error", status: "failed" });
  assertEquals(calculateRiskScore(error, SUSPICIOUS_PATTERNS), 1);
});

Deno.test("every score lies in one of the three bands", () => {
  const random = seededRandom("risk");
  const generator = new EventGenerator({ random });
  for (let round = 0; round < 3000; round++) {
    const event = {
      ...generator.next(),
      event_type: random.pick(EVENT_TYPES),
      status: random.pick(EVENT_STATUSES),
      value: random.pick([0, 999.99, 1000, random.int(0, 1_000_000) / 100]),
    };
    const patterns = SUSPICIOUS_PATTERNS.filter(() => random.next() < 0.2);
    const score = calculateRiskScore(event, patterns);
    assert(BANDS.includes(score), String(score));
    const level = score === 1 ? "high" : score >= 0.5 ? "medium" : "low";
    assertEquals(riskLevelOf(score), level);
  }
});
