import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { openSqliteStore } from "../storage/mod.ts";

const FLAGS = "--quiet --frozen --no-prompt --no-check --allow-net --allow-read --allow-write=. " +
  "--allow-env --allow-sys";

/** A task of the pub/sub system with what it has printed so far. */
class Task implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>[];
  output = "";
  errors = "";

  constructor(env: Record<string, string>, task: string, ...args: string[]) {
    this.#child = new Deno.Command("deno", {
      args: ["run", ...FLAGS.split(" "), `lib/cli/${task}.ts`, "pubsub", ...args],
      env: { NO_COLOR: "1", ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reading = [
      this.#read(this.#child.stdout, (text) => this.output += text),
      this.#read(this.#child.stderr, (text) => this.errors += text),
    ];
  }

  async #read(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
  }

  async end(signal?: Deno.Signal): Promise<number> {
    if (signal !== undefined) this.#child.kill(signal);
    const { code } = await this.#child.status;
    await Promise.all(this.#reading);
    return code;
  }

  /** Statistics, one JSON object for each instance, are its last lines. */
  get statistics() {
    return this.output.split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.end();
  }
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "pubsub-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const environment = (servers: string, folder: string) => ({
  KAFKA_BOOTSTRAP_SERVERS: servers,
  LOG_DIR: folder,
  STORE_PATH: `${folder}/store.sqlite`,
  FAILED_MESSAGES_PATH: `${folder}/failed.jsonl`,
  METRICS_PORT: "0",
});

Deno.test("messages that the producer task sends are stored by three consumers of one task", async () => {
  await using cluster = await Cluster.start();
  await inFolder(async (folder) => {
    const env = environment(cluster.bootstrapServers, folder);
    await using consumer = new Task(env, "consume", "--instances", "3");
    await waitFor(() => consumer.output.includes("Running until"), {
      what: "the consumers",
      timeoutMs: 30_000,
    });
    await using producer = new Task(env, "produce", "--count", "300", "--rate", "10000");
    assertEquals(await producer.end(), 0, producer.errors);
    assertEquals(producer.statistics[0].acknowledged, 300);
    {
      await using store = openSqliteStore({ path: env.STORE_PATH });
      await waitFor(async () => await store.count() === 300, { what: "300 items" });
    }
    assertEquals(await consumer.end("SIGTERM"), 0, consumer.errors);
    const processed = consumer.statistics.map((each) => each.consumer.processed);
    assertEquals([processed.length, processed.reduce((a, b) => a + b, 0)], [3, 300]);
    await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
    await using admin = await kafka.admin();
    const committed = await admin.committedOffsets("data-consumer-group", ["data-topic"]);
    assertEquals(committed.reduce((sum, { offset }) => sum + offset, 0n), 300n);
  });
});

Deno.test("a consumer that is killed in its work leaves nothing out: its successor stores the rest", async () => {
  await using cluster = await Cluster.start();
  await inFolder(async (folder) => {
    const env = {
      ...environment(cluster.bootstrapServers, folder),
      SESSION_TIMEOUT_SEC: "6",
      HEARTBEAT_INTERVAL_SEC: "1",
      MAX_BATCH_SIZE: "10",
    };
    await using producer = new Task(env, "produce", "--count", "3000", "--rate", "1500");
    await using killed = new Task(env, "consume");
    await using store = openSqliteStore({ path: env.STORE_PATH });
    await waitFor(async () => await store.count() >= 100, { what: "some", timeoutMs: 30_000 });
    await killed.end("SIGKILL");
    assert(await store.count() < 3000);
    assertEquals(await producer.end(), 0, producer.errors);
    await using successor = new Task(env, "consume");
    await waitFor(async () => await store.count() === 3000, { what: "all", timeoutMs: 60_000 });
    assertEquals(await successor.end("SIGTERM"), 0, successor.errors);
    assertEquals((await store.counters()).data_messages, 3000);
  });
});

Deno.test("consumers that are given a number of records end when they have finished them", async () => {
  await using cluster = await Cluster.start();
  await inFolder(async (folder) => {
    const env = environment(cluster.bootstrapServers, folder);
    await using producer = new Task(env, "produce", "--count", "60", "--poison", "0.2");
    assertEquals(await producer.end(), 0, producer.errors);
    await using consumer = new Task(env, "consume", "--count", "60", "--instances", "2");
    assertEquals(await consumer.end(), 0, consumer.errors);
    const finished = consumer.statistics.map(({ consumer: counts }) =>
      counts.processed + counts.deadLettered
    );
    assertEquals([finished.length, finished[0] + finished[1]], [2, 60]);
  });
});

Deno.test("log lines are JSON, and metrics are served unless they are switched off", async () => {
  await using cluster = await Cluster.start();
  await inFolder(async (folder) => {
    const env = environment(cluster.bootstrapServers, folder);
    await using loud = new Task({ ...env, LOG_LEVEL: "DEBUG" }, "produce");
    await waitFor(() => loud.output.includes("Running until"), { what: "it", timeoutMs: 30_000 });
    const [url] = /http:\S+\/metrics/.exec(loud.output)!;
    await waitFor(async () => (await (await fetch(url!)).text()).includes("producer_batch"), {
      what: "its metrics",
    });
    const scrape = await (await fetch(url!)).text();
    assertStringIncludes(scrape, 'producer_batch_messages_sum{topic="data-topic"} 100');
    assertEquals(await loud.end("SIGINT"), 0, loud.errors);
    const lines = loud.errors.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert(lines.some(({ level }) => level === "DEBUG"));
    await using quiet = new Task(
      { ...env, METRICS_ENABLED: "false", LOG_LEVEL: "WARNING" },
      "produce",
    );
    await waitFor(() => quiet.output.includes("Running until"), { what: "it", timeoutMs: 30_000 });
    assertEquals(await quiet.end("SIGTERM"), 0, quiet.errors);
    assert(!quiet.output.includes("/metrics"), quiet.output);
    assertEquals(quiet.errors, "");
  });
});

Deno.test("a wrong setting stops the start and names variable, value and what is allowed", async () => {
  await using task = new Task({ PRODUCER_BATCH_SIZE: "many" }, "produce");
  assertEquals(await task.end(), 2);
  assertStringIncludes(
    task.errors,
    'Environment variable PRODUCER_BATCH_SIZE is "many": use a whole number from 1 to 100000',
  );
});
