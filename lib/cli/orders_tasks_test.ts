import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { ensureTopics } from "../systems/mod.ts";

const FLAGS = "--quiet --frozen --no-prompt --no-check --allow-net --allow-read --allow-write=. " +
  "--allow-env --allow-sys";

async function run(servers: string, task: string, ...args: string[]) {
  const logs = `.runs/orders-${crypto.randomUUID()}`;
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", ...FLAGS.split(" "), `lib/cli/${task}.ts`, "orders", ...args],
    env: { KAFKA_BOOTSTRAP_SERVERS: servers, LOG_DIR: logs, NO_COLOR: "1" },
  }).output();
  await Deno.remove(logs, { recursive: true }).catch(() => {});
  const decoder = new TextDecoder();
  return {
    code,
    lines: decoder.decode(stdout).trimEnd().split("\n"),
    errors: decoder.decode(stderr),
  };
}

Deno.test("produce and consume orders print their lines, nothing else, and end", async () => {
  await using cluster = await Cluster.start();
  const servers = cluster.bootstrapServers;
  for (const task of ["produce", "consume"]) {
    const { code, lines, errors } = await run(servers, task);
    assertEquals([code, lines], [1, [""]]);
    assertStringIncludes(errors, "deno task topics create orders --partitions 1 --rf 1");
  }
  await using kafka = connectKafka({ bootstrapServers: [servers] });
  await ensureTopics(kafka, [{ definition: "orders" }]);
  const sent = await run(servers, "produce");
  assertEquals([sent.code, sent.lines.length], [0, 3], sent.errors);
  assertMatch(
    sent.lines[0]!,
    /^Message delivered: {"order_id": "[0-9a-f-]{36}", "user": "HAKKACHE"/,
  );
  assertEquals(sent.lines.slice(1), [
    "Topic: orders, Partition: 0, Offset: 0",
    "Producer finished sending message",
  ]);
  const received = await run(servers, "consume");
  assertEquals([received.code, received.lines.length], [0, 5], received.errors);
  assertMatch(received.lines[2]!, /^Received order: {'order_id': '[0-9a-f-]{36}', 'user': 'HAKK/);
  assertEquals(received.lines.toSpliced(2, 1), [
    "Starting Kafka Consumer...",
    "Listening for messages...",
    "Offset: 0",
    "Consumer working successfully!",
  ]);
});

Deno.test("several orders are sent and received when that is asked for", async () => {
  await using cluster = await Cluster.start();
  const servers = cluster.bootstrapServers;
  await using kafka = connectKafka({ bootstrapServers: [servers] });
  await ensureTopics(kafka, [{ definition: "orders" }]);
  const sent = await run(servers, "produce", "--count", "3");
  assertEquals(sent.lines.filter((line) => line.startsWith("Topic: orders")).length, 3);
  assertEquals(sent.lines.at(-1), "Producer finished sending message");
  const received = await run(servers, "consume", "--count", "3");
  const offsets = received.lines.filter((line) => line.startsWith("Offset: "));
  assertEquals([received.code, offsets], [0, ["Offset: 0", "Offset: 1", "Offset: 2"]]);
});

Deno.test("without a broker sending an order fails and says how to start one", async () => {
  const { code, errors } = await run("127.0.0.1:1", "produce");
  assertEquals(code, 1);
  assertStringIncludes(errors, "deno task kafka:start");
});
