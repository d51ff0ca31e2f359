import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { nullLogger, waitFor } from "../../core/mod.ts";
import type { Kafka } from "../../consumer/mod.ts";
import { openSqliteStore, type Store, type StoreDocument, StoreError } from "../../storage/mod.ts";
import type { ConsumingStatistics, RunningConsuming } from "../consuming.ts";
import { withKafka } from "../random_events/_with_kafka_test.ts";
import { fillPlatform, findingsIn } from "./_platform_records.ts";
import { startAlerting } from "./alerting.ts";
import { type PlatformConsumerOptions, startAnalytics } from "./analytics.ts";
import { alertingBreakdowns, analyticsBreakdowns } from "./breakdowns.ts";
import type { StatefulFindings } from "./stateful_consumer.ts";

type Running = RunningConsuming<StatefulFindings>;
type Start = (kafka: Kafka, options: PlatformConsumerOptions) => Promise<Running>;

const QUICK = { session: { maxWaitMs: 50 }, commitEveryMs: 20, shutdownTimeoutMs: 300 };

const CONSUMERS = [
  {
    name: "analytics",
    start: startAnalytics as Start,
    topics: ["user-events", "system-metrics"],
    breakdowns: analyticsBreakdowns,
    kinds: ["minute", "chain", "rollup"],
  },
  {
    name: "alerting",
    start: startAlerting as Start,
    topics: ["application-logs", "system-metrics"],
    breakdowns: alertingBreakdowns,
    kinds: ["error_burst", "anomaly", "incident"],
  },
];

/** Whether a group has committed all of its topics. */
async function isCaughtUp(
  kafka: Kafka,
  group: string,
  topics: readonly string[],
): Promise<boolean> {
  await using admin = await kafka.admin();
  const committed = await admin.committedOffsets(group, topics);
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.topicOffsets(topic)) {
      const done = committed.find((each) => each.topic === topic && each.partition === partition);
      if (high > low && done?.offset !== high) return false;
    }
  }
  return true;
}

async function caughtUp(kafka: Kafka, group: string, topics: readonly string[]): Promise<void> {
  const what = `group ${group} to catch up`;
  await waitFor(() => isCaughtUp(kafka, group, topics), { what, timeoutMs: 30_000 });
}

