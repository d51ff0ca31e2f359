import { assertStringIncludes } from "@std/assert";
import { ManualClock } from "../core/mod.ts";
import { createMeter } from "../monitoring/mod.ts";
import { ConsumerMeter } from "./consumer_meter.ts";

Deno.test("partitions that stand still are counted by reason, from 0 on, and how often they did", async () => {
  const prometheus = createMeter({ strict: true });
  const meter = new ConsumerMeter(prometheus, new ManualClock(), "billing");
  const shows = async (partitions: number, stalls: number) => {
    const text = await prometheus.render();
    const labels = `{group="billing",reason="outage"}`;
    assertStringIncludes(text, `kafka_consumer_stalled_partitions${labels} ${partitions}\n`);
    assertStringIncludes(text, `kafka_consumer_stalls_total${labels} ${stalls}\n`);
  };
  await shows(0, 0);
  meter.stalled("outage", 1);
  meter.stalled("outage", 1);
  meter.stalled("dead_letters", 1);
  await shows(2, 2);
  meter.stalled("outage", -1);
  await shows(1, 2);
});

Deno.test("what is counted of an assigned topic stands at 0 before the first record", async () => {
  const prometheus = createMeter({ strict: true });
  const meter = new ConsumerMeter(prometheus, new ManualClock(), "billing");
  meter.assigned(["orders", "orders"]);
  const text = await prometheus.render();
  for (const outcome of ["ok", "retry", "dlq", "error"]) {
    const series = `processor_messages_total{topic="orders",outcome="${outcome}"} 0\n`;
    assertStringIncludes(text, series);
  }
  for (const name of ["messages", "bytes", "out_of_range"]) {
    const series = `kafka_consumer_${name}_total{group="billing",topic="orders"} 0\n`;
    assertStringIncludes(text, series);
  }
});
