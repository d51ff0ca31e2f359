import { WorkshopError } from "../core/mod.ts";
import { inOrder, type StreamEvent } from "./stream_event.ts";
import { demandTime } from "./watermark.ts";

/** How near in time the events of another stream must be. */
export interface JoinWindow {
  /** How long before the anchor, in milliseconds. @default {0} */
  readonly beforeMs?: number;
  /** How long after it, in milliseconds. @default {0} */
  readonly afterMs?: number;
  /** Whether there is no correlation without one. @default {true} */
  readonly required?: boolean;
}

/** What belongs together. */
export interface CorrelationOptions<V> {
  /** The stream around whose events the others are looked for. */
  readonly anchor: string;
  /** The other streams. */
  readonly with: Readonly<Record<string, JoinWindow>>;
  /** How far behind the watermark an event may be and still be looked at. @default {0} */
  readonly graceMs?: number;
  /** The side output: it is handed each event that came too late. */
  readonly onLate?: (event: StreamEvent<V>) => void;
}

/** An event and what was found around it. */
export interface Correlation<V = unknown> {
  /** What they have in common. */
  readonly key: string;
  /** The event around which the others are. */
  readonly anchor: StreamEvent<V>;
  /** The events of each other stream within its time, both ends included, in the order of time. */
  readonly matches: Readonly<Record<string, readonly StreamEvent<V>[]>>;
}

/** All that a correlator remembers, as plain data if the values are. */
export interface CorrelatorSnapshot<V> {
  /** The watermark that was last heard of; null before the first. */
  readonly watermarkMs: number | null;
  /** Events that may still be needed. */
  readonly events: readonly StreamEvent<V>[];
  /** Anchors that were judged already count up to here; null before the first. */
  readonly judgedUpToMs: number | null;
  /** Events that came too late. */
  readonly late: number;
}

/**
 * Joins events of several streams by key and time: for each event of the anchor's stream, those of
 * the others that are near enough. An anchor is judged once, when the watermark says that nothing
 * more can come that belongs to it; so the order in which events arrive changes nothing, as long as
 * none is late. It holds no more than what lies within some three times the longest time.
 *
 * @example
 * ```ts
 * import { Correlator } from "./correlation.ts";
 *
 * const incidents = new Correlator<string>({
 *   anchor: "anomalies",
 *   with: { errors: { beforeMs: 60_000, afterMs: 60_000 } },
 * });
 * incidents.add({ stream: "errors", key: "web-1", timeMs: 1_000, value: "Connection refused" });
 * incidents.add({ stream: "anomalies", key: "web-1", timeMs: 30_000, value: "CPU 98 %" });
 * const [incident] = incidents.advance(90_001);
 * console.log(incident?.matches["errors"]?.map(({ value }) => value)); // [ "Connection refused" ]
 * ```
 */
export class Correlator<V = unknown> {
  readonly #options: CorrelationOptions<V>;
  readonly #joins: readonly (readonly [stream: string, join: Required<JoinWindow>])[];
  readonly #graceMs: number;
  readonly #longestBeforeMs: number;
  readonly #longestAfterMs: number;
  /** By key, unordered. */
  #events = new Map<string, StreamEvent<V>[]>();
  #watermarkMs = -Infinity;
  #judgedUpToMs = -Infinity;
  /** The anchors that are not judged yet, and the first of their times. */
  #anchors: StreamEvent<V>[] = [];
  #nextAnchorMs = Infinity;
  #forgottenUpToMs = -Infinity;
  #late = 0;

