import { WorkshopError } from "../core/mod.ts";

/** What can go wrong with learner code beside an error that it throws on purpose. */
export type SubjectFailureKind =
  | "unloadable"
  | "missing function"
  | "endless loop"
  | "promise never settled"
  | "process ended"
  | "killed by the harness"
  | "unhandled rejection"
  | "uncaught error"
  | "out of memory"
  | "flood of output"
  | "tampering"
  | "unsendable value"
  | "unexpected error";

/** Learner code that could not be judged further: it ended, hung or broke its surroundings. */
export class SubjectFailure extends WorkshopError {
  /** What happened, in few words; it names the anomaly of the failed check. */
  readonly kind: SubjectFailureKind;
  /** Where in the task it happened, `tasks/01_first_record.ts:12`, if that is known. */
  readonly at: string | undefined;

  /** The message is one sentence for the learner. */
  constructor(kind: SubjectFailureKind, message: string, details: {
    readonly at?: string | undefined;
    readonly cause?: unknown;
  } = {}) {
    super(message, {
      code: `SUBJECT_${kind.toUpperCase().replaceAll(" ", "_")}`,
      ...(details.cause === undefined ? {} : { cause: details.cause }),
    });
    this.kind = kind;
    this.at = details.at;
  }
}

/** The first line of a stack that lies in the given file, as `folder/file.ts:12`. */
export function frameIn(stack: string | undefined, fileUrl: string): string | undefined {
  for (const line of stack?.split("\n") ?? []) {
    const start = line.indexOf(fileUrl);
    if (start === -1) continue;
    const at = /^:(\d+)/.exec(line.slice(start + fileUrl.length));
    if (at === null) continue;
    return `${fileUrl.split("/").slice(-2).join("/")}:${at[1]}`;
  }
  return undefined;
}

/** The last two parts of a path: `tasks/01_first_record.ts`. */
export function shortPath(url: URL | string): string {
  return decodeURIComponent(String(url).split("/").slice(-2).join("/"));
}

/** A task that could not even be loaded. */
export function loadFailure(task: string, error: Error): SubjectFailure {
  const [, kind, what] = /Requires (\w+) access to "([^"]+)"/.exec(error.message) ?? [];
  const why = kind === undefined
    ? titled(error)
    : `it wants ${kind} access to ${what}, and a task may use only what its docstring names`;
  return located("unloadable", `${shortPath(task)} can't be loaded: ${why}`, task, error);
}

/** A function that threw where it must not. */
export function throwFailure(task: string, name: string, error: Error): SubjectFailure {
  return located("unexpected error", `${name}() threw ${titled(error)}`, task, error);
}

/** An error that reached nobody who could handle it. */
export function strayFailure(
  task: string,
  kind: "rejection" | "error",
  error: Error,
): SubjectFailure {
  const name = shortPath(task);
  const [anomaly, what] = kind === "rejection"
    ? ["unhandled rejection", `A promise of ${name} was rejected and nobody awaited it`] as const
    : ["uncaught error", `${name} threw where nobody could catch it`] as const;
  return located(anomaly, `${what}: ${titled(error)}`, task, error);
}

/** Built-in objects that were changed. */
export function tamperingFailure(task: string, what: string): SubjectFailure {
  return new SubjectFailure(
    "tampering",
    `${shortPath(task)} changes ${what}, which all code in its process shares: leave built-in ` +
      `objects as they are`,
  );
}

/** A process that came to use more memory than it may. */
export function memoryFailure(task: string, bytes: number): SubjectFailure {
  return new SubjectFailure(
    "out of memory",
    `${shortPath(task)} came to use ${Math.round(bytes / 1e6)} MB of memory: look for something ` +
      `that only grows`,
  );
}

/** A request that took too long; `alive` is whether the process still answers to others. */
export function timeFailure(what: string, limitMs: number, alive: boolean): SubjectFailure {
  const late = `${what} gave nothing within ${limitMs} ms`;
  return alive
    ? new SubjectFailure(
      "promise never settled",
      `${late}: it waits for something that never comes`,
    )
    : new SubjectFailure(
      "endless loop",
      `${late} and never came to rest: look for a loop without an end`,
    );
}

function located(
  kind: SubjectFailureKind,
  message: string,
  task: string,
  error: Error,
): SubjectFailure {
  return new SubjectFailure(kind, message, { at: frameIn(error.stack, task), cause: error });
}

function titled(error: Error): string {
  return `${error.name}: ${error.message}`;
}
