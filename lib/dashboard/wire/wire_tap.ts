import { type Clock, systemClock } from "../../core/mod.ts";
import type { PassingFrame, WireFrameView, WireProxy, WireWish } from "./wire_port.ts";

/** A frame of the list, by whose number all of its fields can be asked for. */
export interface ListedFrame extends WireFrameView {
  readonly id: number;
}

/** The bounds of a tap. */
export interface WireTapOptions {
  /** How many frames a second one page is shown at most. @default {100} */
  readonly perSecond?: number;
  /** How many frames wait for the next look of a page at most. @default {200} */
  readonly maxWaiting?: number;
  /** Of how many frames all fields are kept, the newest. @default {500} */
  readonly kept?: number;
  /** How much is kept of one frame's fields, in characters. @default {16384} */
  readonly maxFullLength?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

const CUT = "\n… cut";

/** What passed the proxy lately, for those who ask for all of a frame. */
export class WireTap {
  readonly #proxy: WireProxy;
  readonly #options: Required<WireTapOptions>;
  readonly #full = new Map<number, string>();
  #lastId = 0;

  /** Listens only while somebody watches. */
  constructor(proxy: WireProxy, options: WireTapOptions = {}) {
    this.#proxy = proxy;
    this.#options = {
      perSecond: 100,
      maxWaiting: 200,
      kept: 500,
      maxFullLength: 16 * 1024,
      clock: systemClock,
      ...options,
    };
  }

  /** Begins to watch what fits. @throws {ConfigError} for a kind of request that there is not */
  watch(wish: WireWish): WireWatch {
    return new WireWatch((listener) => this.#proxy.watch(wish, listener), {
      ...this.#options,
      list: (frame) => this.#list(frame),
    });
  }

  /** All fields of a frame, a line each; `undefined` when it is too long ago. */
  full(id: number): string | undefined {
    return this.#full.get(id);
  }

  #list(frame: PassingFrame): ListedFrame {
    const { kept, maxFullLength } = this.#options;
    const id = ++this.#lastId;
    const full = frame.full();
    const text = full.length > maxFullLength ? full.slice(0, maxFullLength) + CUT : full;
    this.#full.set(id, text);
    if (this.#full.size > kept) this.#full.delete(this.#full.keys().next().value!);
    return { id, ...frame.view() };
  }
}

interface WatchOptions extends Required<WireTapOptions> {
  readonly list: (frame: PassingFrame) => ListedFrame;
}

/** What one page watches. More than it can be shown is not even decoded, but counted. */
export class WireWatch implements Disposable {
  readonly #options: WatchOptions;
  readonly #leave: () => void;
  #waiting: ListedFrame[] = [];
  #allowed: number;
  #refilledAtMs: number;
  #seen = 0;
  #dropped = 0;

  constructor(
    watch: (listener: (frame: PassingFrame) => void) => () => void,
    options: WatchOptions,
  ) {
    this.#options = options;
    this.#allowed = options.perSecond;
    this.#refilledAtMs = options.clock.monotonicMs();
    this.#leave = watch((frame) => this.#take(frame));
  }

  /** How many frames fitted so far. */
  get seen(): number {
    return this.#seen;
  }

  /** How many of them were not shown. */
  get dropped(): number {
    return this.#dropped;
  }

  #take(frame: PassingFrame): void {
    this.#seen++;
    if (this.#waiting.length < this.#options.maxWaiting && this.#mayShow()) {
      this.#waiting.push(this.#options.list(frame));
    } else this.#dropped++;
  }

  #mayShow(): boolean {
    const { perSecond, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const refill = (nowMs - this.#refilledAtMs) / 1000 * perSecond;
    this.#allowed = Math.min(perSecond, this.#allowed + refill);
    this.#refilledAtMs = nowMs;
    if (this.#allowed < 1) return false;
    this.#allowed--;
    return true;
  }

  /** What has come since the last look. */
  take(): readonly ListedFrame[] {
    const frames = this.#waiting;
    this.#waiting = [];
    return frames;
  }

  /** Counts frames that the page could not be sent. */
  notSent(count: number): void {
    this.#dropped += count;
  }

  /** Ends it. */
  [Symbol.dispose](): void {
    this.#leave();
  }
}
