import { ConfigError, seededRandom, withDeadline, WorkshopError } from "../../core/mod.ts";
import type { FetchedBatch } from "../../kafka/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { acksOf, ensureTopic, type PerfRun } from "./flags.ts";
import { javaFixed } from "./java_format.ts";
import { percentiles } from "./latency_stats.ts";
import { payloads } from "./payloads.ts";

const RECORDS = 1000;
const TOLD_EVERY = 1000;
const RECEIVE_TIMEOUT_MS = 60_000;

/** Sends a record, waits until it is received, and sends the next: the way there and back. */
export async function endToEnd(run: PerfRun): Promise<void> {
  const { kafka, flags, print, signal } = run;
  if (flags.acks === "0") {
    throw new ConfigError("Latency needs acknowledgements: use --acks 1 or all");
  }
  await ensureTopic(run);
  const received = new Received();
  await using _reader = await kafka.assign({
    topics: [flags.topic],
    startAt: "latest",
    maxWaitMs: 500,
    onBatch: (batch) => received.take(batch),
  });
  await using producer = await createProducer(kafka, {
    acks: acksOf(flags),
    compression: flags.compression,
    lingerMs: 0,
  });
  const valueOf = payloads(flags["record-size"], seededRandom("perf"));
  const latenciesMs: number[] = [];
  for (let index = 0; index < (flags["num-records"] ?? RECORDS); index++) {
    if (signal.aborted) break;
    const value = valueOf(index);
    const beganMs = performance.now();
    const arrival = received.next();
    await producer.send({ topic: flags.topic, value });
    demandSame(
      await withDeadline(arrival, { what: "the receiving", timeoutMs: RECEIVE_TIMEOUT_MS }),
      value,
    );
    const tookMs = performance.now() - beganMs;
    if (index % TOLD_EVERY === 0 && !flags.json) print(`${index}\t${tookMs}`);
    latenciesMs.push(tookMs);
  }
  if (latenciesMs.length === 0) return;
  const average = latenciesMs.reduce((sum, ms) => sum + ms, 0) / latenciesMs.length;
  if (flags.json) return print(JSON.stringify(latencyJson(flags.topic, latenciesMs, average)));
  const whole = percentiles(latenciesMs.map(Math.floor), [0.5, 0.99, 0.999]);
  print(`Avg latency: ${javaFixed(average, 4)} ms`);
  print(`Percentiles: 50th = ${whole[0]}, 99th = ${whole[1]}, 99.9th = ${whole[2]}`);
}

/** What the reader was handed, and whoever waits for it. */
class Received {
  #waiting: PromiseWithResolvers<Uint8Array | null> | undefined;

  next(): Promise<Uint8Array | null> {
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  take({ records }: FetchedBatch): void {
    for (const { value } of records) this.#waiting?.resolve(value);
  }
}

function demandSame(received: Uint8Array | null, sent: Uint8Array): void {
  if (received?.length === sent.length && received[0] === sent[0]) return;
  throw new WorkshopError(
    "Another record came than the one that was sent: use a topic of its own",
    {
      code: "FOREIGN_RECORD",
    },
  );
}

function latencyJson(topic: string, latenciesMs: readonly number[], averageLatencyMs: number) {
  const [p50Ms, p99Ms, p999Ms] = percentiles(latenciesMs, [0.5, 0.99, 0.999]);
  return { topic, records: latenciesMs.length, averageLatencyMs, p50Ms, p99Ms, p999Ms };
}
