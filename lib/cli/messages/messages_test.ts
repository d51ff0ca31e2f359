import { assert, assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { AvroSerializer, parseAvroSchema, RegistryClient } from "../../schemas/mod.ts";
import { TaskProcess } from "../_task_process.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A cluster with topic `user-events` of two partitions. */
class Bench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly messages: TaskProcess;
  readonly #stack: AsyncDisposableStack;

  private constructor(kafka: Kafka, messages: TaskProcess, stack: AsyncDisposableStack) {
    this.kafka = kafka;
    this.messages = messages;
    this.#stack = stack;
  }

  static async start(partitions = 1): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: "user-events", partitions }]);
    return new Bench(kafka, new TaskProcess("messages", cluster.bootstrapServers), stack.move());
  }

  async put(...values: (string | Uint8Array | null)[]): Promise<void> {
    await using session = await this.kafka.producer();
    const records = values.map((value) => ({
      value: typeof value === "string" ? encoder.encode(value) : value,
      timestampMs: 1000,
    }));
    await session.produce({ topic: "user-events", partition: 0, records });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

Deno.test("lines become records, with keys, headers and tombstones if they are asked for", async () => {
  await using bench = await Bench.start();
  const plain = await bench.messages.feed("a\nb\nc\n", "produce", "user-events");
  assertEquals([plain.code, plain.output], [0, ""]);
  assertMatch(plain.errors, /\n3 records sent to user-events\n/);
  const flags = ["--key-separator", ":", "--null-marker", "NULL", "--header", "from=shell"];
  await bench.messages.feed("k:v:w\nk:NULL\n", "produce", "user-events", ...flags);
  const stored = await Array.fromAsync(bench.kafka.read({ topic: "user-events" }));
  const texts = stored.map(({ key, value, headers }) => [
    key && decoder.decode(key),
    value && decoder.decode(value),
    headers.length,
  ]);
  assertEquals(texts, [
    [null, "a", 0],
    [null, "b", 0],
    [null, "c", 0],
    ["k", "v:w", 1],
    ["k", null, 1],
  ]);
});

Deno.test("a line without its key separator ends with 2, after what came before it", async () => {
  await using bench = await Bench.start();
  const { code, errors } = await bench.messages.feed(
    "k:v\nno key\n",
    ...["produce", "user-events", "--key-separator", ":"],
  );
  assertEquals(code, 2);
  assertMatch(errors, /1 records sent.*\n.*No key separator ":" is in the line "no key"/);
  assertEquals((await Array.fromAsync(bench.kafka.read({ topic: "user-events" }))).length, 1);
});

Deno.test("a record that can't be sent is told with its line", async () => {
  await using bench = await Bench.start();
  const { code, errors } = await bench.messages.feed(
    "x\n",
    "produce",
    "user-events",
    "--partition",
    "7",
  );
  assertEquals(code, 1);
  assertMatch(errors, /Line 1 was not sent: .*\n0 records sent to user-events, 1 not\n/);
});

Deno.test("earlier records are printed from the beginning, with key and separator", async () => {
  await using bench = await Bench.start(2);
  await bench.messages.feed("k:v\n", "produce", "user-events", "--key-separator", ":");
  const args = ["consume", "user-events", "--from-beginning"];
  const keyed = await bench.messages.run(
    ...args,
    "--max",
    "1",
    "--print-key",
    "--key-separator",
    ":",
  );
  assertEquals([keyed.code, keyed.output], [0, "k:v\n"]);
  assertMatch(keyed.errors, /^Cluster embedded-[\s\S]*\n1 records of user-events\n$/);
  const all = ["--print-key", "--print-offset", "--print-headers", "--until-end"];
  assertMatch((await bench.messages.run(...args, ...all)).output, /^\d\/0\tno headers\tk\tv\n$/);
});

Deno.test("without --from-beginning only what comes later is printed", async () => {
  await using bench = await Bench.start();
  await bench.put("earlier");
  const child = bench.messages.start("consume", "user-events", "--max", "1");
  await child.stdin.close();
  const errors = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes("Reading user-events");) text += (await errors.read()).value;
  await bench.put("later");
  const output = await new Response(child.stdout).text();
  for (let part = await errors.read(); !part.done;) part = await errors.read();
  assertEquals([output, (await child.status).code], ["later\n", 0]);
});

Deno.test("an offset of a partition, the most records and a timeout end or begin the reading", async () => {
  await using bench = await Bench.start();
  await bench.put("a", "b", "c");
  const from = ["consume", "user-events", "--partition", "0", "--offset"];
  assertEquals((await bench.messages.run(...from, "1", "--until-end")).output, "b\nc\n");
  assertEquals((await bench.messages.run(...from, "1", "--max", "1")).output, "b\n");
  assertEquals(
    (await bench.messages.run(...from, "earliest", "--timeout", "8s")).output,
    "a\nb\nc\n",
  );
});

