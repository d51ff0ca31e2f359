import { WorkshopError } from "../core/mod.ts";
import { inOrder, type StreamEvent } from "./stream_event.ts";
import { demandTime } from "./watermark.ts";

/** What makes a chain. */
export interface EventChainOptions<V> {
  /** The streams in the order in which their events must come, such as signup, click, purchase. */
  readonly steps: readonly string[];
  /** Longest time from the first to the last event, in milliseconds. */
  readonly withinMs: number;
  /** How far behind the watermark an event may be and still be looked at. @default {0} */
  readonly graceMs?: number;
  /** The side output: it is handed each event that came too late. */
  readonly onLate?: (event: StreamEvent<V>) => void;
}

/** Events of one key that followed each other as they should. */
export interface EventChain<V = unknown> {
  /** Whose chain. */
  readonly key: string;
  /** One event a step. */
  readonly events: readonly StreamEvent<V>[];
}

/** All that is remembered of chains, as plain data if the values are. */
export interface EventChainsSnapshot<V> {
  /** The watermark that was last heard of; null before the first. */
  readonly watermarkMs: number | null;
  /** Events that wait for the watermark. */
  readonly waiting: readonly StreamEvent<V>[];
  /** For each key the chain that has begun last for each number of steps. */
  readonly begun: readonly (readonly StreamEvent<V>[])[];
  /** Events that came too late. */
  readonly late: number;
}

/**
 * Finds what follows each other for one key, in the order of event time, whatever order the events
 * arrive in. Each event of the last step ends at most one chain, the one that began last; an event
 * begins no second chain that is completed.
 *
 * @example
 * ```ts
 * import { EventChains } from "./event_chains.ts";
 *
 * const chains = new EventChains({ steps: ["signup", "purchase"], withinMs: 60_000 });
 * chains.add({ stream: "purchase", key: "ana", timeMs: 9_000, value: 120 });
 * chains.add({ stream: "signup", key: "ana", timeMs: 2_000, value: undefined });
 * console.log(chains.advance(10_000)[0]?.events.map(({ stream }) => stream)); // [ "signup", "purchase" ]
 * ```
 */
export class EventChains<V = unknown> {
  readonly #options: EventChainOptions<V>;
  readonly #graceMs: number;
  #waiting: StreamEvent<V>[] = [];
  #firstWaitingMs = Infinity;
  /** By key: at n, the chain of n + 1 events that began last. */
  readonly #begun = new Map<string, (readonly StreamEvent<V>[])[]>();
  #watermarkMs = -Infinity;
  #forgottenUpToMs = -Infinity;
  #late = 0;

  /**
   * Holds nothing yet.
   *
   * @throws {WorkshopError} code `CHAIN_INVALID` for fewer than two steps, one twice, or no time
   */
  constructor(options: EventChainOptions<V>) {
    this.#options = options;
    this.#graceMs = options.graceMs ?? 0;
    const { steps, withinMs } = options;
    const different = new Set(steps).size === steps.length;
    if (steps.length >= 2 && different && withinMs >= 0 && this.#graceMs >= 0) return;
    throw new WorkshopError(
      `A chain can't be of ${steps.join(", ")} within ${withinMs} ms: it takes two or more ` +
        "different steps, and times of 0 ms or more",
      { code: "CHAIN_INVALID" },
    );
  }

  /** How many keys have a chain that has begun. */
  get begun(): number {
    return this.#begun.size;
  }

  /** How many events came too late. */
  get late(): number {
    return this.#late;
  }

  /**
   * Takes an event of one of the steps; others are none of its business.
   *
   * @throws {WorkshopError} code `EVENT_TIME_INVALID` when its time is no finite number
   */
  add(event: StreamEvent<V>): "taken" | "late" | "other" {
    demandTime(event.timeMs);
    if (!this.#options.steps.includes(event.stream)) return "other";
    if (event.timeMs < this.#watermarkMs - this.#graceMs) {
      this.#late++;
      this.#options.onLate?.(event);
      return "late";
    }
    this.#waiting.push(event);
    this.#firstWaitingMs = Math.min(this.#firstWaitingMs, event.timeMs);
    return "taken";
  }

  /** Moves on to a watermark, and gives the chains that are complete by it, in the order of time. */
  advance(watermarkMs: number): EventChain<V>[] {
    this.#watermarkMs = Math.max(this.#watermarkMs, watermarkMs);
    const upToMs = this.#watermarkMs - this.#graceMs;
    if (this.#firstWaitingMs >= upToMs) return [];
    const ready = this.#waiting.filter(({ timeMs }) => timeMs < upToMs).sort(inOrder);
    this.#waiting = this.#waiting.filter(({ timeMs }) => timeMs >= upToMs);
    this.#firstWaitingMs = earliest(this.#waiting);
    const complete = ready.flatMap((event) => this.#follow(event) ?? []);
    this.#forget(upToMs - this.#options.withinMs);
    return complete;
  }

  /** The end of the input: looks at all that waits. */
  flush(): EventChain<V>[] {
    return this.advance(Number.MAX_SAFE_INTEGER);
  }

  /** All that it remembers; later events don't change it. */
  snapshot(): EventChainsSnapshot<V> {
    return structuredClone({
      watermarkMs: this.#watermarkMs === -Infinity ? null : this.#watermarkMs,
      waiting: this.#waiting,
      begun: [...this.#begun.values()].flatMap((chains) => chains.filter(Boolean)),
      late: this.#late,
    });
  }

  /** Goes on from a snapshot. */
  restore(snapshot: EventChainsSnapshot<V>): void {
    const { watermarkMs, waiting, begun, late } = structuredClone(snapshot);
    this.#watermarkMs = watermarkMs ?? -Infinity;
    this.#waiting = [...waiting];
    this.#firstWaitingMs = earliest(waiting);
    this.#late = late;
    this.#forgottenUpToMs = -Infinity;
    this.#begun.clear();
    for (const chain of begun) this.#chainsOf(chain[0]!.key)[chain.length - 1] = chain;
  }

  #follow(event: StreamEvent<V>): EventChain<V> | undefined {
    const { steps, withinMs } = this.#options;
    const step = steps.indexOf(event.stream);
    if (step === 0) {
      this.#chainsOf(event.key)[0] = [event];
      return undefined;
    }
    const chains = this.#begun.get(event.key);
    const before = chains?.[step - 1];
    if (before === undefined || event.timeMs - before[0]!.timeMs > withinMs) return undefined;
    const events = [...before, event];
    if (events.length < steps.length) {
      chains![step] = events;
      return undefined;
    }
    const first = before[0]!;
    const others = chains!.map((chain) =>
      chain !== undefined && inOrder(chain[0]!, first) === 0 ? undefined : chain
    );
    this.#begun.set(event.key, others as (readonly StreamEvent<V>[])[]);
    return { key: event.key, events };
  }

  #chainsOf(key: string): (readonly StreamEvent<V>[])[] {
    let chains = this.#begun.get(key);
    if (chains === undefined) this.#begun.set(key, chains = []);
    return chains;
  }

  /** Looks at all keys, so not at each step. */
  #forget(beforeMs: number): void {
    if (beforeMs <= this.#forgottenUpToMs + this.#options.withinMs) return;
    this.#forgottenUpToMs = beforeMs;
    for (const [key, chains] of this.#begun) {
      const young = chains.some((chain) => chain !== undefined && chain[0]!.timeMs >= beforeMs);
      if (!young) this.#begun.delete(key);
    }
  }
}

function earliest(events: readonly StreamEvent[]): number {
  return events.reduce((first, { timeMs }) => Math.min(first, timeMs), Infinity);
}
