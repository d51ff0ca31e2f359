import type { Aggregation } from "./aggregations.ts";
import type {
  HoppingWindows,
  OpenWindow,
  Taking,
  TimedRecord,
  TumblingWindows,
  WindowStore,
} from "./window_types.ts";

interface Cell<S> {
  count: number;
  state: S;
}

/** Windows of one size: by beginning, then by key, so that closing looks at what closes alone. */
export class FixedWindows<V, S> implements WindowStore<V, S> {
  readonly #sizeMs: number;
  readonly #advanceMs: number;
  readonly #aggregation: Aggregation<V, S, unknown>;
  readonly #byStart = new Map<number, Map<string, Cell<S>>>();

  constructor(
    windows: TumblingWindows | HoppingWindows,
    aggregation: Aggregation<V, S, unknown>,
  ) {
    this.#sizeMs = windows.sizeMs;
    this.#advanceMs = windows.kind === "hopping" ? windows.advanceMs : windows.sizeMs;
    this.#aggregation = aggregation;
  }

  get size(): number {
    let size = 0;
    for (const cells of this.#byStart.values()) size += cells.size;
    return size;
  }

  add({ key, timeMs, value }: TimedRecord<V>, closedUpToMs: number): Taking {
    let taken = 0;
    let missed = 0;
    const last = Math.floor(timeMs / this.#advanceMs) * this.#advanceMs;
    for (let start = last; start > timeMs - this.#sizeMs; start -= this.#advanceMs) {
      if (start + this.#sizeMs <= closedUpToMs) {
        missed++;
        continue;
      }
      const cell = this.#cell(start, key);
      cell.count++;
      cell.state = this.#aggregation.add(cell.state, value, timeMs);
      taken++;
    }
    return { taken, missed };
  }

  close(upToMs: number): OpenWindow<S>[] {
    const closed: OpenWindow<S>[] = [];
    for (const startMs of this.#byStart.keys()) {
      if (startMs + this.#sizeMs > upToMs) continue;
      closed.push(...this.#at(startMs));
      this.#byStart.delete(startMs);
    }
    return closed;
  }

  all(): OpenWindow<S>[] {
    return [...this.#byStart.keys()].flatMap((startMs) => [...this.#at(startMs)]);
  }

  restore(open: readonly OpenWindow<S>[]): void {
    this.#byStart.clear();
    for (const { key, startMs, count, state } of open) {
      Object.assign(this.#cell(startMs, key), { count, state });
    }
  }

  *#at(startMs: number): Iterable<OpenWindow<S>> {
    const endMs = startMs + this.#sizeMs;
    for (const [key, cell] of this.#byStart.get(startMs) ?? []) {
      yield { key, startMs, endMs, ...cell };
    }
  }

  #cell(startMs: number, key: string): Cell<S> {
    let cells = this.#byStart.get(startMs);
    if (cells === undefined) this.#byStart.set(startMs, cells = new Map());
    let cell = cells.get(key);
    if (cell === undefined) {
      cells.set(key, cell = { count: 0, state: this.#aggregation.empty() });
    }
    return cell;
  }
}
