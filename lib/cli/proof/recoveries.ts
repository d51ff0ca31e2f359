import { systemClock, waitFor } from "../../core/mod.ts";

/** How long it took until every partition was in use again. */
export interface Recovery {
  readonly producerMs: number;
  readonly consumerMs: number;
}

/** Measures from each fault to the first record sent after it, per partition. */
export class Recoveries {
  readonly rounds: Recovery[] = [];
  readonly #partitions: number;
  readonly #written = new Map<number, number>();
  readonly #read = new Map<number, number>();
  #beganMs = Infinity;

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  /** A fault begins now. */
  begin(nowMs: number): void {
    this.#beganMs = nowMs;
    this.#written.clear();
    this.#read.clear();
  }

  /** A record that was sent at a time is acknowledged. */
  written(partition: number, sentMs: number): void {
    this.#note(this.#written, partition, sentMs);
  }

  /** A record that was sent at a time is read. */
  read(partition: number, sentMs: number): void {
    this.#note(this.#read, partition, sentMs);
  }

  #note(known: Map<number, number>, partition: number, sentMs: number): void {
    if (sentMs < this.#beganMs || known.has(partition)) return;
    known.set(partition, systemClock.monotonicMs() - this.#beganMs);
  }

  /** Waits until all partitions are written and read again. @throws {WorkshopError} */
  async all(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const all = () =>
      this.#written.size === this.#partitions && this.#read.size === this.#partitions;
    await waitFor(all, {
      what: "all partitions to be written and read again",
      timeoutMs,
      intervalMs: 5,
      ...(signal === undefined ? {} : { signal }),
    });
    this.rounds.push({ producerMs: longest(this.#written), consumerMs: longest(this.#read) });
  }

  /** The round that ended last. */
  get last(): Recovery {
    return this.rounds.at(-1)!;
  }
}

function longest(times: ReadonlyMap<number, number>): number {
  return Math.round(Math.max(...times.values()));
}
