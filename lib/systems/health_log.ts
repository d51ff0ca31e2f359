import { type Clock, type LogFields, type Logger, WorkshopError } from "../core/mod.ts";

/** What a look has found. */
export interface HealthFinding {
  /** What the line says. */
  readonly fields: LogFields;
  /** What is wrong, if anything is. */
  readonly problem?: string;
}

/** One thing that is looked at. */
export interface HealthLook {
  /** Its name: `connectivity`. */
  readonly check: string;
  /** Looks at what is known: it asks nobody, so it is quick. */
  readonly look: () => HealthFinding;
}

/** Takes named checks that throw when something is wrong; gives back what removes one. */
export interface HealthChecks {
  /** Adds a check. */
  register(name: string, check: () => void): () => void;
}

/** How health is looked at. */
export interface HealthLogOptions {
  /** Time between two looks, in milliseconds. */
  readonly intervalMs: number;
  /** Where the lines go. */
  readonly logger: Logger;
  readonly clock: Clock;
  /** Where the same checks are asked for over HTTP. @default {nowhere} */
  readonly health?: HealthChecks;
}

/** Looks now and then, and writes a line for each look: INFO when it is well, WARN when it is not. */
export class HealthLog implements AsyncDisposable {
  readonly #looks: readonly HealthLook[];
  readonly #options: HealthLogOptions;
  readonly #end = new AbortController();
  readonly #removers: (() => void)[];
  readonly #running: Promise<void>;

  /** Begins with its first interval. */
  constructor(looks: readonly HealthLook[], options: HealthLogOptions) {
    this.#looks = looks;
    this.#options = options;
    this.#removers = looks.map((look) =>
      options.health?.register(look.check, () => throwUnlessWell(look)) ?? (() => {})
    );
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const { clock, intervalMs } = this.#options;
    const { signal } = this.#end;
    while (!signal.aborted) {
      await clock.sleep(intervalMs, signal).catch(() => {});
      if (!signal.aborted) this.#looks.forEach((look) => this.#tell(look));
    }
  }

  #tell({ check, look }: HealthLook): void {
    const { fields, problem } = look();
    const ok = problem === undefined;
    this.#options.logger.log(
      ok ? "INFO" : "WARN",
      ok ? `Health check: ${check} is well` : `Health check: ${check} is not well, ${problem}`,
      { check, ok, ...fields },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    for (const remove of this.#removers) remove();
    await this.#running;
  }
}

function throwUnlessWell({ look }: HealthLook): void {
  const { problem } = look();
  if (problem !== undefined) throw new WorkshopError(problem, { code: "NOT_WELL" });
}
