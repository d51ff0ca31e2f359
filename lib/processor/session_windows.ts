import type { Aggregation } from "./aggregations.ts";
import { TimeQueue } from "./time_queue.ts";
import type { OpenWindow, Taking, TimedRecord, WindowStore } from "./window_types.ts";

/** Sessions by key; a key's are apart from each other and in the order of time. */
export class SessionWindows<V, S> implements WindowStore<V, S> {
  readonly #gapMs: number;
  readonly #aggregation: Aggregation<V, S, unknown>;
  readonly #byKey = new Map<string, OpenWindow<S>[]>();
  /** When a key's sessions may end: of each open one its end, or an earlier one that it once had. */
  readonly #ends = new TimeQueue();

  constructor(gapMs: number, aggregation: Aggregation<V, S, unknown>) {
    this.#gapMs = gapMs;
    this.#aggregation = aggregation;
  }

  get size(): number {
    let size = 0;
    for (const sessions of this.#byKey.values()) size += sessions.length;
    return size;
  }

  add({ key, timeMs, value }: TimedRecord<V>, closedUpToMs: number): Taking {
    const sessions = this.#byKey.get(key) ?? [];
    const endMs = timeMs + this.#gapMs;
    const within = sessions.some((open) => open.startMs <= timeMs && timeMs < open.endMs);
    // Before that time it might have joined sessions that have been given as ended.
    if (timeMs < closedUpToMs && !within) return { taken: 0, missed: 1 };
    const state = this.#aggregation.add(this.#aggregation.empty(), value, timeMs);
    let mine: OpenWindow<S> = { key, startMs: timeMs, endMs, count: 1, state };
    const apart: OpenWindow<S>[] = [];
    for (const open of sessions) {
      const meets = open.startMs < mine.endMs && mine.startMs < open.endMs;
      if (meets) mine = this.#joined(open, mine);
      else apart.push(open);
    }
    apart.push(mine);
    this.#byKey.set(key, apart.sort((a, b) => a.startMs - b.startMs));
    // One that was joined is in the queue already, with an earlier end: it is looked at then.
    if (mine.count === 1) this.#ends.add(mine.endMs, key);
    return { taken: 1, missed: 0 };
  }

  close(upToMs: number): OpenWindow<S>[] {
    const closed: OpenWindow<S>[] = [];
    for (const key of this.#ends.takeUpTo(upToMs)) {
      const sessions = this.#byKey.get(key) ?? [];
      const open = sessions.filter(({ endMs }) => endMs > upToMs);
      closed.push(...sessions.filter(({ endMs }) => endMs <= upToMs));
      if (open.length === 0) {
        this.#byKey.delete(key);
        continue;
      }
      this.#byKey.set(key, open);
      this.#ends.add(open[0]!.endMs, key);
    }
    return closed;
  }

  all(): OpenWindow<S>[] {
    return [...this.#byKey.values()].flat();
  }

  restore(open: readonly OpenWindow<S>[]): void {
    this.#byKey.clear();
    this.#ends.clear();
    for (const session of open) {
      this.#ends.add(session.endMs, session.key);
      this.#byKey.set(session.key, [...this.#byKey.get(session.key) ?? [], session]);
    }
  }

  #joined(a: OpenWindow<S>, b: OpenWindow<S>): OpenWindow<S> {
    return {
      key: a.key,
      startMs: Math.min(a.startMs, b.startMs),
      endMs: Math.max(a.endMs, b.endMs),
      count: a.count + b.count,
      state: this.#aggregation.merge(a.state, b.state),
    };
  }
}
