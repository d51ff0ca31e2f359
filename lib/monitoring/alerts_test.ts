import { assertEquals, assertStringIncludes } from "@std/assert";
import { ManualClock } from "../core/mod.ts";
import { AlertEvaluator, type AlertInput } from "./alerts.ts";
import type { GroupLag, Verdict } from "./lag_report.ts";

function group(verdict: Verdict, groupId = "readers"): GroupLag {
  return {
    groupId,
    state: "Stable",
    members: [],
    partitions: [],
    uncommitted: [],
    totalLag: 0n,
    lagSeconds: 0,
    verdict,
    why: `Group ${groupId} is ${verdict}`,
  };
}

function evaluating() {
  const clock = new ManualClock();
  const evaluator = new AlertEvaluator({ clock });
  const quiet: AlertInput = { broker: { up: true }, groups: [], processed: 0, deadLetters: 0 };
  return {
    clock,
    alerts: (input: Partial<AlertInput>) =>
      evaluator.evaluate({ ...quiet, ...input }).map(({ name, state }) => `${name} ${state}`),
    evaluate: (input: Partial<AlertInput>) => evaluator.evaluate({ ...quiet, ...input }),
  };
}

Deno.test("a healthy system has no alerts", () => {
  const { alerts } = evaluating();
  const groups = [group("ok"), group("rewound", "b")];
  assertEquals(alerts({ groups, processed: 100, deadLetters: 1 }), []);
});

Deno.test("a cluster that doesn't answer fires at once, with the reason", () => {
  const [alert] = evaluating().evaluate({ broker: { up: false, reason: "connection refused" } });
  assertEquals([alert!.name, alert!.state, alert!.severity], [
    "KafkaBrokerDown",
    "firing",
    "critical",
  ]);
  assertEquals(alert!.why, "The cluster doesn't answer: connection refused");
});

Deno.test.each([
  { verdict: "falling behind", name: "KafkaConsumerLagGrowing" },
  { verdict: "stalled", name: "KafkaConsumerStalled" },
  { verdict: "stopped", name: "KafkaConsumerStalled" },
])("a group that is $verdict is pending first, then $name fires", ({ verdict, name }) => {
  const { alerts, clock } = evaluating();
  const groups = [group(verdict as Verdict)];
  assertEquals(alerts({ groups }), [`${name} pending`]);
  clock.advance(5000);
  assertEquals(alerts({ groups }), [`${name} firing`]);
});

Deno.test("an alert ends with its cause, and begins anew when that returns", () => {
  const { alerts, clock } = evaluating();
  alerts({ groups: [group("stalled")] });
  clock.advance(60_000);
  assertEquals(alerts({ groups: [group("ok")] }), []);
  assertEquals(alerts({ groups: [group("stalled")] }), ["KafkaConsumerStalled pending"]);
});

Deno.test("an alert keeps the time when its cause was first seen", () => {
  const { evaluate, clock } = evaluating();
  const startMs = clock.now();
  evaluate({ groups: [group("stalled")] });
  clock.advance(9000);
  assertEquals(evaluate({ groups: [group("stalled")] })[0]!.sinceMs, startMs);
});

Deno.test("groups have alerts of their own", () => {
  const { evaluate } = evaluating();
  const alerts = evaluate({ groups: [group("stalled", "a"), group("stopped", "b")] });
  assertEquals(alerts.map(({ subject }) => subject), ["a", "b"]);
});

Deno.test("too many dead letters in the window fire, with the figures", () => {
  const { evaluate, clock } = evaluating();
  evaluate({ processed: 1000, deadLetters: 10 });
  clock.advance(10_000);
  evaluate({ processed: 1080, deadLetters: 30 });
  clock.advance(5000);
  const [alert] = evaluate({ processed: 1080, deadLetters: 30 });
  assertEquals([alert!.name, alert!.state], ["DeadLetterRateHigh", "firing"]);
  assertStringIncludes(alert!.why, "20 of 100 records of the last 15 s");
  assertStringIncludes(alert!.why, "20.0 %");
});

Deno.test("few dead letters, or a small share of them, are no alert", () => {
  const { alerts, clock } = evaluating();
  alerts({});
  clock.advance(1000);
  assertEquals(alerts({ processed: 1, deadLetters: 4 }), []);
  assertEquals(alerts({ processed: 10_000, deadLetters: 100 }), []);
});

Deno.test("dead letters older than the window are forgotten", () => {
  const { alerts, clock } = evaluating();
  alerts({});
  clock.advance(1000);
  assertEquals(alerts({ processed: 50, deadLetters: 50 }), ["DeadLetterRateHigh pending"]);
  clock.advance(61_000);
  assertEquals(alerts({ processed: 60, deadLetters: 50 }), []);
});

Deno.test("counts that begin again at 0 are a new start", () => {
  const { alerts, clock } = evaluating();
  alerts({ processed: 5000, deadLetters: 50 });
  clock.advance(1000);
  assertEquals(alerts({ processed: 10, deadLetters: 0 }), []);
});

Deno.test("the worst comes first", () => {
  const { alerts, clock } = evaluating();
  alerts({ groups: [group("falling behind", "a")] });
  clock.advance(5000);
  const groups = [group("stalled", "b"), group("falling behind", "a")];
  assertEquals(alerts({ broker: { up: false }, groups }), [
    "KafkaBrokerDown firing",
    "KafkaConsumerLagGrowing firing",
    "KafkaConsumerStalled pending",
  ]);
});
