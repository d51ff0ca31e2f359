import { type Clock, messageOf, systemClock, withDeadline } from "../core/mod.ts";
import { redactText } from "./redact.ts";

/**
 * Looks whether something works: resolves when it does, rejects with the reason when it doesn't.
 * The signal aborts when nobody waits for the answer any more.
 */
export type HealthCheck = (signal: AbortSignal) => void | Promise<void>;

/** The outcome of one check. */
export interface CheckResult {
  /** What was looked at: `broker`, `group`, `store`. */
  readonly name: string;
  /** Whether it works. */
  readonly ok: boolean;
  /** Why it doesn't; `undefined` when it works. */
  readonly reason: string | undefined;
  /** How long the look took. */
  readonly durationMs: number;
}

/** Where a service is between start and end. */
export type HealthState = "starting" | "running" | "draining";

/** What is ready and what isn't. */
export interface Readiness {
  /** Whether traffic may come: running, and every check passes. */
  readonly ready: boolean;
  /** Where the service is in its life. */
  readonly state: HealthState;
  /** The checks in the order they were registered. */
  readonly checks: readonly CheckResult[];
}

/** How checks are run. */
export interface HealthOptions {
  /** Longest time one check may take, in milliseconds. @default {2000} */
  readonly deadlineMs?: number;
  /** How long an answer is good for, in milliseconds. @default {500} */
  readonly cacheMs?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * The named checks of a service and where it is between start and end.
 *
 * @example
 * ```ts
 * import { HealthRegistry } from "./mod.ts";
 *
 * const health = new HealthRegistry();
 * health.register("store", () => {});
 * health.started();
 * console.log((await health.readiness()).ready); // true
 * ```
 */
export class HealthRegistry {
  readonly #checks = new Map<string, { check: HealthCheck; deadlineMs: number }>();
  readonly #deadlineMs: number;
  readonly #cacheMs: number;
  readonly #clock: Clock;
  #state: HealthState = "starting";
  #pass: { readonly atMs: number; readonly results: Promise<readonly CheckResult[]> } | undefined;

  /** A registry without checks, in state `starting`. */
  constructor(options: HealthOptions = {}) {
    this.#deadlineMs = options.deadlineMs ?? 2000;
    this.#cacheMs = options.cacheMs ?? 500;
    this.#clock = options.clock ?? systemClock;
  }

  /** Where the service is. */
  get state(): HealthState {
    return this.#state;
  }

  /** Adds a check; returns what removes it. */
  register(
    name: string,
    check: HealthCheck,
    options: { readonly deadlineMs?: number } = {},
  ): () => void {
    this.#checks.set(name, { check, deadlineMs: options.deadlineMs ?? this.#deadlineMs });
    this.#pass = undefined;
    return () => {
      if (this.#checks.get(name)?.check === check) this.#checks.delete(name);
      this.#pass = undefined;
    };
  }

  /** The start is over. */
  started(): void {
    if (this.#state === "starting") this.#state = "running";
  }

  /** The end has begun: from now on the service is not ready. */
  drain(): void {
    this.#state = "draining";
  }

  /** Runs the checks, side by side, each with its deadline; callers at the same time share a run. */
  async readiness(): Promise<Readiness> {
    const nowMs = this.#clock.monotonicMs();
    if (this.#pass === undefined || nowMs - this.#pass.atMs >= this.#cacheMs) {
      this.#pass = { atMs: nowMs, results: this.#runAll() };
    }
    const checks = await this.#pass.results;
    const ready = this.#state === "running" && checks.every((check) => check.ok);
    return { ready, state: this.#state, checks };
  }

  #runAll(): Promise<readonly CheckResult[]> {
    return Promise.all([...this.#checks].map(([name, entry]) => this.#run(name, entry)));
  }

  async #run(
    name: string,
    { check, deadlineMs }: { check: HealthCheck; deadlineMs: number },
  ): Promise<CheckResult> {
    const startMs = this.#clock.monotonicMs();
    const stop = new AbortController();
    const look = async () => await check(stop.signal);
    let reason: string | undefined;
    try {
      await withDeadline(look(), { what: name, timeoutMs: deadlineMs, clock: this.#clock });
    } catch (error) {
      reason = redactText(messageOf(error));
    } finally {
      stop.abort();
    }
    const durationMs = this.#clock.monotonicMs() - startMs;
    return { name, ok: reason === undefined, reason, durationMs };
  }
}
