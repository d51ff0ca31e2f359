/** A lab and where the learner stands with it. */
export interface LabStandingView {
  /** Two digits: `"04"`. */
  readonly number: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** What many people believe and what is not so. */
  readonly misconception: string;
  /** How long a learner takes, reading included. */
  readonly minutes: number;
  /** Where the learner stands; `stale` is a task that was edited after it passed. */
  readonly status: "not started" | "in progress" | "passed" | "stale";
  /** Verdicts so far, undecided ones not counted. */
  readonly attempts: number;
  /** The highest level of hints that was shown, 0 to 3. */
  readonly hintsSeen: number;
  /** Whether the solution was looked at before a pass. */
  readonly revealed: boolean;
  /** When it passed, in milliseconds since 1970; `null` when it has not. */
  readonly passedAtMs: number | null;
}

/** A run of a lab that can be watched, or that has ended lately. */
export interface LabRunView {
  /** Its name among all runs. */
  readonly id: string;
  /** The task: `lab`, `verify`, `watch`. */
  readonly command: string;
  /** Numbers of the labs it is about. */
  readonly labs: readonly string[];
  /** What `--seed` takes to get the same data again. */
  readonly seed: string;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Whether its process still works. */
  readonly running: boolean;
}

/** Where the page of the labs learns what it shows; it changes nothing. */
export interface LabSource {
  /** All labs in their order. */
  standings(): Promise<readonly LabStandingView[]>;
  /** The runs, the newest first. */
  list(): Promise<readonly LabRunView[]>;
  /** What a run has told since `from`; `undefined` when there is no such run. */
  read(
    id: string,
    from: number,
  ): Promise<{ readonly events: readonly unknown[]; readonly next: number } | undefined>;
}
