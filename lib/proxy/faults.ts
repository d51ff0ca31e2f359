import { type Clock, ConfigError, type Random } from "../core/mod.ts";
import type { ApiName } from "../protocol/mod.ts";

/**
 * What is done to a request that a fault catches.
 *
 * - `"refuse"`: it is not passed on, and the connection is reset: the broker never saw it.
 * - `"dropAnswer"`: the broker does the work; its answer is not passed on, the connection is reset.
 * - `"halfAnswer"`: as before, but the first half of the answer comes through.
 * - `"freeze"`: it waits, with all that follows it on its connection, until the fault is removed.
 * - `delayMs`: it waits this long, or with `of: "answer"` its answer does.
 */
export type FaultAction =
  | "refuse"
  | "dropAnswer"
  | "halfAnswer"
  | "freeze"
  | { readonly delayMs: number; readonly of?: "request" | "answer" };

/** Which requests are caught, and what is done to them; what is left out catches any. */
export interface Fault {
  /** What is done. */
  readonly action: FaultAction;
  /** Kinds of request: `["Produce"]`. */
  readonly apiKeys?: readonly ApiName[];
  /** Topics, one of which the request must name. */
  readonly topics?: readonly string[];
  /** What the client must call itself. */
  readonly clientIds?: readonly string[];
  /** How many requests are caught at most. @default {no limit} */
  readonly times?: number;
  /** Chance that a request is caught, from 0 to 1. @default {1} */
  readonly probability?: number;
  /** Where chance comes from. @default {the proxy's} */
  readonly random?: Random;
}

/** One request that a fault has hit. */
export interface FiredFault {
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
  /** Kind of the request. */
  readonly apiKey: ApiName | undefined;
  /** Topics it named. */
  readonly topics: readonly string[];
  /** What the client calls itself. */
  readonly clientId: string | null;
  /** Number of the request on its connection. */
  readonly correlationId: number;
}

/** A fault that has been added. */
export interface FaultHandle {
  /** How many requests it has hit. */
  readonly fired: number;
  /** Those requests, the earliest first. */
  readonly events: readonly FiredFault[];
  /** Ends it; what it holds back goes on. */
  remove(): void;
}

/** What a fault is asked about. */
export interface FaultCandidate {
  /** Kind of the request. */
  readonly apiKey: ApiName | undefined;
  /** What the client calls itself. */
  readonly clientId: string | null;
  /** Number of the request on its connection. */
  readonly correlationId: number;
  /** Topics it names; asked only when a fault wants to know. */
  topics(): readonly string[];
}

/** A fault with its counts. */
export class ActiveFault implements FaultHandle {
  /** As it was added. */
  readonly fault: Fault;
  /** See {@link FaultHandle}. */
  readonly events: FiredFault[] = [];
  /** Settles when the fault is removed. */
  readonly removed: Promise<void>;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #settle: () => void;
  #left: number;

  /** Checks the fault's numbers. */
  constructor(fault: Fault, options: { clock: Clock; random: Random }) {
    const { times = Infinity, probability = 1 } = fault;
    if (!(probability >= 0 && probability <= 1)) {
      throw new ConfigError(`A fault's probability is ${probability}: give one from 0 to 1`);
    }
    this.fault = fault;
    this.#left = times;
    this.#clock = options.clock;
    this.#random = fault.random ?? options.random;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.removed = promise;
    this.#settle = resolve;
  }

  /** See {@link FaultHandle}. */
  get fired(): number {
    return this.events.length;
  }

  /** Takes the request if the fault fits: one of `times` is used up. */
  take(candidate: FaultCandidate): boolean {
    const { apiKeys, clientIds, topics, probability = 1 } = this.fault;
    const { apiKey, clientId } = candidate;
    if (this.#left <= 0) return false;
    if (apiKeys !== undefined && !(apiKey !== undefined && apiKeys.includes(apiKey))) return false;
    if (clientIds !== undefined && !clientIds.includes(clientId ?? "")) return false;
    if (topics !== undefined && !candidate.topics().some((topic) => topics.includes(topic))) {
      return false;
    }
    if (probability < 1 && this.#random.next() >= probability) return false;
    this.#left--;
    return true;
  }

  /** Gives back what {@link ActiveFault.take} used up: the connection ended before it took effect. */
  release(): void {
    this.#left++;
  }

  /** Notes that it took effect. */
  fire(candidate: FaultCandidate): void {
    this.events.push({
      atMs: this.#clock.now(),
      apiKey: candidate.apiKey,
      topics: candidate.topics(),
      clientId: candidate.clientId,
      correlationId: candidate.correlationId,
    });
  }

  /** See {@link FaultHandle}. */
  remove(): void {
    this.#left = 0;
    this.#settle();
  }
}

/** The faults of a proxy, in the order they were added; the first that fits a request counts. */
export class FaultSet {
  readonly #faults = new Set<ActiveFault>();
  readonly #options: { clock: Clock; random: Random };

  /** Faults take their time and chance from here. */
  constructor(options: { clock: Clock; random: Random }) {
    this.#options = options;
  }

  /** Adds a fault. */
  add(fault: Fault): ActiveFault {
    const active = new ActiveFault(fault, this.#options);
    this.#faults.add(active);
    active.removed.then(() => this.#faults.delete(active));
    return active;
  }

  /** The fault that takes this request, if any does. */
  match(candidate: FaultCandidate): ActiveFault | undefined {
    for (const fault of this.#faults) {
      if (fault.take(candidate)) return fault;
    }
    return undefined;
  }

  /** Removes all. */
  clear(): void {
    for (const fault of this.#faults) fault.remove();
  }
}
