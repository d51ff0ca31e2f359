import { type Clock, ConfigError, type Random, seededRandom } from "../core/mod.ts";
import type { ApiName } from "../protocol/mod.ts";

/**
 * What is done to a request that a fault catches.
 *
 * - `"refuse"`: it is not passed on, and the connection is reset: the broker never saw it.
 * - `"reset"`: it is passed on, and the client's connection is reset at once: the broker does the
 *   work while nobody waits for its answer any more.
 * - `"dropAnswer"`: the broker does the work; its answer is not passed on, the connection is reset.
 * - `"halfRequest"`: the broker gets the first half of it, then both connections end.
 * - `"halfAnswer"`: the broker does the work, the first half of its answer comes through, then both
 *   connections end.
 * - `"flipRequest"`: one bit is turned in a record batch of it, where the batch's CRC answers for it;
 *   a request without batches passes, and does not count.
 * - `"flipAnswer"`: the same is done to a record batch of its answer.
 * - `"garbleRequest"`: the broker gets a frame that nobody can read instead.
 * - `"garbleAnswer"`: the broker does the work, the client gets a frame that nobody can read.
 * - `"freeze"`: it waits, with all that follows it on its connection, until the fault is removed.
 * - `delayMs`: it waits this long, with all that follows it, or with `of: "answer"` its answer does;
 *   of two numbers each delay is drawn from the first to the second.
 */
export type FaultAction =
  | "refuse"
  | "reset"
  | "dropAnswer"
  | "halfRequest"
  | "halfAnswer"
  | "flipRequest"
  | "flipAnswer"
  | "garbleRequest"
  | "garbleAnswer"
  | "freeze"
  | {
    readonly delayMs: number | readonly [from: number, to: number];
    readonly of?: "request" | "answer";
  };

/** Which requests are caught, and what is done to them; what is left out catches any. */
export interface Fault {
  /** What is done. */
  readonly action: FaultAction;
  /** Kinds of request: `["Produce"]`; a number stands for a key that the protocol's tables lack. */
  readonly apiKeys?: readonly (ApiName | number)[];
  /** Topics, one of which the request must name. */
  readonly topics?: readonly string[];
  /** What the client must call itself. */
  readonly clientIds?: readonly string[];
  /** Consumer groups, one of which the request must name. */
  readonly groups?: readonly string[];
  /** Brokers it goes to: by id, once an answer has told it, or by the address `"host:port"`. */
  readonly brokers?: readonly (number | string)[];
  /** How many fitting requests are let through first. @default {0} */
  readonly after?: number;
  /** How many requests are caught at most. @default {no limit} */
  readonly times?: number;
  /** Chance that a request is caught, from 0 to 1. @default {1} */
  readonly probability?: number;
  /** What chance and delays are drawn from; the same seed draws the same. */
  readonly seed?: string;
  /** Where chance comes from, instead of a seed. @default {the proxy's} */
  readonly random?: Random;
}

/** One request that a fault has hit. */
export interface FiredFault {
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
  /** Number of the API. */
  readonly key: number;
  /** Kind of the request, if the protocol's tables have it. */
  readonly apiKey: ApiName | undefined;
  /** Topics it named. */
  readonly topics: readonly string[];
  /** What the client calls itself. */
  readonly clientId: string | null;
  /** Number of its connection. */
  readonly connectionId: number;
  /** Number of the request on its connection. */
  readonly correlationId: number;
}

/** A fault that has been added. */
export interface FaultHandle {
  /** Number of the fault: the first that was added is 1. */
  readonly id: number;
  /** As it was added. */
  readonly fault: Fault;
  /** How many requests it has hit. */
  readonly fired: number;
  /** The latest of those requests, at most 1,000, the earliest first. */
  readonly events: readonly FiredFault[];
  /** Ends it; what it holds back goes on. */
  remove(): void;
}

/** Hears of each request that a fault hits. */
export type FaultListener = (fired: FiredFault, fault: FaultHandle) => void;

/** What a fault is asked about. */
export interface FaultCandidate {
  /** Number of the API. */
  readonly key: number;
  /** Kind of the request. */
  readonly apiKey: ApiName | undefined;
  /** What the client calls itself. */
  readonly clientId: string | null;
  /** Number of its connection. */
  readonly connectionId: number;
  /** Number of the request on its connection. */
  readonly correlationId: number;
  /** Topics it names; asked only when a fault wants to know. */
  topics(): readonly string[];
  /** Consumer groups it names; asked only when a fault wants to know. */
  groups(): readonly string[];
  /** Whether it goes to the broker of this id or address. */
  goesTo(broker: number | string): boolean;
}

const KEPT_EVENTS = 1000;

/** What faults are made with. */
export interface FaultOptions {
  /** Time of the events. */
  readonly clock: Clock;
  /** Chance for faults that have none of their own. */
  readonly random: Random;
}

