import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { seededRandom } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { LagMonitor } from "./lag_monitor.ts";
import { createMeter } from "./meter.ts";

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
