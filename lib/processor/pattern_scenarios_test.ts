import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { seededRandom } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { runEventSourcingScenario } from "./event_sourcing_scenario.ts";
import { runSagaScenario } from "./saga_scenario.ts";

Deno.test("the bank balances on every side, run after run on the same topics", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  let events = 0;
  for (const seed of ["one", "two"]) {
    const report = await runEventSourcingScenario(kafka, {
      commands: 120,
      writers: 3,
      random: seededRandom(seed),
    });
    assertEquals(report.problems, []);
    assertEquals(report.commands.accepted + report.commands.refused, 120);
    assertEquals(report.events, events + report.commands.accepted);
    assert(report.foldedAfterSnapshot < report.events);
    assertEquals(report.audited.events > 0, true);
    events = report.events;
  }
});

Deno.test("the shop balances while its services die in turn, run after run on the same topics", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  let placed = 0;
  for (const seed of ["one", "two"]) {
    const seen: number[] = [];
    const { ledger, replaced, asked } = await runSagaScenario(kafka, {
      orders: 60,
      replaceEvery: 10,
      random: seededRandom(seed),
      onProgress: (_, count) => seen.push(count),
    });
    placed += asked;
    assertEquals(ledger.problems, []);
    assertEquals([asked, replaced, ledger.orders.placed, ledger.orders.open], [60, 6, placed, 0]);
    assertEquals(seen, [10, 20, 30, 40, 50, 60]);
    assertEquals(ledger.money.accounts + ledger.money.earned, ledger.money.opening);
  }
});

Deno.test("a scenario that is aborted settles what it has begun", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  const stop = new AbortController();
  const options = { replaceEvery: 5, ratePerSecond: 200, signal: stop.signal };
  const { asked, ledger } = await runSagaScenario(kafka, {
    ...options,
    orders: 10_000,
    onProgress: () => stop.abort(),
  });
  assertEquals([asked, ledger.orders.placed, ledger.orders.open], [5, 5, 0]);
  const report = await runEventSourcingScenario(kafka, { ...options, commands: 10_000 });
  assertEquals([report.events, report.problems], [0, []]);
});

Deno.test("a shop with names of its own makes no topic and no group that bears another", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  const prefix = "shop-of-today-";
  const names = { prefix, deadLetterTopic: `${prefix}DLQ` };
  const { ledger } = await runSagaScenario(kafka, { ...names, orders: 5, replaceEvery: 2 });
  assertEquals(ledger.orders.open, 0);
  await using admin = await kafka.admin();
  const made = [...await admin.listTopics(), ...await admin.listGroups()];
  assertEquals(made.filter((name) => !name.startsWith(prefix) && !name.startsWith("__")), []);
  assertEquals(made.includes(`${prefix}DLQ`), true);
});
