import { systemClock } from "../../lib/core/mod.ts";
import type { FetchedBatch } from "../../lib/kafka/mod.ts";

/** What one record costs a member, in milliseconds: a call to another service, say. */
export const WORK_MS = 10;

/** A record that a member has worked on. */
export interface Done {
  readonly name: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly atMs: number;
}

/** Members that work on their records one after another, as a consumer's handler does. */
export class Workers {
  readonly done: Done[] = [];
  readonly #queues = new Map<string, Promise<void>>();
  readonly #signal: AbortSignal;
  readonly #finished: (name: string, batch: FetchedBatch) => Promise<void>;

  /** `finished` is called when a member has worked on all of a batch. */
  constructor(
    signal: AbortSignal,
    finished: (name: string, batch: FetchedBatch) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#signal = signal;
    this.#finished = finished;
  }

  /** Takes what a member has fetched. */
  take(name: string, batch: FetchedBatch): void {
    const before = this.#queues.get(name) ?? Promise.resolve();
    this.#queues.set(name, before.then(() => this.#work(name, batch)));
  }

  async #work(name: string, batch: FetchedBatch): Promise<void> {
    const { partition, records, generation } = batch;
    for (const { offset } of records) {
      if (generation.signal.aborted || this.#signal.aborted) return;
      await systemClock.sleep(WORK_MS, this.#signal).catch(() => {});
      this.done.push({ name, partition, offset, atMs: performance.now() });
    }
    if (records.length > 0) await this.#finished(name, batch);
  }

  /** How many records each of them has worked on. */
  counts(names: readonly string[]): number[] {
    return names.map((name) => this.done.filter((one) => one.name === name).length);
  }

  /** How many records have been worked on more than once. */
  get repeated(): number {
    const places = this.done.map(({ partition, offset }) => `${partition}/${offset}`);
    return places.length - new Set(places).size;
  }

  /** Records a second, from the first to the last of them. */
  get rate(): number {
    const times = this.done.map(({ atMs }) => atMs);
    const tookMs = Math.max(...times) - Math.min(...times) + WORK_MS;
    return times.length === 0 ? 0 : (times.length / tookMs) * 1000;
  }
}
