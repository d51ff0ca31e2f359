import { assertEquals, assertMatch } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { TaskProcess } from "../_task_process.ts";
import { LatencyStats, totalLine } from "../perf/latency_stats.ts";
import { javaSource, kafkaTool } from "./java_tool.ts";
import { onBoth, type ToolTarget } from "./two_clusters.ts";

const RECORDS = 20_000;
const SIZE = 1000;

/** Records and bytes of values in a topic's log. */
async function contents({ kafka }: ToolTarget, topic: string): Promise<[number, number]> {
  let [records, bytes] = [0, 0];
  for await (const { value } of kafka.read({ topic })) {
    records++;
    bytes += value?.length ?? 0;
  }
  return [records, bytes];
}

onBoth("perf producer and consumer count as Kafka's tools do", async (target) => {
  const { server, kafka, name } = target;
  const [ours, theirs] = [name("ours"), name("theirs")];
  await using admin = await kafka.admin();
  await admin.createTopics([ours, theirs].map((topic) => ({ name: topic, partitions: 1 })));
  const perf = new TaskProcess("perf", server);
  const size = ["--num-records", String(RECORDS), "--record-size", String(SIZE)];
  const load = [...size, "--throughput", "-1"];
  const { output } = await perf.run("producer", "--topic", ours, ...load);
  const theirOutput = await kafkaTool("ProducerPerformance", [
    ...["--topic", theirs, ...load, "--producer-props", `bootstrap.servers=${server}`],
  ]);
  const shape = (line: string) => line.trim().split("\n").at(-1)!.replaceAll(/[\d.]+/g, "N");
  assertEquals(shape(output), shape(theirOutput));
  assertMatch(output, new RegExp(`^${RECORDS} records sent, `, "m"));
  assertEquals(await contents(target, ours), [RECORDS, RECORDS * SIZE]);
  assertEquals(await contents(target, theirs), [RECORDS, RECORDS * SIZE]);

  const columns = async (topic: string) => {
    const messages = ["--topic", topic, "--messages", String(RECORDS)];
    const where = [...messages, "--bootstrap-server", server, "--timeout", "120000"];
    const printed = [
      (await perf.run("consumer", ...messages, "--timeout", "120s")).output,
      await kafkaTool("ConsumerPerformance", where),
    ];
    return printed.map((text) => text.trim().split("\n").map((line) => line.split(", ")));
  };
  for (const topic of [ours, theirs]) {
    const [[ourHeader, our], [theirHeader, their]] = await columns(topic) as [
      [string[], string[]],
      [string[], string[]],
    ];
    assertEquals(ourHeader, theirHeader);
    assertEquals([our[2], our[4]], [their[2], their[4]]);
    assertEquals([our[2], our[4]], [(RECORDS * SIZE / 2 ** 20).toFixed(4), String(RECORDS)]);
    assertEquals(our.length, their.length);
  }
});

onBoth("perf end-to-end prints the lines of Kafka's tool", async ({ server, name }) => {
  const perf = new TaskProcess("perf", server);
  const { output } = await perf.run("end-to-end", "--topic", name("ours"), "--num-records", "50");
  const theirs = await kafkaTool("EndToEndLatency", [server, name("theirs"), "50", "all", "1000"]);
  const shape = (text: string) =>
    text.split("\n").filter((line) => !line.startsWith("Topic ")).join("\n")
      .trim().replaceAll(/\d[\d.]*/g, "N");
  assertEquals(shape(output), shape(theirs));
});

for (const count of [1, 2, 3, 7, 99, 100, 101, 1000, 4321, 500_000, 1_000_001]) {
  Deno.test(`${count} recorded latencies have the percentiles that Kafka's tool tells`, async () => {
    const random = seededRandom(`latencies ${count}`);
    const latencies = Array.from(
      { length: count },
      () => random.int(0, 9) === 0 ? random.int(0, 2000) : random.int(0, 30),
    );
    const stats = new LatencyStats(count, 0);
    for (const latency of latencies) stats.record(latency, SIZE);
    const source = new URL("./java/RecordedLatencies.java", import.meta.url);
    const theirs = await javaSource(source, latencies.join("\n"));
    // Records and latencies, not how long this test took.
    const timeless = (line: string) => line.trim().replace(/(?<=sent), .*MB\/sec\)/, "");
    assertEquals(timeless(totalLine(stats.summary(1))), timeless(theirs));
  });
}
