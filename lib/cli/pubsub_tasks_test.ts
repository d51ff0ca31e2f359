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
      timeoutMs: 60_000,
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
    await using producer = new Task(env, "produce", "--rate", "500");
    await using killed = new Task(env, "consume");
    await using store = openSqliteStore({ path: env.STORE_PATH });
    await waitFor(async () => await store.count() >= 100, { what: "some", timeoutMs: 60_000 });
    await killed.end("SIGKILL");
    const stored = await store.count();
    await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
    await using admin = await kafka.admin();
    const inLog = async () =>
      (await admin.topicOffsets("data-topic")).reduce((sum, { high }) => sum + Number(high), 0);
    await waitFor(async () => await inLog() > stored + 1000, { what: "more to do" });
    assertEquals(await producer.end("SIGTERM"), 0, producer.errors);
    const sent = await inLog();
    await using successor = new Task(env, "consume");
    await waitFor(async () => await store.count() === sent, { what: "all", timeoutMs: 60_000 });
    assertEquals(await successor.end("SIGTERM"), 0, successor.errors);
    assertEquals((await store.counters()).data_messages, sent);
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
    await waitFor(() => loud.output.includes("Running until"), { what: "it", timeoutMs: 60_000 });
    const [url] = /http:\S+\/metrics/.exec(loud.output)!;
    const { sum, count } = await waitFor(async () => {
      const values = await scraped(url!);
      const [sum = 0, count = 0] = ["sum", "count"].map((name) =>
        values.get(`producer_batch_messages_${name}{topic="data-topic"}`)
      );
      return count > 0 && { sum, count };
    }, { what: "its first batch" });
    assertEquals(sum, 100 * count);
    assertEquals(await loud.end("SIGINT"), 0, loud.errors);
    const lines = loud.errors.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert(lines.some(({ level }) => level === "DEBUG"));
    await using quiet = new Task(
      { ...env, METRICS_ENABLED: "false", LOG_LEVEL: "WARNING" },
      "produce",
    );
    await waitFor(() => quiet.output.includes("Running until"), { what: "it", timeoutMs: 60_000 });
    assertEquals(await quiet.end("SIGTERM"), 0, quiet.errors);
    assert(!quiet.output.includes("/metrics"), quiet.output);
    assertEquals(quiet.errors, "");
  });
});

/** The values of a scrape by metric and labels. */
async function scraped(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(url)).text();
  return new Map(
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.replace(/ \S+$/, ""), Number(/\S+$/.exec(line)![0])]),
  );
}

Deno.test("producer and consumer tell by their metrics how they, their brokers and topic are", async () => {
  await using cluster = await Cluster.start();
  await inFolder(async (folder) => {
    const env = {
      ...environment(cluster.bootstrapServers, folder),
      LAG_MONITOR_INTERVAL_SEC: "0.2",
      COMMIT_INTERVAL_MS: "200",
    };
    await using consumer = new Task(env, "consume");
    await using producer = new Task(env, "produce", "--rate", "1000", "--poison", "0.1");
    const urls: string[] = [];
    for (const task of [producer, consumer]) {
      await waitFor(() => /http:\S+\/metrics/.test(task.output), { what: "it", timeoutMs: 60_000 });
      urls.push(/http:\S+\/metrics/.exec(task.output)![0]);
    }
    const topic = 'topic="data-topic"';
    const group = 'group="data-consumer-group"';
    const above = (values: Map<string, number>, ...names: string[]) =>
      names.filter((name) => !((values.get(name) ?? 0) > 0));
    await waitFor(async () => {
      const values = await scraped(urls[0]!);
      return above(
            values,
            'service_up{service="pubsub.producer"}',
            `kafka_producer_messages_total{${topic},outcome="acknowledged"}`,
            `kafka_producer_bytes_total{${topic},outcome="acknowledged"}`,
            'kafka_client_operation_duration_seconds_bucket{le="+Inf",operation="Produce"}',
          ).length === 0 &&
        values.get(`producer_batch_messages_sum{${topic}}`)! /
              values.get(`producer_batch_messages_count{${topic}}`)! === 100;
    }, { what: "the producer's metrics", timeoutMs: 60_000 });
    let missing: readonly string[] = [];
    await waitFor(async () => {
      const values = await scraped(urls[1]!);
      missing = above(
        values,
        'service_up{service="pubsub.consumer"}',
        `kafka_consumer_messages_total{${group},${topic}}`,
        `kafka_consumer_bytes_total{${group},${topic}}`,
        `kafka_consumer_commits_total{${group}}`,
        `processor_messages_total{${topic},outcome="ok"}`,
        `processor_messages_total{${topic},outcome="dlq"}`,
        `processor_duration_seconds_count{${topic}}`,
        'kafka_broker_up{broker_id="0"}',
        'kafka_broker_response_seconds{broker_id="0"}',
        'kafka_broker_leader_partitions{broker_id="0"}',
        `kafka_topic_partitions{${topic}}`,
        `kafka_partition_replicas{${topic},partition="0"}`,
        `kafka_partition_in_sync_replicas{${topic},partition="0"}`,
        `kafka_partition_log_end_offset{${topic},partition="0"}`,
        `kafka_consumer_group_members{${group}}`,
        "kafka_controller_up",
        "kafka_controller_response_seconds",
      );
      return missing.length === 0 &&
        values.has(`kafka_consumer_lag{${group},${topic},partition="0"}`) &&
        values.has('kafka_broker_follower_partitions{broker_id="0"}');
    }, { what: "the consumer's metrics", timeoutMs: 60_000 }).catch((cause) => {
      throw new Error(`Not above 0: ${missing.join(", ")}`, { cause });
    });
    assertEquals([await producer.end("SIGTERM"), await consumer.end("SIGTERM")], [0, 0]);
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
