import { systemClock } from "../../core/mod.ts";

/** How fast somebody works; a change takes effect at once, also for who waits already. */
export class Pace {
  #msPerRecord: number;
  #changed = new AbortController();
  #turn: Promise<void> = Promise.resolve();

  /** Milliseconds for a record: 0 for as fast as it goes, Infinity for not at all. */
  constructor(msPerRecord = 0) {
    this.#msPerRecord = msPerRecord;
  }

  /** Works so fast from now on. */
  set(msPerRecord: number): void {
    this.#msPerRecord = msPerRecord;
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  /** Resolves when so many records may be done; who asks later waits for who asked before. */
  wait(records = 1): Promise<void> {
    this.#turn = this.#turn.then(() => this.#pause(records));
    return this.#turn;
  }

  async #pause(records: number): Promise<void> {
    const begunMs = systemClock.monotonicMs();
    for (;;) {
      const leftMs = begunMs + this.#msPerRecord * records - systemClock.monotonicMs();
      if (!(leftMs > 0)) return;
      // a timer takes at most 2³¹ ms
      await systemClock.sleep(Math.min(leftMs, 1e9), this.#changed.signal).catch(() => {});
    }
  }
}
