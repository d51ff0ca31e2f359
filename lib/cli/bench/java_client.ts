import { WorkshopError } from "../../core/mod.ts";
import { sharedJars } from "../../workshop/cluster/mod.ts";
import type { ClientJob, MeasuredClient } from "./client_job.ts";
import type { Workload } from "./workload.ts";

const TIMEOUT_MS = 60_000;
/** Bytes of a record in a batch beside its value. */
const RECORD_OVERHEAD_BYTES = 12;

/** Apache Kafka's own tools, in a process of their own for each run: they time themselves. */
export class JavaClient implements MeasuredClient {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async run(job: ClientJob): Promise<number> {
    this.#signal.throwIfAborted();
    if (job.work === "produce") {
      return producedMs(await this.#java("ProducerPerformance", producerArgs(job)), job.workload);
    }
    return consumedMs(await this.#java("ConsumerPerformance", consumerArgs(job)), job.workload);
  }

  async #java(tool: string, args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("java", {
      args: ["-Xmx512m", "-cp", `${sharedJars()}/*`, `org.apache.kafka.tools.${tool}`, ...args],
      stdin: "null",
      signal: this.#signal,
    }).output();
    this.#signal.throwIfAborted();
    const [said, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    if (success) return said!;
    throw new WorkshopError(`${tool} failed: ${(complained || said)!.trim().slice(-300)}`, {
      code: "BENCH_CLIENT_FAILED",
    });
  }

  [Symbol.dispose](): void {}
}

function producerArgs({ topic, address, workload }: ClientJob): string[] {
  const { records, valueBytes, batchRecords } = workload;
  return [
    ...["--topic", topic, "--num-records", String(records), "--record-size", String(valueBytes)],
    ...["--throughput", "-1", "--producer-props", `bootstrap.servers=${address}`, "acks=all"],
    `batch.size=${batchRecords * (valueBytes + RECORD_OVERHEAD_BYTES)}`,
  ];
}

function consumerArgs({ topic, address, workload }: ClientJob): string[] {
  const { records } = workload;
  return [
    ...["--topic", topic, "--bootstrap-server", address, "--messages", String(records)],
    ...["--timeout", String(TIMEOUT_MS), "--hide-header"],
  ];
}

/**
 * The duration in ProducerPerformance's last line, which tells it as a rate.
 *
 * @throws {WorkshopError} when the line is not there, or tells of fewer records
 */
export function producedMs(said: string, { records }: Workload): number {
  const found = [...said.matchAll(/^(\d+) records sent, ([\d.]+) records\/sec/gm)].at(-1);
  if (Number(found?.[1]) === records) return records / Number(found![2]) * 1000;
  throw unreadable("ProducerPerformance", said);
}

/**
 * The time that ConsumerPerformance spent fetching: its joining of the group is left out.
 *
 * @throws {WorkshopError} when the line is not there, or tells of fewer records
 */
export function consumedMs(said: string, { records }: Workload): number {
  const fields = said.trim().split("\n").at(-1)!.split(",").map((field) => field.trim());
  const [, , , , messages, , , fetchMs] = fields;
  if (fields.length === 10 && Number(messages) >= records) return Number(fetchMs);
  throw unreadable("ConsumerPerformance", said);
}

function unreadable(tool: string, said: string): WorkshopError {
  return new WorkshopError(`${tool} did not tell what it measured: ${said.trim().slice(-200)}`, {
    code: "BENCH_CLIENT_FAILED",
  });
}
