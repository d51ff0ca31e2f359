import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { SpawnedDemo } from "./_spawn.ts";
import { findingsLines } from "./findings_text.ts";
import type { PatternOutcome } from "./patterns.ts";
import type { DemoOutcome } from "./run.ts";
import { SCENARIO_NAMES, scenarioNamed, withInput } from "./scenarios.ts";
import { plainPen } from "../../workshop/draw/mod.ts";

/** Set for somebody else: the embedded demo does not look at it. */
const ELSEWHERE = { KAFKA_BOOTSTRAP_SERVERS: "localhost:1" };

/** With it the first visit that leads to a purchase is complete after some 400 events, as usual. */
const SEED = "scenarios";

/** Runs a scenario for some seconds; its books balance, and what it found fits a terminal. */
async function played(
  scenario: string,
  seconds: number,
  ...more: readonly string[]
): Promise<DemoOutcome> {
  const length = ["--duration", `${seconds}s`, "--seed", SEED];
  const args = ["--port", "0", "--scenario", scenario, ...length, ...more];
  const { code, outcome, errors } = await new SpawnedDemo(args, ELSEWHERE).end();
  assertEquals([code, outcome?.ledger.faults, outcome?.ledger.verdict], [0, [], "pass"], errors);
  for (const line of findingsLines(outcome!.findings, plainPen)) {
    assert([...line].length <= 80, line);
  }
  return outcome!;
}

/** What a consumer has found of a property. */
function found({ findings }: DemoOutcome, consumer: string, title: string) {
  return findings.find((each) => each.consumer === consumer && each.title === title)?.counts ?? {};
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The good records of a topic: all but those in the DLQ. */
function goodIn({ ledger }: DemoOutcome, consumer: string, topic: string): number {
  const account = ledger.accounts.find((each) => each.consumer === consumer)!;
  const { inLog, inDlq } = account.topics.find((each) => each.topic === topic)!;
  assert(inLog > 100, `${inLog} records`);
  return inLog - inDlq;
}

Deno.test("two groups find the same in the same events, with every event counted", async () => {
  const outcome = await played("events", 4, "--rate", "400");
  const groups = ["platform.analytics", "platform.analytics@reporting-group"];
  const [events, again] = groups.map((group) => found(outcome, group, "Events"));
  assertEquals(Object.keys(events!).sort(), ["click", "page_view", "purchase", "signup"]);
  assertEquals(Object.entries(again!).sort(), Object.entries(events!).sort());
  for (const group of groups) {
    assertEquals(total(events!), goodIn(outcome, group, "user-events"));
    assert(total(found(outcome, group, "Chains")) > 0, "visits that became purchases");
    assert(total(found(outcome, group, "Revenue by minute")) > 0, "revenue");
  }
});

Deno.test("logs are collected whole and routed, and trouble of a service is an alert", async () => {
  const outcome = await played("logs", 4);
  const good = goodIn(outcome, "platform.logger", "application-logs");
  assertEquals(total(found(outcome, "platform.logger", "Level")), good);
  assertEquals(total(found(outcome, "platform.logger", "Service")), good);
  assertEquals(Object.keys(found(outcome, "platform.logger", "Service")).length, 4);
  const routes = found(outcome, "platform.logger", "Routes");
  assertEquals(routes["errors"], found(outcome, "platform.logger", "Level")["ERROR"]);
  assertEquals(routes["payments"], found(outcome, "platform.logger", "Service")["payment-service"]);
  assert(routes["archive"]! < good, "what has a place of its own is not in the archive");
  assertEquals(total(found(outcome, "platform.alerting", "Log messages")), good);
  assert(total(found(outcome, "platform.alerting", "Alerts")) > 0, "an alert");
});

Deno.test("many readings become few, and a busy processor is an alert", async () => {
  // Steps of ten seconds end with the clock: some do within 14 seconds.
  const outcome = await played("metrics", 14);
  const good = goodIn(outcome, "platform.analytics", "system-metrics");
  assert(good > 10_000, `${good} readings`);
  assertEquals(total(found(outcome, "platform.analytics", "Readings")), good);
  assert(total(found(outcome, "platform.analytics", "Downsampled")) >= 9, "steps");
  assertEquals(total(found(outcome, "platform.alerting", "Readings judged")), good);
  const alerts = Object.keys(found(outcome, "platform.alerting", "Alerts"));
  assert(alerts.some((alert) => /^node-\d cpu_percent$/.test(alert)), alerts.join(", "));
});

Deno.test("a third member takes its part of the partitions, and every event counts once", async () => {
  const outcome = await played("consumer-groups", 20);
  const [start, joined] = outcome.pictures;
  const sizes = (picture: typeof start) =>
    Object.values(picture!.assignment).map(({ length }) => length).sort();
  assertEquals([sizes(start), sizes(joined)], [[3, 4], [2, 2, 3]]);
  for (const { assignment } of outcome.pictures) {
    assertEquals(new Set(Object.values(assignment).flat()).size, 7);
  }
  assertEquals(
    total(found(outcome, "platform.analytics", "Events")),
    goodIn(outcome, "platform.analytics", "user-events"),
  );
});

Deno.test("each scenario has producers whose topics its consumers read", () => {
  for (const name of SCENARIO_NAMES) {
    const { producers, consumers, rate } = scenarioNamed(name);
    const read = new Set(consumers.flatMap(({ role }) => role.topics));
    for (const { role } of producers) {
      assert(role.topics.every((topic) => read.has(topic)), `${name}: ${role.name}`);
    }
    assertEquals(new Set(consumers.map((each) => each.name)).size, consumers.length);
    assert(rate > 0);
  }
  assertThrows(() => scenarioNamed("nothing"), ConfigError);
});

Deno.test("an input is for the first producer that takes one, and those who read its topics", () => {
  const { producers, consumers } = withInput(scenarioNamed("platform"));
  assertEquals(producers.map(({ name }) => name), ["platform.events"]);
  assertEquals(consumers.map(({ name }) => name), ["platform.analytics"]);
});

Deno.test.each(["bank", "shop"])("the %s balances its own books", async (scenario) => {
  const args = ["--port", "0", "--scenario", scenario, "--duration", "3s"];
  const { code, outcome, errors } = await new SpawnedDemo(args, ELSEWHERE).end();
  const { verdict, problems, counts } = outcome as unknown as PatternOutcome;
  assertEquals([code, verdict, problems], [0, "pass", []], errors);
  assert(Object.values(counts).every((count) => count >= 0) && total(counts) > 100);
});

Deno.test("a pattern's scenario takes no input", async () => {
  const args = ["--port", "0", "--scenario", "bank", "--input", "deno.json"];
  const { code, errors } = await new SpawnedDemo(args, ELSEWHERE).end();
  assertEquals(code, 2, errors);
  assertMatch(errors, /Scenario bank takes no input/);
});
