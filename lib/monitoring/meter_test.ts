import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import { createMeter, metric } from "./meter.ts";
import { METRICS } from "./metrics_table.ts";

Deno.test("a meter renders counters, gauges and histograms in text format 0.0.4", async () => {
  const meter = createMeter({ strict: true });
  meter.counter(metric("log_messages_total")).add(2, { level: "INFO" });
  meter.gauge(metric("kafka_consumer_lag")).set(7, { group: "g", topic: "t", partition: 0 });
  meter.histogram(metric("processor_duration_seconds")).observe(0.003, { topic: "t" });

  const text = await meter.render();
  assertEquals(meter.contentType, "text/plain; version=0.0.4; charset=utf-8");
  assertStringIncludes(text, 'log_messages_total{level="INFO"} 2');
  assertStringIncludes(text, 'kafka_consumer_lag{group="g",topic="t",partition="0"} 7');
  assertStringIncludes(text, 'processor_duration_seconds_bucket{le="0.005",topic="t"} 1');
  assertStringIncludes(text, "# TYPE processor_duration_seconds histogram");
});

Deno.test("what nobody asks for is not registered", async () => {
  const meter = createMeter();
  meter.gauge(metric("service_up")).set(1, { service: "demo" });
  const names = (await meter.render()).match(/^# TYPE \S+/gm);
  assertEquals(names, ["# TYPE service_up"]);
});

Deno.test("two meters share nothing", async () => {
  const [first, second] = [createMeter(), createMeter()];
  first.counter(metric("log_messages_total")).add(1, { level: "INFO" });
  assertEquals((await second.render()).trim(), "");
});

Deno.test("asking twice for a name gives the same instrument", async () => {
  const meter = createMeter({ strict: true });
  meter.counter(metric("log_messages_total")).add(1, { level: "INFO" });
  meter.counter(metric("log_messages_total")).add(1, { level: "INFO" });
  assertStringIncludes(await meter.render(), 'log_messages_total{level="INFO"} 2');
});

Deno.test("series can be made at 0", async () => {
  const meter = createMeter({ strict: true });
  meter.zero("processor_messages_total", [{ topic: "t", outcome: "dlq" }]);
  meter.zero("processor_duration_seconds", [{ topic: "t" }]);
  meter.zero("kafka_consumer_group_members", [{ group: "g" }]);
  const text = await meter.render();
  assertStringIncludes(text, 'processor_messages_total{topic="t",outcome="dlq"} 0');
  assertStringIncludes(text, 'processor_duration_seconds_count{topic="t"} 0');
  assertStringIncludes(text, 'kafka_consumer_group_members{group="g"} 0');
});

Deno.test("a removed series is gone", async () => {
  const meter = createMeter();
  const gauge = meter.gauge(metric("kafka_topic_partitions"));
  gauge.set(3, { topic: "gone" });
  gauge.set(1, { topic: "kept" });
  gauge.remove({ topic: "gone" });
  const text = await meter.render();
  assert(!text.includes("gone"));
  assertStringIncludes(text, "kept");
});

Deno.test("a strict meter refuses a name outside the table", () => {
  const meter = createMeter({ strict: true });
  const error = assertThrows(
    () => meter.counter({ name: "kafka_consumer_lagg", help: "" }),
    WorkshopError,
    "kafka_consumer_lagg",
  );
  assertEquals(error.code, "METRIC_UNKNOWN");
});

Deno.test("a strict meter refuses other labels than the table's", () => {
  const meter = createMeter({ strict: true });
  const options = { ...metric("kafka_consumer_lag"), labels: ["group"] };
  assertThrows(() => meter.gauge(options), WorkshopError, "asked for as a gauge");
});

Deno.test("no meter takes a gauge for a counter", () => {
  assertThrows(
    () => createMeter().counter(metric("kafka_consumer_lag")),
    WorkshopError,
    "asked for as a counter",
  );
});

Deno.test("a meter that isn't strict registers an unknown name and warns once", async () => {
  const warnings: string[] = [];
  const meter = createMeter({
    logger: { log: (_, message) => warnings.push(message), child: () => ({} as never) },
  });
  for (const amount of [1, 2]) {
    meter.counter({ name: "my_total", help: "Mine.", labels: ["a"] }).add(amount, { a: "b" });
  }
  assertStringIncludes(await meter.render(), 'my_total{a="b"} 3');
  assertEquals(warnings.length, 1);
});

Deno.test("an application can add metrics of its own to the table", async () => {
  const table = { my_total: { kind: "counter", help: "Mine.", labels: ["a"] } } as const;
  const meter = createMeter({ strict: true, metrics: table });
  meter.counter({ name: "my_total", help: "", labels: ["a"] }).add(1, { a: 1 });
  assertStringIncludes(await meter.render(), "# HELP my_total Mine.");
});

Deno.test("a collector runs before each render, and one that fails stops nothing", async () => {
  const meter = createMeter();
  const gauge = meter.gauge(metric("kafka_controller_id"));
  let renders = 0;
  meter.onRender(() => Promise.reject(new Error("broken")));
  const remove = meter.onRender(() => gauge.set(++renders));
  assertStringIncludes(await meter.render(), "kafka_controller_id 1");
  assertStringIncludes(await meter.render(), "kafka_controller_id 2");
  remove();
  assertStringIncludes(await meter.render(), "kafka_controller_id 2");
});

Deno.test("a label's value is escaped and stays on its line", async () => {
  const meter = createMeter();
  meter.gauge(metric("service_up")).set(1, { service: 'a"\n# TYPE evil gauge\nevil 1\\' });
  const lines = (await meter.render()).trim().split("\n");
  assertEquals(lines.length, 3);
  assertStringIncludes(lines[2]!, '\\"\\n# TYPE evil');
});

Deno.test("names follow Prometheus' rules: counters end in _total, units are base units", () => {
  for (const [name, { kind, help, labels, buckets }] of Object.entries(METRICS)) {
    assert(/^[a-z][a-z0-9_]*$/.test(name), name);
    assertEquals(name.endsWith("_total"), kind === "counter", name);
    assert(!/_(ms|millis|kb|percent)(_|$)/.test(name), name);
    assert(help.endsWith("."), `${name} has no sentence for help`);
    assert(!labels.some((label) => /key|_id$/.test(label) && label !== "broker_id"), name);
    assertEquals(buckets !== undefined, kind === "histogram", name);
    assertEquals(buckets?.toSorted((a, b) => a - b), buckets, name);
  }
});