/** A fault with its counts. */
export class ActiveFault implements FaultHandle {
  /** See {@link FaultHandle}. */
  readonly id: number;
  /** As it was added. */
  readonly fault: Fault;
  /** See {@link FaultHandle}. */
  readonly events: FiredFault[] = [];
  /** Settles when the fault is removed. */
  readonly removed: Promise<void>;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #onFired: FaultListener;
  readonly #settle: () => void;
  #toSkip: number;
  #left: number;
  #fired = 0;

  /** Checks the fault's numbers. */
  constructor(id: number, fault: Fault, options: FaultOptions & { onFired: FaultListener }) {
    checkNumbers(fault);
    this.id = id;
    this.fault = fault;
    this.#toSkip = fault.after ?? 0;
    this.#left = fault.times ?? Infinity;
    this.#clock = options.clock;
    this.#random = fault.seed === undefined
      ? fault.random ?? options.random
      : seededRandom(fault.seed);
    this.#onFired = options.onFired;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.removed = promise;
    this.#settle = resolve;
  }

  /** See {@link FaultHandle}. */
  get fired(): number {
    return this.#fired;
  }

  /** Takes the request if the fault fits: one of `times` is used up. */
  take(candidate: FaultCandidate): boolean {
    const { probability = 1 } = this.fault;
    if (this.#left <= 0 || !fits(this.fault, candidate)) return false;
    if (this.#toSkip > 0) {
      this.#toSkip--;
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
    const { key, apiKey, clientId, connectionId, correlationId } = candidate;
    const topics = candidate.topics();
    const atMs = this.#clock.now();
    const event = { atMs, key, apiKey, topics, clientId, connectionId, correlationId };
    this.#fired++;
    if (this.events.push(event) > KEPT_EVENTS) this.events.shift();
    this.#onFired(event, this);
  }

  /** How long a delay lasts this time, in milliseconds. */
  drawDelayMs(): number {
    const { action } = this.fault;
    if (typeof action !== "object") return 0;
    const { delayMs } = action;
    return typeof delayMs === "number" ? delayMs : this.#random.int(delayMs[0], delayMs[1]);
  }

  /** Where the places and kinds of what it spoils are drawn from. */
  get random(): Random {
    return this.#random;
  }

  /** See {@link FaultHandle}. */
  remove(): void {
    this.#left = 0;
    this.#settle();
  }
}

function checkNumbers({ action, after = 0, times = 1, probability = 1 }: Fault): void {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ConfigError(`A fault's probability is ${probability}: give one from 0 to 1`);
  }
  for (const [name, count] of Object.entries({ after, times })) {
    const isCount = count === Infinity || Number.isSafeInteger(count);
    if (isCount && count >= 0) continue;
    throw new ConfigError(`A fault's ${name} is ${count}: give a whole number of at least 0`);
  }
  if (typeof action !== "object") return;
  const [from, to] = typeof action.delayMs === "number"
    ? [action.delayMs, action.delayMs]
    : action.delayMs;
  if (from >= 0 && from <= to && to < Infinity) return;
  throw new ConfigError(
    `A fault's delay is ${[action.delayMs].flat().join(" to ")} ms: give a time of at least 0 ms`,
  );
}

function fits(fault: Fault, candidate: FaultCandidate): boolean {
  const { apiKeys, clientIds, brokers, topics, groups } = fault;
  const { key, apiKey, clientId } = candidate;
  return (apiKeys === undefined ||
    apiKeys.some((wanted) => wanted === key || wanted === apiKey)) &&
    (clientIds === undefined || clientIds.includes(clientId ?? "")) &&
    (brokers === undefined || brokers.some((broker) => candidate.goesTo(broker))) &&
    (topics === undefined || candidate.topics().some((topic) => topics.includes(topic))) &&
    (groups === undefined || candidate.groups().some((group) => groups.includes(group)));
}

/** The faults of a proxy, in the order they were added; the first that fits a request counts. */
export class FaultSet {
  readonly #faults = new Set<ActiveFault>();
  readonly #listeners = new Set<FaultListener>();
  readonly #options: FaultOptions;
  #nextId = 1;

  /** Faults take their time and chance from here. */
  constructor(options: FaultOptions) {
    this.#options = options;
  }

  /** Adds a fault. */
  add(fault: Fault): ActiveFault {
    const onFired: FaultListener = (fired, handle) => {
      for (const listener of this.#listeners) listener(fired, handle);
    };
    const active = new ActiveFault(this.#nextId, fault, { ...this.#options, onFired });
    this.#nextId++;
    this.#faults.add(active);
    active.removed.then(() => this.#faults.delete(active));
    return active;
  }

  /** Those that have not been removed. */
  list(): readonly FaultHandle[] {
    return [...this.#faults];
  }

  /** Calls the listener for each request that a fault hits; returns what ends that. */
  onFired(listener: FaultListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
