import { WorkshopError } from "../core/mod.ts";
import type { Exported } from "./subject/messages.ts";

const PROJECT = new URL("../../", import.meta.url);

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
  return located(
    "unloadable",
    `${shortPath(task)} can't be loaded: ${
      reasonOf(error).replace(/^TypeError: (?=it wants)/, "")
    }`,
    task,
    error,
  );
}

/** A function that is not there, or is no function. */
export function missingFailure(
  task: string,
  name: string,
  { functions, others }: Exported,
): SubjectFailure {
  const why = others.includes(name)
    ? `what it exports under that name is no function`
    : functions.length + others.length === 0
    ? `it exports nothing, as when its code is commented out`
    : `it exports ${[...functions, ...others].join(", ")}`;
  return new SubjectFailure(
    "missing function",
    `${shortPath(task)} exports no function ${name}, and ${why}. Export it under that very name, ` +
      `as the docstring says`,
  );
}

/** A value that no message can carry. */
export function unsendableFailure(name: string, why: string): SubjectFailure {
  return new SubjectFailure(
    "unsendable value",
    `What ${name}() returned is not plain data. ${why}. Return what its docstring says`,
  );
}

/** A function that threw where it must not. */
export function throwFailure(task: string, name: string, error: Error): SubjectFailure {
  return located("unexpected error", `${name}() threw ${reasonOf(error)}`, task, error);
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
  return located(anomaly, `${what}: ${reasonOf(error)}`, task, error);
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

/** What an error says, in the words of somebody who can't grant permissions. */
function reasonOf(error: Error): string {
  const { name, message } = error;
  const [, kind, what] = /Requires (\w+) access(?: to "([^"]+)")?/.exec(message) ?? [];
  if (kind !== undefined) {
    const where = what === undefined ? "" : ` to ${inProject(what)}`;
    return `${name}: it wants ${kind} access${where}, and ${ITS_LIMITS}`;
  }
  const [, specifier] = /not found in cache: "([^"]+)"/.exec(message) ?? [];
  if (specifier !== undefined) return `it imports ${specifier}, and ${ITS_LIMITS}`;
  // Below its first line an error of the compiler draws the code, which no wrapped text can hold.
  const [, syntax] = /^(?:.*: )?(SyntaxError: .+)/.exec(message) ?? [];
  return inProject(syntax ?? `${name}: ${message}`);
}

const ITS_LIMITS = "a task may use only what its docstring names";

/** Paths as the learner knows them, from the project's folder. */
function inProject(text: string): string {
  return text.replaceAll(PROJECT.href, "").replaceAll(decodeURIComponent(PROJECT.pathname), "");
}
