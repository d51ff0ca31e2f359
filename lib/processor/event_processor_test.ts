import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom, WorkshopError } from "../core/mod.ts";
import { EventProcessor, type ProcessableEvent } from "./event_processor.ts";
import { RapidRepeats } from "./rapid_repeats.ts";
import { riskLevel, riskScore, valueCategory } from "./risk.ts";
import { mergeStatistics } from "./statistics.ts";

function event(fields: Partial<ProcessableEvent> = {}): ProcessableEvent {
  return {
    event_id: "e",
    event_type: "page_view",
    status: "success",
    user_id: 1,
    value: 0,
    timestamp: "2024-06-18T10:30:45Z",
    ...fields,
  };
}

Deno.test.each([
  { name: "an error event", fields: { event_type: "error" }, low: 1, high: 1 },
  {
    name: "a failed purchase",
    fields: { event_type: "purchase", status: "failed" },
    low: 1,
    high: 1,
  },
  {
    name: "a purchase of high value",
    fields: { event_type: "purchase", value: 500 },
    low: 0.5,
    high: 0.9,
  },
  {
    name: "a failed log-in",
    fields: { event_type: "user_login", status: "failed" },
    low: 0.5,
    high: 0.9,
  },
  { name: "a page view", fields: {}, low: 0.1, high: 0.1 },
  {
    name: "a cancelled search",
    fields: { event_type: "search", status: "cancelled" },
    low: 0.1,
    high: 0.4,
  },
])("the risk of $name is in its band", ({ fields, low, high }) => {
  const score = riskScore(event(fields));
  assertEquals(score >= low && score <= high, true, String(score));
});

Deno.test("every score lies in one of the three bands", () => {
  const random = seededRandom("bands");
  for (let i = 0; i < 5000; i++) {
    const score = riskScore(
      event({
        event_type: random.pick(["purchase", "add_to_cart", "error", "search", "user_login"]),
        status: random.pick(["success", "pending", "failed", "cancelled"]),
        value: random.next() * 3000,
      }),
      random.next() < 0.3,
    );
    const band = score === 1 || (score >= 0.5 && score <= 0.9) || (score >= 0.1 && score <= 0.4);
    assertEquals(band, true, String(score));
    assertEquals(riskLevel(score), score === 1 ? "high" : score >= 0.5 ? "medium" : "low");
  }
});

Deno.test("a missing value counts as 0", () => {
  const { value: _, ...without } = event();
  assertEquals(new EventProcessor().processEvent(without).valueCategory, "none");
  assertEquals([0.01, 99.99, 100, 499.99, 500].map(valueCategory), [
    "low",
    "low",
    "medium",
    "medium",
    "high",
  ]);
});

Deno.test("alerts name their rule, and a quiet event raises none", () => {
  const processor = new EventProcessor();
  const rules = (fields: Partial<ProcessableEvent>) =>
    processor.processEvent(event(fields)).alerts.map((alert) => `${alert.level} ${alert.rule}`);
  assertEquals(rules({}), []);
  assertEquals(rules({ event_type: "error" }), ["high ERROR_EVENT"]);
  assertEquals(rules({ event_type: "purchase", status: "failed", value: 900 }), [
    "high FAILED_TRANSACTION",
    "medium HIGH_VALUE",
  ]);
});

Deno.test("the fifth event of a user within ten seconds is suspicious, the same pace is not over minutes", () => {
  const times = (stepMs: number) => {
    const repeats = new RapidRepeats();
    return [0, 1, 2, 3, 4].map((n) => repeats.note(1, n * stepMs));
  };
  assertEquals(times(1000), [false, false, false, false, true]);
  assertEquals(times(60_000), [false, false, false, false, false]);
});

Deno.test("the memory of users is bounded", () => {
  const repeats = new RapidRepeats({ maxUsers: 100 });
  for (let user = 0; user < 1000; user++) repeats.note(user, 0);
  assertEquals(repeats.users, 100);
});

Deno.test("statistics counted apart add up to those counted together", () => {
  const together = new EventProcessor();
  const apart = [new EventProcessor(), new EventProcessor()];
  for (let i = 0; i < 40; i++) {
    const one = event({
      user_id: i % 20,
      event_type: i % 3 === 0 ? "purchase" : "search",
      value: i * 20,
      location: { city: i % 2 === 0 ? "Jakarta" : "constructor" },
      timestamp: new Date(i * 60_000).toISOString(),
    });
    together.processEvent(one);
    apart[i % 2]!.processEvent(JSON.stringify(one));
  }
  const merged = mergeStatistics(apart.map((part) => part.statistics()));
  assertEquals(merged, together.statistics());
  assertEquals(merged.events, 40);
  assertEquals(merged.counts.city, { Jakarta: 20, constructor: 20 });
});

Deno.test("a text that is not JSON is refused without quoting it", () => {
  const error = assertThrows(
    () => new EventProcessor().processEvent("secret { text"),
    WorkshopError,
  );
  assertEquals([error.code, error.message.includes("secret")], ["EVENT_UNREADABLE", false]);
});
