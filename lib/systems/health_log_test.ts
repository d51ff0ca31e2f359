import { assertEquals, assertThrows } from "@std/assert";
import { type LogFields, type Logger, ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import { type HealthFinding, HealthLog } from "./health_log.ts";

function setUp() {
  const lines: [level: string, message: string, fields: LogFields][] = [];
  const logger: Logger = {
    log: (level, message, fields = {}) => lines.push([level, message, fields]),
    child: () => logger,
  };
  const checks = new Map<string, () => void>();
  const health = {
    register(name: string, check: () => void) {
      checks.set(name, check);
      return () => void checks.delete(name);
    },
  };
  return { lines, checks, options: { intervalMs: 1000, logger, health } };
}

const asleep = (clock: ManualClock) =>
  waitFor(() => clock.sleepers === 1, { what: "the next interval" });

Deno.test("each look is told after each interval: INFO when it is well, WARN when it is not", async () => {
  const clock = new ManualClock();
  const { lines, options } = setUp();
  const findings: HealthFinding[] = [
    { fields: { age: 1 } },
    { fields: { age: 2 }, problem: "too old" },
  ];
  const look = () => findings.shift()!;
  await using _ = new HealthLog([{ check: "age", look }], { ...options, clock });
  await asleep(clock);
  assertEquals(lines, []);
  for (let time = 0; time < 2; time++) {
    clock.advance(1000);
    await asleep(clock);
  }
  assertEquals(lines, [
    ["INFO", "Health check: age is well", { check: "age", ok: true, age: 1 }],
    ["WARN", "Health check: age is not well, too old", { check: "age", ok: false, age: 2 }],
  ]);
});

Deno.test("the same looks are checks that throw, until the log ends", async () => {
  const clock = new ManualClock();
  const { lines, checks, options } = setUp();
  const looks = [
    { check: "well", look: () => ({ fields: {} }) },
    { check: "ill", look: () => ({ fields: {}, problem: "it is ill" }) },
  ];
  const log = new HealthLog(looks, { ...options, clock });
  checks.get("well")!();
  assertThrows(checks.get("ill")!, WorkshopError, "it is ill");
  await asleep(clock);
  await log[Symbol.asyncDispose]();
  assertEquals([checks.size, lines.length, clock.sleepers], [0, 0, 0]);
});
