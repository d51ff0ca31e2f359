import {
  type Clock,
  type Logger,
  messageOf,
  nullLogger,
  systemClock,
  WorkshopError,
} from "../core/mod.ts";
import { redactText } from "../monitoring/mod.ts";
import { History, type Sample } from "./history.ts";
import type { DashboardSnapshot, DashboardSource } from "./source.ts";

/** Why there are no fresh figures. */
export interface SourceFailure {
  /** What the source said. */
  readonly message: string;
  /** Since when, milliseconds since 1970. */
  readonly sinceMs: number;
}

/** What happened at one look at the source. */
export type PollOutcome =
  | {
    readonly kind: "update";
    readonly snapshot: DashboardSnapshot;
    readonly sample: Sample | null;
    readonly number: number;
  }
  | { readonly kind: "failure"; readonly failure: SourceFailure };

/** How the source is asked. */
export interface PollerOptions {
  /** Time between two looks, in milliseconds. @default {1000} */
  readonly intervalMs?: number;
  /** A source that takes longer counts as failing, in milliseconds. @default {5000} */
  readonly timeoutMs?: number;
  /** Hears of failures, once each. @default {nullLogger} */
  readonly logger?: Logger;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
  /** Takes what happened. */
  readonly onOutcome: (outcome: PollOutcome) => void;
}

/** Asks the source again and again, one question at a time, and remembers what it said. */
export class Poller implements AsyncDisposable {
  readonly #source: DashboardSource;
  readonly #options: PollerOptions;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;
  #question: Promise<DashboardSnapshot> | undefined;
  #waiting = new AbortController();
  #latest: DashboardSnapshot | undefined;
  #failure: SourceFailure | undefined;
  readonly #history = new History();

  /** Begins to ask at once. */
  constructor(source: DashboardSource, options: PollerOptions) {
    this.#source = source;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#loop = this.#run();
  }

  /** The last figures, `undefined` before the first. */
  get latest(): DashboardSnapshot | undefined {
    return this.#latest;
  }

  /** Why there are no fresh figures; `undefined` when there are. */
  get failure(): SourceFailure | undefined {
    return this.#failure;
  }

  /** The points of the charts. */
  get history(): History {
    return this.#history;
  }

  /** Stops asking; an open question is left to itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#waiting.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { intervalMs = 1000 } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const outcome = await this.#ask();
      if (signal.aborted) return;
      this.#options.onOutcome(outcome);
      await this.#clock.sleep(intervalMs, signal).catch(() => {});
    }
  }

  async #ask(): Promise<PollOutcome> {
    try {
      // a question that is still open is waited for, not asked again
      this.#question ??= this.#snapshot();
      const snapshot = await this.#inTime(this.#question);
      const sample = this.#history.add(snapshot) ?? null;
      this.#latest = snapshot;
      this.#failure = undefined;
      return { kind: "update", snapshot, sample, number: this.#history.newest };
    } catch (error) {
      return { kind: "failure", failure: this.#failed(error) };
    }
  }

  async #inTime(question: Promise<DashboardSnapshot>): Promise<DashboardSnapshot> {
    const { timeoutMs = 5000 } = this.#options;
    this.#waiting = new AbortController();
    const late = this.#clock.sleep(timeoutMs, this.#waiting.signal).then(() => {
      throw new WorkshopError(`No figures within ${timeoutMs} ms`, {
        code: "SOURCE_SILENT",
        retriable: true,
      });
    });
    late.catch(() => {});
    try {
      return await Promise.race([question, late]);
    } finally {
      this.#waiting.abort();
    }
  }

  async #snapshot(): Promise<DashboardSnapshot> {
    try {
      const snapshot = await this.#source.snapshot();
      JSON.stringify(snapshot);
      return snapshot;
    } finally {
      this.#question = undefined;
    }
  }

  #failed(error: unknown): SourceFailure {
    const message = redactText(messageOf(error));
    if (this.#failure?.message !== message && !this.#stop.signal.aborted) {
      const { logger = nullLogger } = this.#options;
      logger.log("WARN", `The dashboard has no fresh figures: ${message}`, { error });
    }
    this.#failure = { message, sinceMs: this.#failure?.sinceMs ?? this.#clock.now() };
    return this.#failure;
  }
}
