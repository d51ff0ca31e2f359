import type { ConsumedRecord } from "../../consumer/mod.ts";
import { sizeOf } from "./record_view.ts";

/** How much one search may look at. */
export interface ScanCaps {
  readonly records: number;
  readonly bytes: number;
  readonly ms: number;
}

/** What is taken when nothing else is asked for. */
export const DEFAULT_CAPS: ScanCaps = { records: 100_000, bytes: 64 * 1024 * 1024, ms: 5000 };
/** What may be asked for at most. */
export const MOST_CAPS: ScanCaps = { records: 2_000_000, bytes: 1024 * 1024 * 1024, ms: 60_000 };

/** Why a scan ended before its end. */
export type SpentCap = "records" | "bytes" | "time";

/** Others get a turn at least so often. */
const TURN_MS = 12;

/** Counts what a scan looks at and ends it when one of its caps is reached; dispose it. */
export class ScanBudget implements Disposable {
  readonly #caps: ScanCaps;
  readonly #ended = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #startMs = performance.now();
  #turnMs = performance.now();
  #records = 0;
  #bytes = 0;
  #spent: SpentCap | undefined;

  constructor(caps: ScanCaps, outside: AbortSignal) {
    this.#caps = caps;
    this.#timer = setTimeout(() => {
      this.#spent ??= "time";
      this.#ended.abort();
    }, caps.ms);
    this.signal = AbortSignal.any([outside, this.#ended.signal]);
  }

  /** Aborts from outside, and when the time is over. */
  readonly signal: AbortSignal;

  /** The cap that was reached, if one was. */
  get spent(): SpentCap | undefined {
    return this.#spent;
  }

  /** What was looked at. */
  get scanned(): { readonly records: number; readonly bytes: number; readonly ms: number } {
    const ms = Math.round(performance.now() - this.#startMs);
    return { records: this.#records, bytes: this.#bytes, ms };
  }

  /** What is left of records and bytes. */
  get left(): { readonly records: number; readonly bytes: number } {
    return { records: this.#caps.records - this.#records, bytes: this.#caps.bytes - this.#bytes };
  }

  /** Whether a record may still be looked at; it counts then. The first one may always. */
  takes(record: ConsumedRecord): boolean {
    const size = sizeOf(record);
    const isFirst = this.#records === 0;
    if (this.left.records < 1) this.#spent ??= "records";
    else if (!isFirst && this.left.bytes < size) this.#spent ??= "bytes";
    if (this.#spent !== undefined) return false;
    this.#records += 1;
    this.#bytes += size;
    return true;
  }

  /** Gives other work a turn when this one has had the processor for long. */
  async turn(): Promise<void> {
    if (performance.now() - this.#turnMs < TURN_MS) return;
    await new Promise<void>((resolve) => setTimeout(resolve));
    this.#turnMs = performance.now();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
