import { abortable, freshSeed } from "../core/mod.ts";
import type { Admin } from "../kafka/mod.ts";
import { type Grade, grade } from "./grader.ts";
import type { Check, CheckResult } from "./check.ts";
import type { OpenContext } from "./check_run.ts";
import type { LabFiles } from "./lab_files.ts";
import { ExperimentScope, type Showing } from "./experiment_scope.ts";
import { RunScope, type RunScopeOptions } from "./run_scope.ts";
import type { Target } from "./target.ts";

/** What grading takes beside the lab. */
export interface GradeRequest {
  /** The file to grade. @default {the learner's task} */
  readonly task?: URL;
  /** Replays it. @default {a fresh one} */
  readonly seed?: string;
  /** Only the checks with these ids. @default {all} */
  readonly only?: readonly string[];
  /** Called after each check. */
  readonly onResult?: (result: CheckResult) => void;
  /** Stops the grading. @default {the bench's} */
  readonly signal?: AbortSignal;
}

/** What running an experiment takes beside the lab. */
export interface ExperimentRequest extends Showing {
  /** The file whose functions it calls. */
  readonly task: URL;
  /** Replays it. @default {a fresh one} */
  readonly seed?: string;
}

const KILLING_LIMIT_MS = 180_000;

/** One cluster, on which labs are tried and tasks are graded, one after another. */
export class Workbench implements AsyncDisposable {
  /** The cluster. */
  readonly target: Target;
  readonly #admin: Admin;
  readonly #signal: AbortSignal;
  readonly #onWarning: (message: string) => void;

  private constructor(
    target: Target,
    admin: Admin,
    signal: AbortSignal,
    onWarning: (message: string) => void,
  ) {
    this.target = target;
    this.#admin = admin;
    this.#signal = signal;
    this.#onWarning = onWarning;
  }

  /** Takes over a cluster; it is closed with the bench. */
  static async on(
    target: Target,
    options: {
      readonly signal?: AbortSignal;
      /** Told of what could not be cleaned up. */
      readonly onWarning?: (message: string) => void;
    } = {},
  ): Promise<Workbench> {
    const { signal = new AbortController().signal, onWarning = () => {} } = options;
    return new Workbench(target, await target.kafka.admin(), signal, onWarning);
  }

  /** Grades a task: runs the lab's checks against it. */
  async grade(files: LabFiles, request: GradeRequest = {}): Promise<Grade> {
    const { checks, mayImport } = await files.checks();
    const { seed = freshSeed(), only, onResult, signal = this.#signal } = request;
    const wanted = only === undefined ? checks : checks.filter((check) => only.includes(check.id));
    const open = (check: Check, task: URL): Promise<OpenContext> => {
      const scope = new RunScope(this.#scopeOptions(files, check.id, task, seed, mayImport));
      return Promise.resolve({
        context: scope,
        subjects: scope.subjects,
        fired: () => scope.fired(),
        [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
      });
    };
    return await grade(files.lab, wanted, {
      seed,
      signal,
      ...(onResult === undefined ? {} : { onResult }),
      ...(this.#killsProcesses ? { checkLimitMs: KILLING_LIMIT_MS } : {}),
      open: (check) => open(check, request.task ?? files.task),
      openControl: (check) => open(check, files.solution),
    });
  }

  /** Runs a lab's experiment. */
  async experiment(files: LabFiles, request: ExperimentRequest): Promise<void> {
    const { run } = await files.experiment();
    const { mayImport } = await files.checks();
    const { seed = freshSeed() } = request;
    const options = this.#scopeOptions(files, "experiment", request.task, seed, mayImport);
    await using scope = new ExperimentScope(options, request);
    await abortable(run(scope), this.#signal);
  }

  /** Processes of Java take their time to die and to come back, longer than an embedded broker. */
  get #killsProcesses(): boolean {
    return this.target.kind === "kafka" && this.target.control !== undefined;
  }

  #scopeOptions(
    files: LabFiles,
    purpose: string,
    task: URL,
    seed: string,
    mayImport: readonly string[],
  ): RunScopeOptions {
    return {
      lab: files.lab,
      purpose,
      seed,
      target: this.target,
      admin: this.#admin,
      task,
      mayImport,
      signal: this.#signal,
      onWarning: this.#onWarning,
    };
  }

  /** Closes the cluster. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin[Symbol.asyncDispose]();
    await this.target[Symbol.asyncDispose]();
  }
}
