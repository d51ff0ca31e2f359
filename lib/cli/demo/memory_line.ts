/** The memory of the process over a run, in megabytes of 10⁶ bytes. */
export interface MemoryFigures {
  /** The median of the run's second fifth, when everything is warm. */
  readonly earlyMb: number;
  /** The median of its last fifth. */
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
      earlyMb: rounded(median(fifth(samples, 1))),
      lastMb: rounded(median(fifth(samples, 4))),
      peakMb: rounded(Math.max(...samples)),
      samples: samples.length,
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** One fifth of a run's samples, 0 to 4; never empty. */
function fifth(samples: readonly number[], index: number): readonly number[] {
  const from = Math.floor(samples.length * index / 5);
  return samples.slice(from, Math.max(from + 1, Math.floor(samples.length * (index + 1) / 5)));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
