import { assertEquals, assertStringIncludes } from "@std/assert";
import { ManualClock } from "../../core/mod.ts";
import { SimulatedSource } from "../_simulated_source.ts";
import { alertMessage, toldBy } from "./_message.ts";
import { alertsIn } from "./alert_payload.ts";
import {
  ReceivedAlerts,
  type ReceivedAlertsOptions,
  withReceivedAlerts,
} from "./received_alerts.ts";

const MINUTE_MS = 60_000;

function receiving(options: ReceivedAlertsOptions = {}) {
  const clock = new ManualClock();
  const received = new ReceivedAlerts({ clock, ...options });
  const hear = (...alerts: unknown[]) => received.take(alertsIn(alertMessage(alerts)));
  const names = () => received.views().map(({ name, subject }) => `${name} ${subject}`.trim());
  return { clock, received, hear, names };
}

Deno.test("an alert is there until it is resolved, and once however often it is told", () => {
  const { hear, names } = receiving();
  const labels = { group: "g", topic: "t", severity: "critical" };
  hear(toldBy("KafkaConsumerStalled", labels));
  hear(toldBy("KafkaConsumerStalled", labels), toldBy("DiskSpaceLow", { mount: "/data" }));
  assertEquals(names(), ["KafkaConsumerStalled g t", "DiskSpaceLow /data"]);
  hear(toldBy("KafkaConsumerStalled", labels, "resolved"));
  assertEquals(names(), ["DiskSpaceLow /data"]);
});

Deno.test("it is shown with sentence, rule and what to do, as Prometheus'", () => {
  const { hear, received } = receiving();
  hear(toldBy("ServiceDown", { instance: "a:1", severity: "critical" }));
  assertEquals(received.views(), [{
    name: "ServiceDown",
    subject: "a:1",
    severity: "critical",
    state: "firing",
    sinceMs: Date.parse("2026-01-01T00:00:00.000Z"),
    why: "ServiceDown is there",
    action: "look",
    expression: 'up{job=~"workshop-.+"} == 0',
    from: "prometheus",
  }]);
});

Deno.test("the end of an earlier time does not end an alert that came again", () => {
  const { hear, names } = receiving();
  hear({ ...toldBy("A"), startsAt: "2026-01-01T01:00:00Z" });
  hear({ ...toldBy("A", {}, "resolved"), startsAt: "2026-01-01T00:00:00Z" });
  assertEquals(names(), ["A"]);
});

Deno.test("critical ones come first, and of too many the longest unheard goes", () => {
  const { hear, names } = receiving({ maxAlerts: 2 });
  hear(toldBy("A"), toldBy("B"), toldBy("A"), toldBy("C", { severity: "critical" }));
  assertEquals(names(), ["C", "A"]);
});

Deno.test("an alert that nobody repeats for five hours is over", () => {
  const { hear, names, clock } = receiving();
  hear(toldBy("A"));
  clock.advance(300 * MINUTE_MS);
  assertEquals(names(), ["A"]);
  clock.advance(1);
  assertEquals(names(), []);
});

Deno.test("a watchdog is missed when it was heard and falls silent, and is no alert itself", () => {
  const { hear, names, received, clock } = receiving();
  clock.advance(60 * MINUTE_MS);
  assertEquals(names(), []);
  hear(toldBy("Watchdog", { severity: "none" }));
  clock.advance(5 * MINUTE_MS);
  assertEquals(names(), []);
  clock.advance(MINUTE_MS);
  assertEquals(names(), ["AlertsSilent"]);
  assertStringIncludes(received.views()[0]!.why, "6 minutes ago");
  hear(toldBy("Watchdog", { severity: "none" }));
  assertEquals(names(), []);
});

Deno.test("received alerts stand beside the source's own", async () => {
  const { hear, received } = receiving();
  hear(toldBy("A"));
  const source = new SimulatedSource();
  const own = (await source.snapshot()).alerts;
  const { alerts } = await withReceivedAlerts(source, received).snapshot();
  assertEquals(alerts.at(-1)!.name, "A");
  assertEquals(alerts.length >= own.length, true);
});
