import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { runConsumer } from "../consumer/mod.ts";
import { ManualClock, seededRandom, waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { startProxy } from "../proxy/mod.ts";
import { HealthRegistry } from "./health.ts";
import { LagMonitor } from "./lag_monitor.ts";
import { createMeter } from "./meter.ts";
import { serveMonitoring } from "./monitoring_server.ts";

Deno.test("on a running cluster, lag is what was written less what was committed", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  const meter = createMeter({ strict: true });
  await using monitor = new LagMonitor(kafka, { meter });
  await using admin = await kafka.admin();
  await using producer = await kafka.producer();
  await admin.createTopics([{ name: "orders", partitions: 4 }]);
  const random = seededRandom("lag");
  const ends = [0, 0, 0, 0];

  for (let state = 0; state < 20; state++) {
    const partition = random.int(0, 3);
    const count = random.int(1, 50);
    const records = Array.from({ length: count }, () => ({ value: random.bytes(10) }));
    await producer.produce({ topic: "orders", partition, records });
    ends[partition]! += count;
    // partition 3 is never committed
    const committed = new Map([0, 1, 2].map((number) => [number, random.int(0, ends[number]!)]));
    const offsets = [...committed].map(([partition, offset]) => ({
      topic: "orders",
      partition,
      offset: BigInt(offset),
    }));
    await admin.commitOffsets("readers", offsets);

    const { groups: [group] } = await monitor.refresh();
    assertEquals(
      group!.partitions.map(({ partition, lag }) => [partition, lag]),
      [0, 1, 2].map((number) => [number, BigInt(ends[number]! - committed.get(number)!)]),
    );
    assertEquals(group!.uncommitted, [{ topic: "orders", partition: 3 }]);
    assertEquals([group!.state, group!.members.length], ["Empty", 0]);
  }
  const text = await meter.render();
  assert(!/kafka_consumer_lag\{[^}]*partition="3"/.test(text));
  assert(/^kafka_broker_up\{broker_id="\d+"\} 1$/m.test(text));
});

Deno.test("under load a group that keeps up is never seen ahead of the log", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 2 }]);
  // A standing clock: whether the group falls behind, on a busy machine, is another question.
  await using monitor = new LagMonitor(kafka, { clock: new ManualClock() });
  await using producer = await createProducer(kafka, { lingerMs: 0 });
  await using consumer = await runConsumer(kafka, {
    groupId: "readers",
    topics: ["orders"],
    commitEveryMessages: 1,
    handler: () => {},
  });
  const done = new AbortController();
  const load = (async () => {
    while (!done.signal.aborted) {
      const sends = [0, 1].map((partition) =>
        producer.send({ topic: "orders", partition, value: "x" })
      );
      await Promise.all(sends);
    }
  })();
  try {
    await waitFor(() => consumer.statistics().commits > 10, { what: "commits" });
    const ends = new Set<bigint>();
    for (let pass = 0; pass < 50; pass++) {
      const { commits } = consumer.statistics();
      const { groups: [group] } = await monitor.refresh();
      for (const { committed, end } of group!.partitions) {
        assert(committed <= end, `committed ${committed} of ${end}`);
        ends.add(end);
      }
      assertEquals(group!.verdict, "ok");
      await waitFor(() => consumer.statistics().commits > commits, { what: "the load to go on" });
    }
    assert(ends.size > 20, `${ends.size} different ends: there was no load`);
  } finally {
    done.abort();
    await load;
  }
});

Deno.test("a scrape while the cluster is away answers at once, and marks what is old", async () => {
  const meter = createMeter({ strict: true });
  const cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using kafka = connectKafka({ bootstrapServers: [proxy.bootstrapServers] });
  const clock = new ManualClock();
  await using monitor = new LagMonitor(kafka, { meter, passTimeoutMs: 1500, clock });
  const { atMs } = await monitor.refresh();
  await using server = serveMonitoring({ meter, health: new HealthRegistry(), port: 0 });
  const scrape = async () => await (await fetch(`${server.url}/metrics`)).text();
  proxy.add({ action: "freeze" });
  let isOver = false;
  const pass = monitor.refresh().catch(() => {}).finally(() => isOver = true);
  // The pass waits for an answer that never comes; who scrapes doesn't wait for the pass.
  await scrape();
  assertEquals(isOver, false);
  const timeIsUp = () => {
    clock.advance(1500);
    return isOver;
  };
  await waitFor(timeIsUp, { what: "the pass to give up" });
  await pass;
  const text = await scrape();
  assert(/^kafka_broker_up\{broker_id="\d+"\} 0$/m.test(text));
  assert(/^kafka_controller_up 0$/m.test(text));
  const lastSuccess = /^kafka_monitor_last_success_timestamp_seconds ([\d.]+)$/m.exec(text)?.[1];
  assertEquals(Number(lastSuccess), atMs / 1000);
  await cluster.close();
});

Deno.test("a cluster that goes away is a failed pass, and its brokers are down", async () => {
  const meter = createMeter({ strict: true });
  const cluster = await Cluster.start();
  await using kafka = connectKafka({
    bootstrapServers: [cluster.bootstrapServers],
    connectionTimeoutMs: 500,
  });
  await using monitor = new LagMonitor(kafka, { meter, passTimeoutMs: 3000 });
  await monitor.refresh();
  await cluster.close();
  const failed = await monitor.refresh().then(() => false, () => true);
  assert(failed);
  const text = await meter.render();
  assert(/kafka_broker_up\{broker_id="\d+"\} 0/.test(text));
  assert(text.includes("kafka_monitor_scrape_errors_total 1"));
});
