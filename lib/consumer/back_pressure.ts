/** What back-pressure depends on. */
export interface BackPressureOptions {
  /** Whether so large a share of what may wait does. */
  readonly isFull: (share: number) => boolean;
  /** Fetching should stop, or go on. */
  readonly onPause: (isPaused: boolean) => void;
}

/** Decides whether a partition is fetched: not while enough waits, it is stuck, or it is paused. */
export class BackPressure {
  readonly #options: BackPressureOptions;
  #isFetchPaused = false;
  #stuck = 0;
  #isPaused = false;
  #isOver = false;

  constructor(options: BackPressureOptions) {
    this.#options = options;
  }

  /** Whether fetching is paused. */
  get isFetchPaused(): boolean {
    return this.#isFetchPaused;
  }

  /** Pauses above the limits, resumes below half of them. */
  adjust(): void {
    if (this.#isOver) return;
    const pause = this.#stuck > 0 || this.#isPaused ||
      this.#options.isFull(this.#isFetchPaused ? 0.5 : 1);
    if (pause === this.#isFetchPaused) return;
    this.#isFetchPaused = pause;
    this.#options.onPause(pause);
  }

  /** One reason more, or less, why the partition can't go on. */
  stuck(isStuck: boolean): void {
    this.#stuck += isStuck ? 1 : -1;
    this.adjust();
  }

  /** Somebody pauses the partition, or resumes it. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.adjust();
  }

  /** Says again whether fetching should pause: a new generation has forgotten it. */
  repeat(): void {
    if (this.#isFetchPaused) this.#options.onPause(true);
  }

  /** Has no say any more: the fetching is another worker's. */
  end(): void {
    this.#isOver = true;
  }
}
