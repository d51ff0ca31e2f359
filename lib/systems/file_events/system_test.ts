import { assert, assertEquals } from "@std/assert";
import { loadConfig } from "../../config/mod.ts";
import { nullLogger, nullMeter, waitFor } from "../../core/mod.ts";
import { openSqliteStore, type Store } from "../../storage/mod.ts";
import { withKafka } from "../random_events/_with_kafka_test.ts";
import type { RunningRole } from "../running_role.ts";
import type { FileEventsStatistics } from "./consumer_statistics.ts";
import { fileEvents } from "./system.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  KAFKA_TOPICS: " mine1 , ,mine2",
  CONSUMER_GROUP_ID: "my-group",
  MAX_BATCH_SIZE: "7",
  COMMIT_INTERVAL_MESSAGES: "50",
  COMMIT_INTERVAL_MS: "3600000",
};
const env = (name: string) => VARIABLES[name];

/** A store that notes how many documents it is given together. */
function counting(store: Store, sizes: number[]): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === "saveAll") {
        return (documents: Parameters<Store["saveAll"]>[0]) => {
          sizes.push(documents.length);
          return target.saveAll(documents);
        };
      }
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

Deno.test("topics, group, batch size and commits are those of the environment, names those of the run", async () => {
  await withKafka(async (connect) => {
    const shared = {
      logger: nullLogger,
      meter: nullMeter,
      nameOf: (name: string) => `${name}.run`,
      openStore: () => Promise.resolve(counting(openSqliteStore({ path: ":memory:" }), sizes)),
    };
    const sizes: number[] = [];
    const [producer] = fileEvents.producers;
    await using producing = await producer.start({
      ...shared,
      kafka: connect(),
      settings: loadConfig({ env, role: "file_events.producer" }),
      intervalMs: 0,
      count: 200,
      poisonShare: 0.05,
    });
    await producing.closed;
    const [consumer] = fileEvents.consumers;
    const consuming = await consumer.start({
      ...shared,
      kafka: connect(),
      settings: loadConfig({ env, role: "file_events.consumer" }),
    }) as RunningRole<FileEventsStatistics>;
    await waitFor(() => {
      const { processed, deadLettered } = consuming.statistics().consumer;
      return processed + deadLettered === 200;
    }, { what: "200 records" });
    const statistics = await consuming.stop();
    const breakdowns = consumer.breakdowns!([statistics, statistics]);
    assertEquals(breakdowns.map(({ title }) => title), ["Type", "Refused at stage"]);
    const counted = breakdowns.flatMap(({ counts }) => Object.values(counts));
    assertEquals(counted.reduce((sum, count) => sum + count), 400);
    const { commits } = statistics.consumer;
    assert(commits >= 2 && commits <= 5, `${commits} commits`);
    assert(Math.max(...sizes) <= 7 && sizes.includes(7), sizes.join(" "));
    await using admin = await connect().admin();
    const topics = ["mine1.run", "mine2.run"];
    const committed = await admin.committedOffsets("my-group.run", topics);
    assertEquals(committed.reduce((sum, { offset }) => sum + offset, 0n), 200n);
    for (const topic of topics) assertEquals((await admin.describeTopic(topic)).length, 3);
    assert((await admin.listTopics()).includes("DLQ.run"));
  });
});
