/** Something that takes too long for every change and is shown before a large piece counts as done. */
export interface Proof {
  /** What it is called on the command line. */
  readonly name: string;
  /** What it shows, as a claim. */
  readonly claim: string;
  /** How long it takes, roughly. */
  readonly minutes: number;
  /** Runs it; rejects when the claim does not hold. */
  run(context: ProofContext): Promise<readonly Figure[]>;
}

/** One measured number or fact. */
export interface Figure {
  readonly what: string;
  readonly value: string;
}

/** What a proof works with. */
export interface ProofContext {
  readonly signal: AbortSignal;
  /** Tells people what goes on. */
  readonly say: (line: string) => void;
  /**
   * Runs a task of this project and gives its standard output; its errors go to the terminal.
   *
   * @throws {WorkshopError} code `TASK_FAILED` when it ends with another code than 0
   */
  readonly task: (name: string, ...args: string[]) => Promise<string>;
  /** Begins a task, and gives its output's promise once a line on its error stream holds `sign`. */
  readonly begin: (
    sign: string,
    name: string,
    ...args: string[]
  ) => Promise<{ readonly output: Promise<string> }>;
}

/** What came of a proof, as it is kept. */
export interface ProofResult {
  readonly name: string;
  readonly holds: boolean;
  readonly figures: readonly Figure[];
  /** Why it does not hold. */
  readonly problem: string | undefined;
  /** The commit it was run on; with a plus when files were changed since. */
  readonly commit: string;
  readonly machine: string;
  /** ISO 8601. */
  readonly at: string;
  readonly minutes: number;
}
