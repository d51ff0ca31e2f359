import { ConfigError, messageOf } from "../core/mod.ts";
import type { CheckResult, Facts } from "./check.ts";
import type { Prediction } from "./predictions.ts";

/** What stays of a pass: enough to say later what was graded, against what. */
export interface Receipt {
  /** Milliseconds since 1970. */
  readonly passedAtMs: number;
  /** Replays the very data: `deno task verify NN --seed SEED`. */
  readonly seed: string;
  /** SHA-256 of the task's file; another one makes the receipt stale. */
  readonly taskHash: string;
  /** What was graded against. */
  readonly cluster: { readonly kind: string; readonly version: string; readonly id: string };
  /** Offsets and counts that the checks read, by check; bigint as text. */
  readonly facts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What is remembered of one lab. */
export interface LabProgress {
  /** Verdicts so far, inconclusive ones not counted. */
  readonly attempts: number;
  /** The highest level of hints that was shown, 0 to 3. */
  readonly hintsSeen: number;
  /** Whether the solution was asked for before a pass. */
  readonly revealed: boolean;
  /** The newest of each question. */
  readonly predictions: readonly Prediction[];
  /** The last pass. */
  readonly receipt?: Receipt;
}

/** Where a learner stands with a lab. */
export type LabStatus = "not started" | "in progress" | "passed" | "stale";

const EMPTY: LabProgress = { attempts: 0, hintsSeen: 0, revealed: false, predictions: [] };
const FORMAT = 1;

/** The learner's progress in a file that git ignores. */
export class ProgressFile {
  readonly #path: string | URL;
  #last: Promise<void> = Promise.resolve();

  /**
   * Reads nothing yet.
   *
   * @param path the file, which need not exist
   */
  constructor(path: string | URL = new URL("../../.progress.json", import.meta.url)) {
    this.#path = path;
  }

  /**
   * What is remembered of a lab.
   *
   * @throws {ConfigError} when the file is there but can't be used
   */
  async read(number: string): Promise<LabProgress> {
    return (await this.#load())[number] ?? EMPTY;
  }

  /** Changes what is remembered of a lab; changes wait for each other. */
  update(number: string, change: (lab: LabProgress) => LabProgress): Promise<void> {
    const changed = this.#last.then(() => this.#change(number, change));
    this.#last = changed.catch(() => {});
    return changed;
  }

  async #change(number: string, change: (lab: LabProgress) => LabProgress): Promise<void> {
    const labs = await this.#load();
    labs[number] = change(labs[number] ?? EMPTY);
    const text = JSON.stringify({ format: FORMAT, labs }, null, 2);
    try {
      await Deno.writeTextFile(this.#path, `${text}\n`);
    } catch (cause) {
      throw new ConfigError(
        `Progress can't be written to ${this.#path} (${messageOf(cause)}): ` +
          `check the rights of the project's folder`,
        { cause },
      );
    }
  }

  async #load(): Promise<Record<string, LabProgress>> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return {};
      throw error;
    }
    try {
      const { format, labs } = JSON.parse(text);
      if (format !== FORMAT || typeof labs !== "object") throw new Error(`format ${format}`);
      return labs;
    } catch (cause) {
      throw new ConfigError(
        `Progress in ${this.#path} can't be read (${messageOf(cause)}): ` +
          `mend the file, or delete it to begin anew`,
        { cause },
      );
    }
  }
}

/** The progress after a verdict; only a pass leaves a receipt, and a fail takes none away. */
export function afterVerdict(before: LabProgress, receipt: Receipt | undefined): LabProgress {
  return {
    ...before,
    attempts: before.attempts + 1,
    ...(receipt === undefined ? {} : { receipt }),
  };
}

/** What a receipt keeps of the checks' facts. */
export function receiptFacts(results: readonly CheckResult[]): Receipt["facts"] {
  return Object.fromEntries(
    results.flatMap(({ id, verdict }) =>
      verdict.verdict === "pass" ? [[id, plain(verdict.facts)]] : []
    ),
  );
}

/** Facts as JSON can hold them. */
export function plain(facts: Facts): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "bigint" ? value.toString() : value,
    ]),
  );
}

/** Where the learner stands: an edit after the pass makes it stale. */
export function statusOf(
  progress: LabProgress,
  task: { readonly hash: string; readonly pristine: boolean },
): LabStatus {
  if (progress.receipt !== undefined) {
    return progress.receipt.taskHash === task.hash ? "passed" : "stale";
  }
  return progress.attempts > 0 || !task.pristine ? "in progress" : "not started";
}