  /**
   * Holds nothing yet.
   *
   * @throws {WorkshopError} code `CORRELATION_INVALID` without another stream, or for a negative time
   */
  constructor(options: CorrelationOptions<V>) {
    this.#options = options;
    this.#graceMs = options.graceMs ?? 0;
    this.#joins = Object.entries(options.with).map(([stream, join]) => [
      stream,
      { beforeMs: join.beforeMs ?? 0, afterMs: join.afterMs ?? 0, required: join.required ?? true },
    ]);
    const joins = this.#joins.map(([, join]) => join);
    this.#longestBeforeMs = Math.max(...joins.map(({ beforeMs }) => beforeMs));
    this.#longestAfterMs = Math.max(...joins.map(({ afterMs }) => afterMs));
    const times = joins.flatMap(({ beforeMs, afterMs }) => [beforeMs, afterMs, this.#graceMs]);
    if (joins.length > 0 && times.every((ms) => ms >= 0)) return;
    throw new WorkshopError(
      `Events of ${options.anchor} can't be correlated so: name at least one other stream, and ` +
        "times of 0 ms or more",
      { code: "CORRELATION_INVALID" },
    );
  }

  /** How many events are held. */
  get held(): number {
    let held = 0;
    for (const events of this.#events.values()) held += events.length;
    return held;
  }

  /** How many events came too late. */
  get late(): number {
    return this.#late;
  }

  /**
   * Takes an event of one of the streams; others are none of its business.
   *
   * @throws {WorkshopError} code `EVENT_TIME_INVALID` when its time is no finite number
   */
  add(event: StreamEvent<V>): "taken" | "late" | "other" {
    demandTime(event.timeMs);
    const { anchor, onLate } = this.#options;
    if (event.stream !== anchor && !Object.hasOwn(this.#options.with, event.stream)) return "other";
    if (event.timeMs < this.#watermarkMs - this.#graceMs) {
      this.#late++;
      onLate?.(event);
      return "late";
    }
    if (event.stream === anchor) {
      this.#anchors.push(event);
      this.#nextAnchorMs = Math.min(this.#nextAnchorMs, event.timeMs);
    }
    const events = this.#events.get(event.key);
    if (events === undefined) this.#events.set(event.key, [event]);
    else events.push(event);
    return "taken";
  }

  /** Moves on to a watermark, and gives what is known to be complete by it, in the order of time. */
  advance(watermarkMs: number): Correlation<V>[] {
    this.#watermarkMs = Math.max(this.#watermarkMs, watermarkMs);
    // An event at the watermark itself may still come.
    const upToMs = this.#watermarkMs - this.#graceMs - this.#longestAfterMs;
    const found = this.#nextAnchorMs < upToMs ? this.#judge(upToMs) : [];
    this.#judgedUpToMs = Math.max(this.#judgedUpToMs, upToMs);
    this.#forget(upToMs - this.#longestBeforeMs);
    return found;
  }

  /** The end of the input: judges all that is held. */
  flush(): Correlation<V>[] {
    return this.advance(Number.MAX_SAFE_INTEGER);
  }

  /** All that it remembers; later events don't change it. */
  snapshot(): CorrelatorSnapshot<V> {
    return structuredClone({
      watermarkMs: finite(this.#watermarkMs),
      judgedUpToMs: finite(this.#judgedUpToMs),
      events: [...this.#events.values()].flat(),
      late: this.#late,
    });
  }

  /** Goes on from a snapshot. */
  restore(snapshot: CorrelatorSnapshot<V>): void {
    this.#watermarkMs = snapshot.watermarkMs ?? -Infinity;
    this.#judgedUpToMs = snapshot.judgedUpToMs ?? -Infinity;
    this.#late = snapshot.late;
    this.#events = Map.groupBy(structuredClone(snapshot.events), ({ key }) => key);
    this.#forgottenUpToMs = -Infinity;
    const held = [...this.#events.values()].flat();
    this.#await(
      held.filter(({ stream, timeMs }) =>
        stream === this.#options.anchor && timeMs >= this.#judgedUpToMs
      ),
    );
  }

  #judge(upToMs: number): Correlation<V>[] {
    const due = this.#anchors.filter(({ timeMs }) => timeMs < upToMs).sort(inOrder);
    this.#await(this.#anchors.filter(({ timeMs }) => timeMs >= upToMs));
    return due.flatMap((anchor) => this.#around(anchor) ?? []);
  }

  #await(anchors: StreamEvent<V>[]): void {
    this.#anchors = anchors;
    this.#nextAnchorMs = anchors.reduce((first, { timeMs }) => Math.min(first, timeMs), Infinity);
  }

  /** Looks at all keys, so not at each step: when as much is past as is needed, half may go. */
  #forget(beforeMs: number): void {
    const spanMs = this.#longestBeforeMs + this.#longestAfterMs + this.#graceMs;
    if (beforeMs <= this.#forgottenUpToMs + spanMs) return;
    this.#forgottenUpToMs = beforeMs;
    for (const [key, events] of this.#events) {
      const kept = events.filter(({ timeMs }) => timeMs >= beforeMs);
      if (kept.length === 0) this.#events.delete(key);
      else this.#events.set(key, kept);
    }
  }

  #around(anchor: StreamEvent<V>): Correlation<V> | undefined {
    const events = this.#events.get(anchor.key) ?? [];
    const matches: Record<string, readonly StreamEvent<V>[]> = {};
    for (const [stream, { beforeMs, afterMs, required }] of this.#joins) {
      const near = events.filter((event) =>
        event !== anchor && event.stream === stream &&
        event.timeMs >= anchor.timeMs - beforeMs && event.timeMs <= anchor.timeMs + afterMs
      );
      if (required && near.length === 0) return undefined;
      matches[stream] = near.sort(inOrder);
    }
    return { key: anchor.key, anchor, matches };
  }
}

function finite(timeMs: number): number | null {
  return timeMs === -Infinity ? null : timeMs;
}
