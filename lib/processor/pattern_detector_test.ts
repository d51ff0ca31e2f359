import { assertEquals } from "@std/assert";
import type { RandomEvent } from "../events/mod.ts";
import { eventWith } from "./_event.ts";
import { PatternDetector } from "./pattern_detector.ts";

const at = (second: number) => new Date(Date.UTC(2024, 0, 1, 0, 0, second)).toISOString();

function observeAll(detector: PatternDetector, events: readonly Partial<RandomEvent>[]) {
  return events.map((fields) => detector.observe(eventWith(fields)));
}

const clicks = (seconds: readonly number[], user_id = 1): Partial<RandomEvent>[] =>
  seconds.map((second) => ({ event_type: "click", user_id, timestamp: at(second) }));

Deno.test("the sixth click within ten seconds is suspicious", () => {
  const found = observeAll(new PatternDetector(), clicks([0, 1, 2, 3, 4, 10, 21]));
  assertEquals(found, [[], [], [], [], [], ["rapid_repeats"], []]);
});

Deno.test("times out of order count by their distance", () => {
  const found = observeAll(new PatternDetector(), clicks([5, 4, 3, 2, 1, 0]));
  assertEquals(found.at(-1), ["rapid_repeats"]);
});

Deno.test("other users and other types are counted apart", () => {
  const detector = new PatternDetector();
  observeAll(detector, clicks([0, 0, 0, 0, 0]));
  assertEquals(observeAll(detector, clicks([0], 2)), [[]]);
  assertEquals(detector.observe(eventWith({ event_type: "search", user_id: 1 })), []);
});

Deno.test("a browser that loads a page is not suspicious", () => {
  const requests = Array.from({ length: 40 }, () => ({ event_type: "api_call" as const }));
  assertEquals(observeAll(new PatternDetector(), requests).flat(), []);
});

Deno.test("a redelivered event is not counted again", () => {
  const detector = new PatternDetector();
  const event = eventWith({ event_type: "click" });
  for (let time = 0; time < 20; time++) assertEquals(detector.observe(event), []);
});

Deno.test("the third failed login within a minute is suspicious, a good one between is not counted", () => {
  const logins = (["failed", "success", "failed", "failed"] as const).map((status, minute) => ({
    event_type: "user_login" as const,
    status,
    timestamp: at(minute * 20),
  }));
  const found = observeAll(new PatternDetector(), logins);
  assertEquals(found, [[], [], [], ["repeated_failed_logins"]]);
});

Deno.test("what is remembered is bounded; the user not seen for longest is forgotten", () => {
  const detector = new PatternDetector({ maxTracks: 10 });
  observeAll(detector, clicks([0, 0, 0, 0, 0], 1));
  for (let user = 2; user < 50; user++) {
    observeAll(detector, clicks([0], user));
    if (user === 5) assertEquals(observeAll(detector, clicks([0], 1)), [["rapid_repeats"]]);
  }
  assertEquals(detector.tracks, 10);
  assertEquals(observeAll(detector, clicks([0], 1)), [[]]);
});
