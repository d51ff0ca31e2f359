import { type LabEntry, openTarget, runLine, type Screen, Workbench } from "../../workshop/mod.ts";

/** The clusters of one run: labs that need the same share one, started when it is first needed. */
export class Benches implements AsyncDisposable {
  readonly #options: {
    readonly kafka: boolean;
    readonly seed: string;
    readonly screen: Screen;
    readonly signal: AbortSignal;
  };
  readonly #open = new Map<string, Promise<Workbench>>();

  constructor(options: {
    readonly kafka: boolean;
    /** Named in the first line. */
    readonly seed: string;
    /** Told which cluster it is, and what could not be cleaned up. */
    readonly screen: Screen;
    readonly signal: AbortSignal;
  }) {
    this.#options = options;
  }

  /** The bench for a lab. @throws {InconclusiveError} when no cluster has what it needs */
  for({ cluster }: LabEntry): Promise<Workbench> {
    const needs = `${cluster.brokers} ${cluster.secure ?? false}`;
    const bench = this.#open.get(needs) ?? this.#start(cluster);
    this.#open.set(needs, bench);
    return bench;
  }

  async #start(cluster: LabEntry["cluster"]): Promise<Workbench> {
    const { kafka, screen, seed, signal } = this.#options;
    const onWait = (what: string) => screen.say(screen.pen.dim(what));
    const target = await openTarget({ ...cluster, kafka, signal, onWait });
    screen.say(screen.pen.dim(runLine(target, seed)));
    return await Workbench.on(target, {
      signal,
      onWarning: (message) => screen.say(screen.pen.yellow(message)),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const bench of this.#open.values()) {
      // A cluster that never came up has told so already.
      const opened = await bench.catch(() => undefined);
      await opened?.[Symbol.asyncDispose]();
    }
  }
}