Deno.test("a group goes on where it stopped, not one record further", async () => {
  await using bench = await Bench.start();
  await bench.put("a", "b", "c", "d");
  const args = ["consume", "user-events", "--group", "readers", "--from-beginning"];
  assertEquals((await bench.messages.run(...args, "--max", "2")).output, "a\nb\n");
  await using admin = await bench.kafka.admin();
  assertEquals((await admin.allCommittedOffsets("readers")).map(({ offset }) => offset), [2n]);
  assertEquals((await bench.messages.run(...args, "--max", "2")).output, "c\nd\n");
});

Deno.test("tombstones, bytes and times are shown as what they are, also as JSON", async () => {
  await using bench = await Bench.start();
  await bench.put("ä", null, new Uint8Array([0xff, 0x00]));
  const args = ["consume", "user-events", "--from-beginning", "--until-end"];
  assertEquals((await bench.messages.run(...args)).output, "ä\nnull\n0xff00\n");
  const timed = await bench.messages.run(...args, "--print-timestamp", "--max", "1");
  assertEquals(timed.output, "1970-01-01T00:00:01.000Z\tä\n");
  const lines = (await bench.messages.run(...args, "--json")).output.trim().split("\n");
  const [first, second, third] = lines.map((line) => JSON.parse(line));
  assertEquals([first.value, first.offset, first.timestampMs], ["ä", "0", 1000]);
  assertEquals([second.value, third.value], [null, { base64: "/wA=" }]);
});

Deno.test("a reader that goes away ends it quietly", async () => {
  await using bench = await Bench.start();
  await bench.put(...Array.from({ length: 2000 }, (_, at) => `${at} ${"x".repeat(100)}`));
  const child = bench.messages.start("consume", "user-events", "--from-beginning");
  await child.stdin.close();
  const reader = child.stdout.getReader();
  assert((await reader.read()).value!.length > 0);
  await reader.cancel();
  const errors = await new Response(child.stderr).text();
  assertEquals((await child.status).code, 0, errors);
  assert(!errors.includes("error"), errors);
});

Deno.test("flags that contradict each other are named", async () => {
  await using bench = await Bench.start();
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [["--offset", "3"], /--offset needs the --partition/],
    [["--offset", "x", "--partition", "0"], /use an offset, earliest or latest/],
    [["--until-end"], /--until-end needs a beginning/],
    [["--group", "g", "--partition", "0"], /A --group shares out partitions/],
    [["--partition", "5"], /user-events has no partition 5: it has 1/],
  ];
  for (const [flags, message] of wrong) {
    const { code, errors } = await bench.messages.run("consume", "user-events", ...flags);
    assertEquals(code, 2, flags.join(" "));
    assertMatch(errors, message);
  }
  const missing = await bench.messages.run("consume", "nowhere");
  assertEquals([missing.code, /nowhere/.test(missing.errors)], [1, true]);
});

Deno.test("Avro values are decoded, also by a schema that only the registry has", async () => {
  await using cluster = await Cluster.start();
  const servers = cluster.bootstrapServers;
  await using kafka = connectKafka({ bootstrapServers: [servers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "user-events", partitions: 1 }]);
  const values: Uint8Array[] = [];
  const args = ["consume", "user-events", "--from-beginning", "--until-end"];
  {
    await using server = await startRegistry(kafka, { port: 0 });
    const schema = parseAvroSchema(JSON.stringify({
      type: "record",
      name: "User",
      fields: [{ name: "id", type: "long" }, { name: "photo", type: "bytes" }],
    }));
    const registry = new RegistryClient({ url: server.url });
    const serializer = new AvroSerializer({ registry, schema });
    const user = { id: 7n, photo: new Uint8Array([1]) };
    values.push(await serializer.serialize("user-events", user), encoder.encode("{}"));
    await using session = await kafka.producer();
    const records = values.map((value) => ({ value }));
    await session.produce({ topic: "user-events", partition: 0, records });
    const messages = new TaskProcess("messages", servers, { SCHEMA_REGISTRY_URL: server.url });
    const { output, errors } = await messages.run(...args);
    assertEquals(output, '{"id":"7","photo":{"base64":"AQ=="}}\n{}\n', errors);
  }
  const away = new TaskProcess("messages", servers, { SCHEMA_REGISTRY_URL: "http://127.0.0.1:1" });
  const { output, errors } = await away.run(...args);
  assertEquals(output, `0x${values[0]!.toHex()}\n{}\n`);
  assertMatch(errors, /Avro values are shown as bytes: /);
});
