import { ConfigError, messageOf, seededRandom, systemClock } from "../../core/mod.ts";
import { createProducer, type Producer } from "../../producer/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { safeText } from "../safe_text.ts";
import { acksOf, ensureTopic, type PerfFlags, type PerfRun } from "./flags.ts";
import { LatencyStats, totalLine, windowLine } from "./latency_stats.ts";
import { payloads } from "./payloads.ts";

const RECORDS = 100_000;
const WINDOW_MS = 5000;
/** Records that are handed over before requests and answers get their turn. */
const AT_ONCE = 200;

/** Sends records as fast as they go, or as fast as is allowed, and tells how long each took. */
export async function producer(run: PerfRun): Promise<ExitCode> {
  const { kafka, flags, print, signal } = run;
  const records = flags["num-records"] ?? RECORDS;
  const warmup = flags["warmup-records"];
  if (warmup >= records) throw new ConfigError("--warmup-records must be less than --num-records");
  await ensureTopic(run);
  await using sender = await createProducer(kafka, {
    acks: acksOf(flags),
    compression: flags.compression,
    lingerMs: flags["linger-ms"],
    maxBatchBytes: flags["batch-size"],
    maxBufferedBytes: flags["buffer-memory"],
    maxRecordBytes: Math.max(1_048_576, flags["record-size"] + 1024),
  });
  const load = new Load(sender, records, flags, (line) => flags.json || print(line));
  await load.run(signal);
  const nowMs = wholeMs();
  const total = load.stats.summary(nowMs);
  const steady = load.steady?.summary(nowMs);
  if (flags.json) {
    const { acks, compression, topic } = flags;
    print(JSON.stringify({ topic, acks, compression, ...total, failed: load.failed, steady }));
  } else if (load.stats.count > 0) {
    print(totalLine(total));
    if (steady !== undefined) print(totalLine(steady, " steady state"));
  }
  if (load.failed === 0) return EXIT.ok;
  console.error(
    `${load.failed} records were not acknowledged: ${safeText(messageOf(load.problem))}`,
  );
  return EXIT.failed;
}

/** The records on their way, and what became of them. */
class Load {
  readonly stats: LatencyStats;
  steady: LatencyStats | undefined;
  failed = 0;
  problem: unknown;
  readonly #producer: Producer;
  readonly #records: number;
  readonly #flags: PerfFlags;
  readonly #print: (line: string) => void;
  readonly #startMs = wholeMs();
  #pendingBytes = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #window: LatencyStats;
  #windowStartMs = this.#startMs;

  constructor(
    producer: Producer,
    records: number,
    flags: PerfFlags,
    print: (line: string) => void,
  ) {
    this.#producer = producer;
    this.#records = records;
    this.#flags = flags;
    this.#print = print;
    this.stats = new LatencyStats(records, this.#startMs);
    this.#window = new LatencyStats(records, this.#startMs);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { topic, throughput, "warmup-records": warmup } = this.#flags;
    const size = this.#flags["record-size"];
    const valueOf = payloads(size, seededRandom("perf"));
    for (let index = 0; index < this.#records && !signal.aborted; index++) {
      if (warmup > 0 && index === warmup) {
        this.steady = new LatencyStats(this.#records - warmup, wholeMs());
      }
      const startMs = wholeMs();
      await this.#untilRoom(size);
      this.#send({ topic, value: valueOf(index) }, startMs, this.steady);
      if (throughput > 0) await this.#pace(index + 1, throughput, signal);
      else if (index % AT_ONCE === AT_ONCE - 1) await turn();
    }
    await this.#producer.flush();
  }

  /** A full buffer holds the next record up; that time is part of its latency, as in Java. */
  async #untilRoom(bytes: number): Promise<void> {
    while (this.#pendingBytes > 0 && this.#pendingBytes + bytes > this.#flags["buffer-memory"]) {
      this.#room ??= Promise.withResolvers();
      await this.#room.promise;
    }
  }

  #send(
    record: { readonly topic: string; readonly value: Uint8Array },
    startMs: number,
    steady: LatencyStats | undefined,
  ): void {
    const bytes = record.value.length;
    this.#pendingBytes += bytes;
    this.#producer.send(record).then(() => {
      const nowMs = wholeMs();
      for (const stats of [this.stats, this.#window, steady]) stats?.record(nowMs - startMs, bytes);
      this.#tellWindow(nowMs);
    }, (error: unknown) => {
      this.failed++;
      this.problem ??= error;
    }).finally(() => {
      this.#pendingBytes -= bytes;
      this.#room?.resolve();
      this.#room = undefined;
    });
  }

  #tellWindow(nowMs: number): void {
    if (nowMs - this.#windowStartMs < WINDOW_MS) return;
    this.#print(windowLine(this.#window.summary(nowMs)));
    this.#window = new LatencyStats(this.#records, nowMs);
    this.#windowStartMs = nowMs;
  }

  /** Waits while more records were sent than the rate allows. */
  async #pace(sent: number, throughput: number, signal: AbortSignal): Promise<void> {
    const dueMs = this.#startMs + sent / throughput * 1000;
    const waitMs = dueMs - systemClock.monotonicMs();
    if (waitMs > 1) await systemClock.sleep(waitMs, signal).catch(() => {});
    else if (sent % AT_ONCE === 0) await turn();
  }
}

/** Whole milliseconds, as Kafka's tool counts them, on the clock that never steps. */
function wholeMs(): number {
  return Math.floor(systemClock.monotonicMs());
}

/** Lets sockets and timers have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
