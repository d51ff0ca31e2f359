import { assert, assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { deadLetterOf } from "../../consumer/mod.ts";
import { headerText, WorkshopError } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";

const FLAGS = ["--quiet", "--frozen", "--no-prompt", "--allow-net", "--allow-read", "--allow-env"];
const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

async function dlq(servers: string, ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-check", ...FLAGS, "lib/cli/dlq.ts", ...args],
    env: { KAFKA_BOOTSTRAP_SERVERS: servers },
  }).output();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

/** A cluster with four letters, one of them with a payload that would write to a terminal. */
class Bench implements AsyncDisposable {
  readonly servers: string;
  readonly kafka: Kafka;
  readonly #stack: AsyncDisposableStack;

  private constructor(servers: string, kafka: Kafka, stack: AsyncDisposableStack) {
    this.servers = servers;
    this.kafka = kafka;
    this.#stack = stack;
  }

  static async start(): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const servers = cluster.bootstrapServers;
    const kafka = stack.use(connectKafka({ bootstrapServers: [servers] }));
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 1 }, { name: "DLQ", partitions: 1 }]);
    const bench = new Bench(servers, kafka, stack.move());
    await bench.#bury();
    return bench;
  }

  async #bury(): Promise<void> {
    await using session = await this.kafka.producer();
    const records = ["a", "b", "c", "\x1b[2Jd"].map((text, at) => ({
      key: encoder.encode(`k${at}`),
      value: encoder.encode(text),
      headers: [{ name: "shop", value: encoder.encode("north") }],
    }));
    await session.produce({ topic: "orders", partition: 0, records });
    const missing = new WorkshopError("Order has no price", { code: "PRICE_MISSING" });
    let at = 0;
    for await (const record of this.kafka.read({ topic: "orders" })) {
      const error = at++ < 3 ? missing : new TypeError("quotes");
      const lastTimeMs = Date.UTC(2026, 0, 1, at);
      const story = { error, attempts: 4, firstTimeMs: lastTimeMs - 9, lastTimeMs };
      const letter = deadLetterOf(record, { ...story, groupId: "billing" });
      await session.produce({ topic: "DLQ", partition: 0, records: [letter] });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

Deno.test("list groups letters by reason within 80 columns", async () => {
  await using bench = await Bench.start();
  const { code, output, errors } = await dlq(bench.servers, "list", "--limit", "2");
  assertEquals([code, errors], [0, ""]);
  assertMatch(output, /^DLQ of cluster embedded-/);
  assertMatch(output, /\n +3 +PRICE_MISSING +WorkshopError +handler +orders +01-01 03:00:00\n/);
  assertMatch(output, /\n +1 +UNEXPECTED +TypeError +handler +orders +01-01 04:00:00\n/);
  assertMatch(output, /\n0\/0 +orders\/0\/0 +k0 +PRICE_MISSING +4 +01-01 01:00:00\n/);
  assertMatch(output, /… and 2 more: --limit N\n\n4 letters\n/);
  assert(output.split("\n").every((line) => line.length <= 80), output);
});

Deno.test("list narrows down by reason, key and time, and prints JSON", async () => {
  await using bench = await Bench.start();
  const list = async (...args: string[]) => {
    const { output } = await dlq(bench.servers, "list", "--json", ...args);
    return JSON.parse(output);
  };
  const all = await list();
  assertEquals([all.count, all.redriven, all.groups.length, all.letters.length], [4, 0, 2, 4]);
  assertEquals(all.groups[0].message, "Order has no price");
  assertEquals(all.letters[3].errorClass, "TypeError");
  const window = ["--from", "2026-01-01T02:00Z", "--until", "2026-01-01T04:00Z"];
  assertEquals((await list("--code", "PRICE_MISSING", ...window)).count, 2);
  assertEquals((await list("--key", "k1")).letters[0].letter, "0/1");
});

Deno.test("show tells a letter's story and lets its payload do nothing to the terminal", async () => {
  await using bench = await Bench.start();
  const { code, output } = await dlq(bench.servers, "show", "0/3");
  assertEquals(code, 0);
  assertMatch(output, /from {6}orders\/0\/3 of 20/);
  assertMatch(output, /reason {4}UNEXPECTED \(TypeError\) in handler\n/);
  assertMatch(output, /given up {2}2026-01-01T04:00:00.000Z by group billing\n/);
  assertMatch(output, /\n {2}shop: north\n/);
  assertMatch(output, /value {5}5 bytes\n {2}\\u\{1b\}\[2Jd\n/);
  assert(!output.includes("\x1b"), "an escape came through");
  const json = JSON.parse((await dlq(bench.servers, "show", "0/3", "--json")).output);
  assertEquals([json.value, json.headers[0]], ["\x1b[2Jd", { name: "shop", value: "north" }]);
  for (const place of ["0/9", "9/0"]) {
    const missing = await dlq(bench.servers, "show", place);
    assertEquals(missing.code, 1);
    assertMatch(missing.errors, new RegExp(`DLQ holds no letter ${place}`));
  }
});

Deno.test("redrive sends letters back once, after a look at what it would do", async () => {
  await using bench = await Bench.start();
  const args = ["redrive", "--code", "PRICE_MISSING"];
  const dry = await dlq(bench.servers, ...args, "--dry-run");
  assertMatch(dry.output, /0\/2 would go to orders, partition 0\n3 would be redriven\n/);
  assertMatch(dry.output, /Headers left behind: shop;/);
  const done = await dlq(bench.servers, ...args, "--header", "shop");
  assertMatch(done.output, /\n3 redriven\n$/);
  const again = await dlq(bench.servers, ...args);
  assertEquals([again.code, again.output.includes("No letter is open")], [0, true]);
  const orders = await Array.fromAsync(bench.kafka.read({ topic: "orders" }));
  assertEquals(orders.slice(4).map(({ value }) => decoder.decode(value!)), ["a", "b", "c"]);
  assertEquals(headerText(orders[4]!.headers, "shop"), "north");
  assertMatch(headerText(orders[4]!.headers, "traceparent")!, /^00-[\da-f]{32}-[\da-f]{16}-01$/);
  const listed = await dlq(bench.servers, "list");
  assertMatch(
    listed.output,
    /\n1 letter\n3 redriven and 0 dropped before, which --all shows too\n/,
  );
});

Deno.test("redrive fails when a letter stays", async () => {
  await using bench = await Bench.start();
  const { code, output } = await dlq(bench.servers, "redrive", "0/1", "--to", "nowhere");
  assertEquals(code, 1);
  assertMatch(output, /0\/1 stays: the topic is not there\n0 redriven, 1 stay\n/);
});

Deno.test("drop wants to be confirmed, and deletes what nothing open lies before", async () => {
  await using bench = await Bench.start();
  const unsure = await dlq(bench.servers, "drop", "0/0");
  assertEquals(unsure.code, 2);
  assertMatch(unsure.errors, /add --yes/);
  assertMatch((await dlq(bench.servers, "drop", "--dry-run")).output, /\n4 would be dropped\n/);
  const dropped = await dlq(bench.servers, "drop", "0/0", "0/2", "--yes", "--delete");
  assertMatch(dropped.output, /2 dropped\nPartition 0 of DLQ begins at offset 1 now\n/);
  const left = await Array.fromAsync(bench.kafka.read({ topic: "DLQ" }));
  assertEquals(left.map(({ offset }) => offset), [1n, 2n, 3n]);
});

Deno.test("a wrong call ends with 2, a cluster that isn't there or has no dead letters with 1", async () => {
  for (const args of [["fly"], ["show"], ["show", "x"], ["list", "0/1"], ["list", "--from", "x"]]) {
    const { code, errors } = await dlq("127.0.0.1:1", ...args);
    assertEquals([code, errors.startsWith("error: ")], [2, true], args.join(" "));
  }
  await using cluster = await Cluster.start();
  const none = await dlq(cluster.bootstrapServers, "list");
  assertEquals(none.code, 1);
  assertMatch(none.errors, /There is no topic DLQ/);
});

Deno.test("where no Kafka answers it is told how to start one", async () => {
  const { code, errors } = await dlq("127.0.0.1:1", "list");
  assertEquals(code, 1);
  assertMatch(errors, /deno task broker or deno task kafka:start/);
});
