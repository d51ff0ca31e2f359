import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { waitFor } from "../core/mod.ts";
import { METRICS } from "../monitoring/mod.ts";

const FLAGS = "--quiet --frozen --no-prompt --no-check --allow-net --allow-read --allow-write=. " +
  "--allow-env --allow-sys";

/** What only a program shows that does such work, each set by a test of its own. */
const ELSEWHERE = new Set([
  "kafka_producer_transactions_total",
  "producer_batch_messages",
  "producer_message_retries_total",
  "platform_alerts_total",
  "platform_routed_logs_total",
  "processor_refused_total",
]);

/** A task of ours as a process of its own, and what its metrics show. */
class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #ready = Promise.withResolvers<string>();
  readonly #logs = `.runs/scrape-${crypto.randomUUID()}`;
  readonly #ended: Promise<unknown>;
  #seen = "";
  text = "";

  constructor(task: string, args: readonly string[], env: Record<string, string>) {
    this.#child = new Deno.Command("deno", {
      args: ["run", ...FLAGS.split(" "), `lib/cli/${task}.ts`, ...args],
      env: {
        NO_COLOR: "1",
        METRICS_PORT: "0",
        DASHBOARD_PORT: "0",
        LOG_DIR: this.#logs,
        STORE_PATH: `${this.#logs}/store.db`,
        LAG_MONITOR_INTERVAL_SEC: "1",
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#ended = Promise.all([this.#watch(this.#child.stdout), this.#watch(this.#child.stderr)]);
    this.#ended.then(() => this.#ready.reject(new Error(`${task} ended:\n${this.#seen}`)));
    this.#ready.promise.catch(() => {});
  }

  async #watch(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#seen += text;
      const url = /(http:\/\/localhost:\d+)\/metrics/.exec(this.#seen)?.[1];
      if (url !== undefined) this.#ready.resolve(url);
    }
  }

  /** What it answers on a path of its monitoring. */
  async get(path: string): Promise<string> {
    return await (await fetch(`${await this.#ready.promise}${path}`)).text();
  }

  async scrape(): Promise<void> {
    this.text = await this.get("/metrics");
  }

  /** The metrics of the last scrape that have a series. */
  names(): Set<string> {
    const series = this.text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Set(
      series.map((line) => line.split(/[ {]/)[0]!.replace(/_(bucket|sum|count)$/, "")),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
    await this.#ended;
    await Deno.remove(this.#logs, { recursive: true }).catch(() => {});
  }
}

const KNOWN = new Set<string>(Object.keys(METRICS));

/** Scrapes programs until all of this is shown between them. */
async function shown(programs: readonly Program[], names: readonly string[]): Promise<void> {
  let missing = names;
  try {
    await waitFor(async () => {
      await Promise.all(programs.map((program) => program.scrape()));
      missing = names.filter((name) => !programs.some((program) => program.names().has(name)));
      return missing.length === 0;
    }, { what: "metrics", timeoutMs: 60_000, intervalMs: 250 });
  } catch (cause) {
    throw new Error(`Not shown: ${missing.join(", ")}`, { cause });
  }
}

Deno.test("a running producer and consumer show every metric of the table between them", async () => {
  await using cluster = await Cluster.start();
  const env = { KAFKA_BOOTSTRAP_SERVERS: cluster.bootstrapServers };
  await using producer = new Program("produce", ["random_events"], env);
  await using consumer = new Program("consume", ["random_events"], env);
  await shown([producer, consumer], [...KNOWN].filter((name) => !ELSEWHERE.has(name)));
  const names = producer.names().union(consumer.names());
  assertEquals([...names].filter((name) => !KNOWN.has(name)), []);
  const health = await consumer.get("/readyz?verbose");
  for (const check of ["connectivity", "subscription", "processing", "store"]) {
    assert(health.includes(`[+] ${check} ok`), health);
  }
  for (const outcome of ["failed", "uncertain"]) {
    const series = `kafka_producer_messages_total{topic="random-events",outcome="${outcome}"} 0`;
    assert(producer.text.includes(series), `no ${series}`);
  }
});

Deno.test("a running demo shows each system's own metrics, its stores and its Workers", async () => {
  await using demo = new Program("demo", ["--port", "0"], {});
  // Nothing in it is done in transactions.
  await shown([demo], [...KNOWN].filter((name) => name !== "kafka_producer_transactions_total"));
  assertEquals([...demo.names()].filter((name) => !KNOWN.has(name)), []);
  assert(/^service_up\{service="random_events\.\w+-1"\} 1$/m.test(demo.text), "no Worker is shown");
});
