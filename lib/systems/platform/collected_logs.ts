import type { ConsumedRecord } from "../../consumer/mod.ts";
import type { ApplicationLog } from "../../events/mod.ts";
import { RotatingFile, type RotatingFileOptions } from "../rotating_file.ts";

/** A message with the names of the sinks it goes to. */
export interface RoutedLog {
  /** The record that holds it. */
  readonly record: Pick<ConsumedRecord, "topic" | "partition" | "offset">;
  /** What it says. */
  readonly message: ApplicationLog;
  /** Where it goes. */
  readonly sinks: readonly string[];
}

/** Where collected logs stand. */
export interface CollectedLogsOptions extends Omit<RotatingFileOptions, "path"> {
  /** The folder of the files, made when there is something to write. */
  readonly folder: string;
}

/**
 * The files of collected logs, `<folder>/<sink>.log`, a JSON line a message with its topic, partition
 * and offset. While the process lives a message is written once, however often it is handed in; what
 * comes again after a crash is written again, and nothing is left out.
 */
export class CollectedLogs {
  readonly #options: CollectedLogsOptions;
  readonly #files = new Map<string, RotatingFile>();
  /** By partition, the offset behind the last message that is written. */
  readonly #next = new Map<string, bigint>();

  /** Opens nothing yet. */
  constructor(options: CollectedLogsOptions) {
    this.#options = options;
  }

  /**
   * Writes messages of one partition that are not written yet.
   *
   * @throws {Error} when a file can't be written: the disk is full
   */
  async append(messages: readonly RoutedLog[]): Promise<void> {
    const last = messages.at(-1);
    if (last === undefined) return;
    const { topic, partition } = last.record;
    const name = `${topic}/${partition}`;
    const fresh = messages.filter(({ record }) => record.offset >= (this.#next.get(name) ?? 0n));
    const lines = new Map<string, string[]>();
    for (const { record, message, sinks } of fresh) {
      const { topic, partition, offset } = record;
      const line = JSON.stringify({ ...message, topic, partition, offset: Number(offset) });
      for (const sink of sinks) lines.set(sink, [...(lines.get(sink) ?? []), line]);
    }
    for (const [sink, those] of lines) await this.#fileOf(sink).append(those);
    if (fresh.length > 0) this.#next.set(name, last.record.offset + 1n);
  }

  /** Others may have had the partitions: what was written of them is not known any more. */
  forget(): void {
    this.#next.clear();
  }

  #fileOf(sink: string): RotatingFile {
    let file = this.#files.get(sink);
    if (file === undefined) {
      const { folder, ...options } = this.#options;
      file = new RotatingFile({ ...options, path: `${folder}/${sink}.log` });
      this.#files.set(sink, file);
    }
    return file;
  }
}