/** A store that is away for good after so many documents, as for a process that was killed. */
function dyingStore(store: Store, documents: number): { store: Store; died: () => boolean } {
  let left = documents;
  let died = false;
  const spend = (count: number) => {
    left -= count;
    if (left >= 0) return;
    died = true;
    throw new StoreError("Killed", { code: "STORE_LOST", retriable: true });
  };
  return {
    died: () => died,
    store: {
      name: store.name,
      save: async (document) => {
        spend(1);
        return await store.save(document);
      },
      saveAll: async (documents) => {
        spend(documents.length);
        return await store.saveAll(documents);
      },
      get: (id) => store.get(id),
      find: (query) => store.find(query),
      count: () => store.count(),
      counters: () => store.counters(),
      origins: (topic) => store.origins(topic),
      size: () => store.size(),
      ping: () => store.ping(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  };
}

Deno.test.each(CONSUMERS)(
  "$name that is killed again and again finds what it finds uninterrupted, and nothing twice",
  async ({ start, topics, breakdowns, kinds }) => {
    await withKafka(async (connect) => {
      await fillPlatform(connect());
      await using whole = openSqliteStore({ path: ":memory:" });
      const one = await start(connect(), { store: whole, groupId: "whole", consuming: QUICK });
      await caughtUp(connect(), "whole", topics);
      const uninterrupted = breakdowns([await one.stop()]);
      const expected = await findingsIn(whole);
      for (const kind of kinds) {
        assert([...expected.values()].some((body) => body["kind"] === kind), `${kind} found`);
      }

      await using store = openSqliteStore({ path: ":memory:" });
      const parts: ConsumingStatistics[] = [];
      const kafka = connect();
      let deaths = 0;
      let keptTimes = 0;
      for (const documents of [3, 7, 11, 15]) {
        const dying = dyingStore(store, documents);
        const consumer = await start(connect(), {
          store: dying.store,
          groupId: "killed",
          consuming: { ...QUICK, maxRecordsAtOnce: 20, retry: { baseMs: 5 } },
          keepEveryMs: 5,
        });
        await waitFor(
          async () => dying.died() || await isCaughtUp(kafka, "killed", topics),
          { what: "the end of the store", timeoutMs: 60_000 },
        );
        deaths += Number(dying.died());
        parts.push(await consumer.stop());
        keptTimes += (await store.find({ where: { kind: "state" } })).length;
      }
      assert(keptTimes > 0, "something is remembered of a life");
      assert(deaths >= 2, `${deaths} deaths`);
      const last = [
        await start(connect(), { store, groupId: "killed", consuming: QUICK }),
        await start(connect(), { store, groupId: "killed", consuming: QUICK }),
      ];
      await caughtUp(connect(), "killed", topics);
      for (const consumer of last) parts.push(await consumer.stop());
      assertEquals(await findingsIn(store), expected);
      const without = (all: typeof uninterrupted) =>
        all.filter(({ title }) => title !== "Incidents").map(({ title, counts }) => ({
          title,
          counts: Object.entries(counts).sort(),
        }));
      assertEquals(without(breakdowns(parts)), without(uninterrupted));
    });
  },
);

Deno.test("a store that is busy now and then makes nothing count twice", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await fillPlatform(kafka, 300);
    await using store = openSqliteStore({ path: ":memory:" });
    const refused = new Set<string>();
    const dying = dyingStore(store, Infinity).store;
    const busy: Store = {
      ...dying,
      saveAll: async (documents) => {
        const [{ id }] = documents as [StoreDocument];
        if (refused.has(id)) return await store.saveAll(documents);
        refused.add(id);
        throw new StoreError("Busy", { code: "STORE_BUSY", retriable: true, outage: false });
      },
    };
    const consuming = { ...QUICK, maxRecordsAtOnce: 20, retry: { baseMs: 5 } };
    const consumer = await startAnalytics(connect(), { store: busy, consuming, keepEveryMs: 1 });
    await caughtUp(kafka, "analytics-group", ["user-events", "system-metrics"]);
    const statistics = await consumer.stop();
    assert(refused.size > 1);
    const sum = (title: string) =>
      Object.values(
        analyticsBreakdowns([statistics]).find((each) => each.title === title)!.counts,
      ).reduce((total, count) => total + count, 0);
    assertEquals(sum("Events") + sum("Readings"), 900 - statistics.consumer.deadLettered);
  });
});

Deno.test("a partition that goes to another member goes on where its first one was", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await fillPlatform(kafka, 400);
    await using store = openSqliteStore({ path: ":memory:" });
    const options = { store, consuming: QUICK, keepEveryMs: Infinity };
    const first = await startAnalytics(connect(), options);
    await caughtUp(kafka, "analytics-group", ["user-events", "system-metrics"]);
    const second = await startAnalytics(connect(), options);
    await waitFor(() => second.assignment().length > 0, { what: "its partitions" });
    await fillPlatform(kafka, 400);
    await caughtUp(kafka, "analytics-group", ["user-events", "system-metrics"]);
    const parts = [await first.stop(), await second.stop()];
    const counts = analyticsBreakdowns(parts).find(({ title }) => title === "Events")!.counts;
    const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    const broken = letters.filter(({ headers }) =>
      headers.some(({ name, value }) =>
        name === "dlq.original.topic" && new TextDecoder().decode(value!) === "user-events"
      )
    );
    assertEquals(Object.values(counts).reduce((sum, n) => sum + n, 0), 800 - broken.length);
  });
});

Deno.test("what is remembered of another log is left out, and that is told", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using store = openSqliteStore({ path: ":memory:" });
    await fillPlatform(kafka, 50);
    const lines: string[] = [];
    const logger = {
      log: (level: string, message: string) => level === "WARN" && lines.push(message),
      child: () => logger,
    } as unknown as typeof nullLogger;
    const options = { store, consuming: QUICK, logger };
    const first = await startAnalytics(connect(), options);
    await caughtUp(kafka, "analytics-group", ["user-events", "system-metrics"]);
    await first.stop();
    await using admin = await kafka.admin();
    await admin.deleteGroups(["analytics-group"]);
    await admin.deleteTopics(["user-events"]);
    await fillPlatform(kafka, 5);
    await using second = await startAnalytics(connect(), options);
    await caughtUp(kafka, "analytics-group", ["user-events", "system-metrics"]);
    assertStringIncludes(lines.join("\n"), "belongs to another log");
    await second.stop();
  });
});
