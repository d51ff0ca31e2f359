import { systemClock, waitFor } from "../../core/mod.ts";
import type { FetchedBatch } from "../../kafka/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { demandTopic, type PerfRun } from "./flags.ts";
import { javaFixed } from "./java_format.ts";

const MIB = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** What a run comes to, by the names of kafka-consumer-perf-test's columns. */
interface Consumed {
  readonly startMs: number;
  readonly endMs: number;
  readonly bytes: number;
  readonly records: number;
  readonly rebalanceMs: number;
}

/** Reads records as the only member of a group and tells how fast. */
export async function consumer(run: PerfRun): Promise<ExitCode> {
  const { kafka, flags, print, signal } = run;
  await demandTopic(run);
  const tally = new Tally(flags.messages);
  const startMs = systemClock.now();
  const beganMs = systemClock.monotonicMs();
  const elapsedMs = () => Math.round(systemClock.monotonicMs() - beganMs);
  let rebalanceMs: number | undefined;
  const session = await kafka.joinGroup({
    groupId: flags.group ?? `perf-consumer-${crypto.randomUUID().slice(0, 8)}`,
    topics: [flags.topic],
    offsetReset: flags["from-latest"] ? "latest" : "earliest",
    isolationLevel: "read_uncommitted",
    maxBytesPerPartition: flags["fetch-size"],
    onAssigned: () => {
      rebalanceMs ??= elapsedMs();
      tally.begin();
    },
    onBatch: (batch) => tally.add(batch),
  });
  const isComplete = await Promise.race([
    tally.complete.then(() => true),
    session.closed.then(() => false),
    tally.silence(flags.timeout ?? TIMEOUT_MS, signal).catch(() => false),
  ]);
  const endMs = startMs + elapsedMs();
  tally.close();
  await session[Symbol.asyncDispose]();
  const { bytes, records } = tally;
  rebalanceMs ??= endMs - startMs;
  const consumed = { startMs, endMs, bytes, records, rebalanceMs };
  if (flags.json) print(JSON.stringify(consumedJson(flags.topic, consumed)));
  else {
    if (!isComplete) print(`WARNING: Only ${records} of ${flags.messages} records came in time`);
    if (!flags["hide-header"]) print(HEADER);
    print(consumedLine(consumed));
  }
  return isComplete ? EXIT.ok : EXIT.failed;
}

/** Counts what is fetched, up to what was asked for. */
class Tally {
  records = 0;
  bytes = 0;
  readonly #most: number;
  readonly #complete = Promise.withResolvers<void>();
  readonly #closing = new AbortController();
  /** On the clock that never steps; joining takes the time that it takes. */
  #lastMs = Infinity;

  constructor(most: number) {
    this.#most = most;
  }

  get complete(): Promise<void> {
    return this.#complete.promise;
  }

  add({ records }: FetchedBatch): void {
    if (records.length > 0) this.#lastMs = performance.now();
    for (const { key, value } of records) {
      if (this.records === this.#most || this.#closing.signal.aborted) break;
      this.records++;
      this.bytes += (key?.length ?? 0) + (value?.length ?? 0);
    }
    if (this.records === this.#most) this.#complete.resolve();
  }

  /** The group has shared out its partitions: from now on silence counts. */
  begin(): void {
    this.#lastMs = performance.now();
  }

  /** Resolves to false when nothing came for so long. */
  async silence(ms: number, signal: AbortSignal): Promise<false> {
    await waitFor(() => performance.now() - this.#lastMs > ms, {
      what: "silence",
      timeoutMs: Infinity,
      intervalMs: 100,
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
    return false;
  }

  close(): void {
    this.#closing.abort();
  }
}

/** The columns of kafka-consumer-perf-test. */
export const HEADER =
  "start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, " +
  "rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec";

/** A run as kafka-consumer-perf-test tells it. */
export function consumedLine({ startMs, endMs, bytes, records, rebalanceMs }: Consumed): string {
  const megabytes = bytes / MIB;
  const seconds = (endMs - startMs) / 1000;
  const fetchMs = endMs - startMs - rebalanceMs;
  return [
    localTime(startMs),
    localTime(endMs),
    javaFixed(megabytes, 4),
    javaFixed(megabytes / seconds, 4),
    records,
    javaFixed(records / seconds, 4),
    rebalanceMs,
    fetchMs,
    javaFixed(megabytes / (fetchMs / 1000), 4),
    javaFixed(records / (fetchMs / 1000), 4),
  ].join(", ");
}

function consumedJson(topic: string, { startMs, endMs, bytes, records, rebalanceMs }: Consumed) {
  const fetchMs = endMs - startMs - rebalanceMs;
  return {
    topic,
    records,
    bytes,
    elapsedMs: endMs - startMs,
    rebalanceMs,
    fetchMs,
    recordsPerSecond: records / (fetchMs / 1000),
    mbPerSecond: bytes / MIB / (fetchMs / 1000),
  };
}

/** `2026-01-31 12:00:00:000` in this machine's time zone. */
function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${day} ${time}:${String(date.getMilliseconds()).padStart(3, "0")}`;
}
