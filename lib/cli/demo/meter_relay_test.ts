import { assertEquals, assertStringIncludes } from "@std/assert";
import { createMeter, metric } from "../../monitoring/mod.ts";
import { RelayMeter, replayMeasurements } from "./meter_relay.ts";

Deno.test("what a worker measured stands in the metrics of the thread that serves them", async () => {
  const relay = new RelayMeter();
  relay.counter(metric("processor_messages_total")).add(2, { topic: "t", outcome: "ok" });
  relay.counter(metric("processor_messages_total")).add(3, { topic: "t", outcome: "ok" });
  relay.gauge(metric("store_up")).set(1, { store: "sqlite", collection: "orders" });
  relay.gauge(metric("store_up")).set(1, { store: "gone", collection: "orders" });
  relay.gauge(metric("store_up")).remove({ store: "gone", collection: "orders" });
  relay.histogram(metric("processor_duration_seconds")).observe(0.2, { topic: "t" });
  const meter = createMeter({ strict: true });
  replayMeasurements(meter, structuredClone(relay.drain()));
  const text = await meter.render();
  assertStringIncludes(text, 'processor_messages_total{topic="t",outcome="ok"} 5');
  assertStringIncludes(text, 'store_up{store="sqlite",collection="orders"} 1');
  assertStringIncludes(text, 'processor_duration_seconds_count{topic="t"} 1');
  assertEquals([text.includes("gone"), relay.drain()], [false, []]);
});
