/** The memory of the process over a run, in megabytes of 10⁶ bytes. */
export interface MemoryFigures {
  /** A quarter into the run, when everything is warm. */
  readonly earlyMb: number;
  readonly lastMb: number;
  readonly peakMb: number;
  readonly samples: number;
}

const EVERY_MS = 1000;

/** Looks at the memory of the process (resident set, all Workers together) once a second. */
export class MemoryLine implements Disposable {
  readonly #samples: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    const look = () => void this.#samples.push(Deno.memoryUsage().rss / 1e6);
    look();
    this.#timer = setInterval(look, EVERY_MS);
  }

  figures(): MemoryFigures {
    const samples = this.#samples;
    const rounded = (value: number) => Math.round(value * 10) / 10;
    return {
      earlyMb: rounded(samples[Math.floor(samples.length / 4)]!),
      lastMb: rounded(samples.at(-1)!),
      peakMb: rounded(Math.max(...samples)),
      samples: samples.length,
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
