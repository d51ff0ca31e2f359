import { javaFixed } from "./java_format.ts";

/** Of more records than this only every nth is kept for the percentiles. */
const MOST_SAMPLES = 500_000;
const MIB = 1024 * 1024;

/** What a run comes to. */
export interface LatencySummary {
  readonly records: number;
  /** Bytes of values. */
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly recordsPerSecond: number;
  /** Of 1,048,576 bytes. */
  readonly mbPerSecond: number;
  readonly averageLatencyMs: number;
  readonly maxLatencyMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

/**
 * The samples at these shares of the sorted ones, by the rule of Kafka's perf tools: the sample whose
 * index is the share times their number, rounded down; nothing lies between two samples.
 */
export function percentiles(samples: readonly number[], shares: readonly number[]): number[] {
  const sorted = Float64Array.from(samples).sort();
  return shares.map((share) => sorted[Math.floor(share * sorted.length)] ?? NaN);
}

/** Collects latencies in whole milliseconds, and tells them as kafka-producer-perf-test does. */
export class LatencyStats {
  readonly #startMs: number;
  readonly #sampling: number;
  readonly #samples: number[] = [];
  #count = 0;
  #bytes = 0;
  #total = 0;
  #max = 0;

  constructor(expected: number, startMs: number) {
    this.#startMs = startMs;
    this.#sampling = Math.floor(expected / Math.min(expected, MOST_SAMPLES));
  }

  get count(): number {
    return this.#count;
  }

  /** A record was acknowledged. */
  record(latencyMs: number, bytes: number): void {
    if (this.#count % this.#sampling === 0) this.#samples.push(latencyMs);
    this.#count++;
    this.#bytes += bytes;
    this.#total += latencyMs;
    this.#max = Math.max(this.#max, latencyMs);
  }

  /** What it came to so far. */
  summary(nowMs: number): LatencySummary {
    const elapsedMs = nowMs - this.#startMs;
    const [p50Ms, p95Ms, p99Ms, p999Ms] = percentiles(this.#samples, [0.5, 0.95, 0.99, 0.999]);
    return {
      records: this.#count,
      bytes: this.#bytes,
      elapsedMs,
      recordsPerSecond: 1000 * this.#count / elapsedMs,
      mbPerSecond: 1000 * this.#bytes / elapsedMs / MIB,
      averageLatencyMs: this.#total / this.#count,
      maxLatencyMs: this.#max,
      p50Ms: p50Ms!,
      p95Ms: p95Ms!,
      p99Ms: p99Ms!,
      p999Ms: p999Ms!,
    };
  }
}

/** The last line of kafka-producer-perf-test. */
export function totalLine(summary: LatencySummary, kind: "" | " steady state" = ""): string {
  const { records, recordsPerSecond, averageLatencyMs, maxLatencyMs } = summary;
  return `${records}${kind} records sent, ${javaFixed(recordsPerSecond, 1)} records/sec ` +
    `(${javaFixed(summary.mbPerSecond, 2)} MB/sec), ` +
    `${javaFixed(averageLatencyMs, 2)} ms avg latency, ` +
    `${javaFixed(maxLatencyMs, 2)} ms max latency, ` +
    `${summary.p50Ms} ms 50th, ${summary.p95Ms} ms 95th, ` +
    `${summary.p99Ms} ms 99th, ${summary.p999Ms} ms 99.9th.`;
}

/** The line that it prints every five seconds. */
export function windowLine(summary: LatencySummary): string {
  return `${summary.records} records sent, ` +
    `${javaFixed(summary.recordsPerSecond, 1)} records/sec ` +
    `(${javaFixed(summary.mbPerSecond, 2)} MB/sec), ` +
    `${javaFixed(summary.averageLatencyMs, 1)} ms avg latency, ` +
    `${javaFixed(summary.maxLatencyMs, 1)} ms max latency.`;
}
