import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import type { ConsumerOptions, MembershipView } from "../consumer/mod.ts";
import { type LogFields, type Logger, waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { HealthRegistry } from "../monitoring/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { consumerLooks } from "./consumer_health.ts";
import { startConsuming } from "./consuming.ts";

/** A consumer of one record of `kafka-topics1` that looks at its health all the time. */
async function consume(
  stack: AsyncDisposableStack,
  handler: ConsumerOptions["handler"],
) {
  const cluster = stack.use(await Cluster.start());
  const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
  const lines: (LogFields & { level: string })[] = [];
  const logger: Logger = {
    log: (level, _message, fields = {}) => lines.push({ level, ...fields }),
    child: () => logger,
  };
  const health = new HealthRegistry({ cacheMs: 0 });
  health.started();
  stack.use(
    await startConsuming(kafka, {
      groupId: "watched",
      topics: [{ definition: "kafka-topics1" }, { definition: "kafka-topics2" }],
      handlers: { handler },
      findings: () => ({}),
      healthLogIntervalMs: 60,
      health,
      consuming: { shutdownTimeoutMs: 3100 },
      logger,
    }),
  );
  const producer = stack.use(await createProducer(kafka, { lingerMs: 0 }));
  await producer.send({ topic: "kafka-topics1", partition: 0, key: null, value: "x" });
  const line = (check: string, ok: boolean) =>
    waitFor(() => lines.findLast((each) => each.check === check && each.ok === ok), {
      what: `${check} to be ${ok}`,
      timeoutMs: 60_000,
    });
  return { line, health };
}

Deno.test("a consumer tells that it is heard, what it reads and that it moves on", async () => {
  await using stack = new AsyncDisposableStack();
  const { line } = await consume(stack, () => {});
  const connectivity = await line("connectivity", true);
  assertEquals([connectivity.level, Number(connectivity.last_answer_ms) < 30_000], ["INFO", true]);
  const { level, group, topics, partitions, generation } = await line("subscription", true);
  assertEquals(
    [level, group, topics, partitions, generation],
    ["INFO", "watched", "kafka-topics1 kafka-topics2", 6, 1],
  );
  assertEquals((await line("processing", true)).heartbeat_age_ms, 0);
});

Deno.test("a handler that does not come to an end makes the processing ill, until it does", async () => {
  await using stack = new AsyncDisposableStack();
  const end = Promise.withResolvers<void>();
  stack.defer(() => end.resolve());
  const { line, health } = await consume(stack, () => end.promise);
  const { level, heartbeat_age_ms } = await line("processing", false);
  const { ready, checks } = await health.readiness();
  assertEquals(ready, false);
  assertEquals(checks.map(({ name, ok }) => [name, ok]), [
    ["connectivity", true],
    ["subscription", true],
    ["processing", false],
  ]);
  assertEquals([level, Number(heartbeat_age_ms) > 60], ["WARN", true]);
  end.resolve();
  const isReady = async () => (await health.readiness()).ready;
  await waitFor(isReady, { what: "the consumer to be ready again" });
  await line("processing", true);
});

Deno.test("half a session without an answered heartbeat is told, and so is a rebalance", () => {
  const problems = (membership: MembershipView | undefined, ageMs = 0) =>
    consumerLooks({
      groupId: "g",
      topics: ["a", "b"],
      consumer: { assignment: () => [], membership: () => membership },
      sessionTimeoutMs: 30_000,
      pulse: { ageMs },
      stallAfterMs: 1000,
    }).map(({ look }) => look().problem);
  const well = { generation: 3, isRebalancing: false, leaseLeftMs: 29_000 };
  assertEquals(problems(well, 1000), [undefined, undefined, undefined]);
  assertEquals(problems({ ...well, leaseLeftMs: 15_000 })[0], undefined);
  assertEquals(problems({ ...well, leaseLeftMs: Infinity })[0], undefined);
  assertEquals(problems({ ...well, leaseLeftMs: -500 }), [
    "the coordinator has answered no heartbeat for 30500 ms",
    undefined,
    undefined,
  ]);
  assertEquals(problems({ ...well, isRebalancing: true })[1], "the group is rebalancing");
  const inNone = "it is in no group";
  assertEquals(problems(undefined, 1001), [
    inNone,
    inNone,
    "a handler has been at work for 1001 ms",
  ]);
});
