/** How a windowed z-score judges. */
export interface WindowedZScoreOptions {
  /** How many of the latest values it compares with. */
  readonly window: number;
  /** From how many standard deviations on a value is anomalous. */
  readonly threshold: number;
  /** How many usual values end an anomaly, so that the next unusual one is raised again. @default {0} */
  readonly quietFor?: number;
}

/**
 * The plainest detector of a moving mean: a value is anomalous when it is some standard deviations
 * away from the mean of the latest ones. It is here to be compared with.
 */
export class WindowedZScore {
  readonly #options: WindowedZScoreOptions;
  readonly #values: number[] = [];
  #sum = 0;
  #squares = 0;
  #sinceUnusual = Infinity;

  /** Knows nothing yet. */
  constructor(options: WindowedZScoreOptions) {
    this.#options = options;
  }

  /** Says whether an anomaly is to be raised for a value, and learns from it. */
  detect(value: number): boolean {
    const count = this.#values.length;
    const mean = this.#sum / count;
    const deviation = Math.sqrt(Math.max(0, this.#squares / count - mean ** 2));
    const unusual = count >= 2 && Math.abs(value - mean) > this.#options.threshold * deviation;
    const raised = unusual && this.#sinceUnusual >= (this.#options.quietFor ?? 0);
    this.#sinceUnusual = unusual ? 0 : this.#sinceUnusual + 1;
    this.#learn(value);
    return raised;
  }

  #learn(value: number): void {
    this.#values.push(value);
    this.#sum += value;
    this.#squares += value ** 2;
    if (this.#values.length <= this.#options.window) return;
    const oldest = this.#values.shift()!;
    this.#sum -= oldest;
    this.#squares -= oldest ** 2;
  }
}
