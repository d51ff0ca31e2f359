import { assert, assertEquals } from "@std/assert";
import { eventWith } from "./_event.ts";
import { generateAlerts } from "./alerts.ts";

const reasons = (...given: Parameters<typeof generateAlerts>) =>
  generateAlerts(...given).map(({ level, reason }) => [level, reason]);

Deno.test("a normal event raises no alert", () => {
  assertEquals(reasons(eventWith(), 0.1), []);
});

Deno.test("an event of high risk raises exactly one alert of level high, by its cause", () => {
  const failed = eventWith({ event_type: "purchase", status: "failed", value: 10 });
  assertEquals(reasons(failed, 1), [["high", "failed_transaction"]]);
  const error = eventWith({ event_type: "error", status: "failed" });
  assertEquals(reasons(error, 1, ["rapid_repeats"]), [
    ["high", "error_event"],
    ["medium", "rapid_repeats"],
  ]);
});

Deno.test("a high value and each pattern raise an alert of level medium", () => {
  const large = eventWith({ event_type: "purchase", value: 2000 });
  assertEquals(reasons(large, 0.9, ["rapid_repeats", "repeated_failed_logins"]), [
    ["medium", "high_value"],
    ["medium", "rapid_repeats"],
    ["medium", "repeated_failed_logins"],
  ]);
});

Deno.test("an alert names its event", () => {
  const large = eventWith({ event_type: "purchase", value: 2000 });
  assert(generateAlerts(large, 0.7)[0]!.message.includes(large.event_id));
});
