import type { Timers } from "./timers.ts";

/** A request that can't be answered yet. */
export interface Waiting<T> {
  /** What it waits for: waking any of them asks it again. */
  readonly keys: Iterable<object>;
  /** Longest wait in milliseconds. @default {no limit} */
  readonly timeoutMs?: number;
  /** The answer, or `undefined` to wait on. It is asked once at the start. */
  ready(): T | undefined;
  /** The answer when the time is up or the cluster closes. */
  expired(): T;
  /** Aborts when nobody waits for the answer any more: it then gets what `expired` says. */
  readonly signal?: AbortSignal;
}

interface Waiter {
  readonly keys: readonly object[];
  ask(): void;
  expire(): void;
}

/** Where every request waits that waits at all: fetches, joins and syncs alike. */
export class Purgatory {
  readonly #timers: Timers;
  readonly #waiters = new Map<object, Set<Waiter>>();
  #closed = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Resolves with the answer of `ready`, or of `expired` when it takes too long. */
  wait<T>(waiting: Waiting<T>): Promise<T> {
    const answer = waiting.ready();
    if (answer !== undefined) return Promise.resolve(answer);
    if (this.#closed || waiting.signal?.aborted || waiting.timeoutMs === 0) {
      return Promise.resolve(waiting.expired());
    }
    return new Promise((resolve, reject) => this.#enter(waiting, resolve, reject));
  }

  #enter<T>(waiting: Waiting<T>, resolve: (answer: T) => void, reject: (why: unknown) => void) {
    const { timeoutMs = Infinity, signal } = waiting;
    const settle = (answer: () => T | undefined) => {
      try {
        const value = answer();
        if (value === undefined) return;
        leave();
        resolve(value);
      } catch (error) {
        leave();
        reject(error);
      }
    };
    const waiter: Waiter = {
      keys: [...waiting.keys],
      ask: () => settle(() => waiting.ready()),
      expire: () => settle(() => waiting.expired()),
    };
    const timer = Number.isFinite(timeoutMs)
      ? this.#timers.after(timeoutMs, waiter.expire)
      : undefined;
    const leave = () => {
      timer?.cancel();
      signal?.removeEventListener("abort", waiter.expire);
      this.#remove(waiter);
    };
    signal?.addEventListener("abort", waiter.expire, { once: true });
    this.#add(waiter);
  }

  /** Asks again everyone who waits for this key. */
  wake(key: object): void {
    const waiters = this.#waiters.get(key);
    if (waiters === undefined) return;
    for (const waiter of [...waiters]) waiter.ask();
  }

  /** How many wait for this key. */
  waitingFor(key: object): number {
    return this.#waiters.get(key)?.size ?? 0;
  }

  /** Lets everyone go, now and from now on. */
  close(): void {
    this.#closed = true;
    const all = new Set([...this.#waiters.values()].flatMap((waiters) => [...waiters]));
    for (const waiter of all) waiter.expire();
  }

  #add(waiter: Waiter): void {
    for (const key of waiter.keys) {
      const waiters = this.#waiters.get(key);
      if (waiters === undefined) this.#waiters.set(key, new Set([waiter]));
      else waiters.add(waiter);
    }
  }

  #remove(waiter: Waiter): void {
    for (const key of waiter.keys) {
      const waiters = this.#waiters.get(key);
      waiters?.delete(waiter);
      if (waiters?.size === 0) this.#waiters.delete(key);
    }
  }
}
