import { type Clock, systemClock } from "../../core/mod.ts";

/** How often something may happen. */
export interface Rate {
  /** Times a second in the long run. */
  readonly perSecond: number;
  /** How many at once after a pause. */
  readonly burst: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

/** Limits how often each of many may do something, and all of them together. */
export class RateLimit {
  readonly #each: Rate;
  readonly #clock: Clock;
  readonly #maxKnown: number;
  readonly #known = new Map<string, Bucket>();
  readonly #total: Bucket;
  readonly #all: Rate;

  /** `maxKnown` bounds the memory: beyond it the one that was quiet longest is forgotten. */
  constructor(options: {
    readonly each: Rate;
    readonly all: Rate;
    readonly maxKnown?: number;
    readonly clock?: Clock;
  }) {
    const { each, all, maxKnown = 4096, clock = systemClock } = options;
    this.#each = each;
    this.#all = all;
    this.#maxKnown = maxKnown;
    this.#clock = clock;
    this.#total = { left: all.burst, atMs: clock.monotonicMs() };
  }

  /** Whether `who` may do it now; if so, it counts. */
  take(who: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const bucket = this.#known.get(who) ?? { left: this.#each.burst, atMs: nowMs };
    this.#known.delete(who);
    this.#known.set(who, bucket);
    if (this.#known.size > this.#maxKnown) this.#known.delete(this.#known.keys().next().value!);
    refill(bucket, this.#each, nowMs);
    refill(this.#total, this.#all, nowMs);
    if (bucket.left < 1 || this.#total.left < 1) return false;
    bucket.left--;
    this.#total.left--;
    return true;
  }
}

function refill(bucket: Bucket, { perSecond, burst }: Rate, nowMs: number): void {
  bucket.left = Math.min(burst, bucket.left + (nowMs - bucket.atMs) / 1000 * perSecond);
  bucket.atMs = nowMs;
}
