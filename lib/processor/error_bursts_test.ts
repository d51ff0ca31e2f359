import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom, WorkshopError } from "../core/mod.ts";
import { throughJson } from "./_arrivals.ts";
import { ErrorBursts } from "./error_bursts.ts";
import type { ServiceLog } from "./log_routing.ts";

const failed = (timeMs: number, service = "payments"): ServiceLog => ({
  timeMs,
  level: "ERROR",
  service,
  message: "No answer",
});

Deno.test("so many errors of one service within the time raise one alert", () => {
  const bursts = new ErrorBursts({ threshold: 3, withinMs: 100 });
  assertEquals(bursts.observe(failed(0)), undefined);
  assertEquals(bursts.observe(failed(1, "auth")), undefined);
  assertEquals(bursts.observe({ ...failed(2), level: "WARN" }), undefined);
  assertEquals(bursts.observe(failed(60)), undefined);
  assertEquals(bursts.observe(failed(101)), undefined, "the first is too long ago");
  assertEquals(bursts.observe(failed(160)), {
    service: "payments",
    fromMs: 60,
    toMs: 160,
    count: 3,
    suppressed: 0,
  });
});

Deno.test("then it keeps quiet for a while, and says how often it would have spoken", () => {
  const bursts = new ErrorBursts({ threshold: 2, withinMs: 10, coolDownMs: 100 });
  const alerts = [0, 1, 50, 51, 90, 91, 101, 102, 103].flatMap((timeMs) =>
    bursts.observe(failed(timeMs)) ?? []
  );
  assertEquals(alerts.map(({ toMs, suppressed }) => [toMs, suppressed]), [[1, 0], [102, 2]]);
});

Deno.test("a record out of order can complete a burst", () => {
  const bursts = new ErrorBursts({ threshold: 3, withinMs: 100 });
  bursts.observe(failed(90));
  bursts.observe(failed(50));
  assertEquals(bursts.observe(failed(20))?.fromMs, 20);
});

Deno.test("with a threshold of one and no cool-down every error is an alert", () => {
  const bursts = new ErrorBursts({ threshold: 1, coolDownMs: 0 });
  assertEquals([0, 0, 5].filter((timeMs) => bursts.observe(failed(timeMs))).length, 3);
});

Deno.test("stored and restored it goes on like an uninterrupted one, in bounded memory", () => {
  const random = seededRandom("bursts");
  const options = { threshold: 3, withinMs: 50, coolDownMs: 200, maxServices: 4 };
  const whole = new ErrorBursts(options);
  let other = new ErrorBursts(options);
  for (let timeMs = 0; timeMs < 3000; timeMs += random.int(0, 20)) {
    const record = failed(timeMs, `service-${random.int(0, 6)}`);
    assertEquals(other.observe(record), whole.observe(record));
    assertEquals(whole.snapshot().length <= 4, true);
    const stored = throughJson(other.snapshot());
    other = new ErrorBursts(options);
    other.restore(stored);
  }
});

Deno.test("a burst of no error is refused", () => {
  assertThrows(() => new ErrorBursts({ threshold: 0 }), WorkshopError, "at least 1 error");
});
