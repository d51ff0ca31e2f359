import { assert, assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { seededRandom } from "../../core/mod.ts";
import { TaskProcess } from "../_task_process.ts";
import { HEADER } from "./consumer.ts";
import { javaFixed } from "./java_format.ts";
import { LatencyStats, percentiles, totalLine, windowLine } from "./latency_stats.ts";
import { payloads } from "./payloads.ts";

Deno.test("a percentile is the sample at its share of the sorted ones", () => {
  const samples = Array.from({ length: 100 }, (_, at) => 100 - at);
  assertEquals(percentiles(samples, [0.5, 0.95, 0.99, 0.999]), [51, 96, 100, 100]);
  assertEquals(percentiles([7], [0.5, 0.999]), [7, 7]);
  assertEquals(percentiles([100, 20, 3], [0, 0.5]), [3, 20]);
});

Deno.test("a run is told in the words of Kafka's tool", () => {
  const stats = new LatencyStats(4, 1000);
  for (const latency of [1, 2, 3, 12]) stats.record(latency, 1_048_576);
  const summary = stats.summary(3000);
  assertEquals(
    totalLine(summary, " steady state"),
    "4 steady state records sent, 2.0 records/sec (2.00 MB/sec), 4.50 ms avg latency, " +
      "12.00 ms max latency, 3 ms 50th, 12 ms 95th, 12 ms 99th, 12 ms 99.9th.",
  );
  assertEquals(
    windowLine(summary),
    "4 records sent, 2.0 records/sec (2.00 MB/sec), 4.5 ms avg latency, 12.0 ms max latency.",
  );
});

Deno.test("of more than half a million records every nth is a sample", () => {
  const stats = new LatencyStats(1_000_000, 0);
  for (let at = 0; at < 1_000_000; at++) stats.record(at % 2 === 0 ? 1 : 100, 1);
  const { p50Ms, p999Ms, maxLatencyMs } = stats.summary(1);
  assertEquals([p50Ms, p999Ms, maxLatencyMs], [1, 1, 100]);
});

Deno.test("numbers are rounded as Java rounds them", () => {
  const cases = [[0.145, 2, "0.15"], [1.005, 2, "1.01"], [9.999, 2, "10.00"], [
    3,
    1,
    "3.0",
  ]] as const;
  for (const [value, digits, text] of cases) assertEquals(javaFixed(value, digits), text);
  assertEquals([javaFixed(-0.25, 1), javaFixed(2.5, 0), javaFixed(NaN, 1)], ["-0.3", "3", "NaN"]);
});

Deno.test("values are capital letters, and no two of a batch are alike", () => {
  const valueOf = payloads(1000, seededRandom("a"));
  const seen = new Set(Array.from({ length: 500 }, (_, at) => valueOf(at).toHex()));
  assertEquals(seen.size, 500);
  assert(valueOf(7).every((byte) => byte >= 65 && byte <= 90));
  assertEquals(payloads(3_000_000, seededRandom("a"))(9).length, 3_000_000);
});

Deno.test("perf fills a topic and reads it, and counts exactly", async () => {
  await using cluster = await Cluster.start();
  const perf = new TaskProcess("perf", cluster.bootstrapServers);
  const load = ["--num-records", "5000", "--record-size", "100", "--throughput", "-1"];
  const sent = await perf.run("producer", ...load, "--warmup-records", "1000", "--acks", "1");
  assertEquals(sent.code, 0, sent.errors);
  assertMatch(sent.errors, /Topic perf-test was made/);
  assertMatch(
    sent.output,
    /^5000 records sent, .*\n4000 steady state records sent, .*99\.9th\.\n$/,
  );
  const read = await perf.run("consumer", "--messages", "4000");
  const [header, row] = read.output.trim().split("\n");
  assertEquals([header, row!.split(", ")[4]], [HEADER, "4000"]);
  const all = await perf.json<Record<string, number>>("consumer", "--messages", "5000");
  assertEquals([all["records"], all["bytes"]], [5000, 500_000]);
  const late = await perf.run("consumer", "--messages", "6000", "--timeout", "8s");
  assertEquals(late.code, 1);
  assertMatch(late.output, /^WARNING: Only 5000 of 6000 records came in time\n/);
});

Deno.test("a rate that is asked for is not exceeded, and a small buffer still takes all", async () => {
  await using cluster = await Cluster.start();
  const perf = new TaskProcess("perf", cluster.bootstrapServers);
  const paced = await perf.json<Record<string, number>>(
    ...["producer", "--num-records", "300", "--throughput", "1000", "--compression", "zstd"],
  );
  assertEquals(paced["records"], 300);
  assert(paced["elapsedMs"]! >= 295, String(paced["elapsedMs"]));
  const tight = await perf.json<Record<string, number>>(
    ...["producer", "--num-records", "3000", "--buffer-memory", "5000", "--linger-ms", "0"],
  );
  assertEquals([tight["records"], tight["failed"]], [3000, 0]);
});

Deno.test("the way there and back is told by record, and needs acknowledgements", async () => {
  await using cluster = await Cluster.start();
  const perf = new TaskProcess("perf", cluster.bootstrapServers);
  const { output } = await perf.run("end-to-end", "--num-records", "20");
  assertMatch(
    output,
    /^0\t[\d.]+\nAvg latency: [\d.]+ ms\nPercentiles: 50th = \d+, 99th = \d+, 99/,
  );
  const json = await perf.json<Record<string, number>>("end-to-end", "--num-records", "20");
  assertEquals(json["records"], 20);
  assertEquals((await perf.run("end-to-end", "--acks", "0")).code, 2);
  assertEquals((await perf.run("consumer", "--topic", "nowhere")).code, 1);
  assertEquals((await perf.run("producer", "--throughput", "0")).code, 2);
});
