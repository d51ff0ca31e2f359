import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom, WorkshopError } from "../core/mod.ts";
import { throughJson } from "./_arrivals.ts";
import {
  LOG_SEVERITIES,
  LogRouter,
  type LogRouterOptions,
  type ServiceLog,
} from "./log_routing.ts";

const RULES: LogRouterOptions = {
  routes: [
    { sink: "payments", services: ["payment-service"], minLevel: "WARN" },
    { sink: "errors", levels: ["ERROR", "FATAL"] },
    { sink: "slow", pattern: /took \d{4,} ms/ },
    { sink: "errors", pattern: "panic" },
  ],
  otherwise: "archive",
};

const log = (fields: Partial<ServiceLog>): ServiceLog => ({
  timeMs: 0,
  level: "INFO",
  service: "auth-service",
  message: "Signed in",
  ...fields,
});

Deno.test("the first rule that fits decides", () => {
  const router = new LogRouter(RULES);
  const failed = log({ level: "ERROR", service: "payment-service", message: "It took 9000 ms" });
  assertEquals(router.route(failed), ["payments"]);
  assertEquals(router.route(log({ level: "FATAL" })), ["errors"]);
  assertEquals(router.route(log({ message: "It took 1234 ms" })), ["slow"]);
  assertEquals(router.route(log({ service: "payment-service" })), ["archive"]);
  assertEquals(router.route(log({ message: "panic: no memory" })), ["errors"]);
  assertEquals(router.counts, {
    records: 5,
    unmatched: 1,
    bySink: { payments: 1, errors: 2, slow: 1, archive: 1 },
  });
});

Deno.test("or every rule that fits gets a copy, a sink never two", () => {
  const router = new LogRouter({ ...RULES, match: "all" });
  const message = "panic: it took 9000 ms";
  const failed = log({ level: "ERROR", service: "payment-service", message });
  assertEquals(router.route(failed), ["payments", "errors", "slow"]);
});

Deno.test("without a sink for the rest, what no rule fits goes nowhere and is counted", () => {
  const { otherwise: _, ...rules } = RULES;
  const router = new LogRouter(rules);
  assertEquals(router.route(log({})), []);
  assertEquals(router.counts.unmatched, 1);
});

Deno.test("only what fits is in a sink, and counts add up, also after they were stored", () => {
  const random = seededRandom("routing");
  let router = new LogRouter(RULES);
  const sinks = new Map<string, ServiceLog[]>();
  for (let at = 0; at < 500; at++) {
    const record = log({
      level: random.pick(LOG_SEVERITIES),
      service: random.pick(["payment-service", "auth-service", "search-service"]),
      message: random.pick(["Done", "It took 2000 ms", "panic"]),
    });
    for (const sink of router.route(record)) {
      sinks.set(sink, [...sinks.get(sink) ?? [], record]);
    }
    if (at % 50 !== 0) continue;
    const { counts } = router;
    router = new LogRouter(RULES);
    router.restore(throughJson(counts));
  }
  const { records, bySink } = router.counts;
  assertEquals(records, 500);
  assertEquals(Object.values(bySink).reduce((a, b) => a + b), 500);
  for (const [sink, its] of sinks) assertEquals(its.length, bySink[sink]);
  for (const { service, level } of sinks.get("payments")!) {
    assertEquals([service, ["WARN", "ERROR", "FATAL"].includes(level)], ["payment-service", true]);
  }
  assertEquals(sinks.get("archive")!.every(({ message }) => message === "Done"), true);
});

Deno.test("a pattern that remembers its place is refused", () => {
  const routes = [{ sink: "errors", pattern: /a/g }];
  assertThrows(() => new LogRouter({ routes }), WorkshopError, "leave out flags g and y");
});
