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
