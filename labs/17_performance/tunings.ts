import { type CheckContext, type Fail, fail } from "../../lib/workshop/mod.ts";
import { LARGEST_BATCH, type Objective, objectiveText, type Tuning } from "./objectives.ts";

const LONGEST_LINGER_MS = 1000;
const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"];

const ALLOWED: Readonly<
  Record<keyof Tuning, { readonly what: string; readonly fits: (value: unknown) => boolean }>
> = {
  lingerMs: {
    what: `a number from 0 to ${LONGEST_LINGER_MS}`,
    fits: (value) => isBetween(value, 0, LONGEST_LINGER_MS),
  },
  batchBytes: {
    what: `a whole number from 1 to ${LARGEST_BATCH}`,
    fits: (value) => Number.isInteger(value) && isBetween(value, 1, LARGEST_BATCH),
  },
  compression: {
    what: `one of ${CODECS.join(", ")}`,
    fits: (value) => CODECS.includes(value as string),
  },
};

function isBetween(value: unknown, low: number, high: number): boolean {
  return typeof value === "number" && value >= low && value <= high;
}

/** What `tune()` chooses for some objectives, or why that is no setting of a producer. */
export async function tuningsFor(
  context: CheckContext,
  objectives: readonly Objective[],
): Promise<readonly Tuning[] | Fail> {
  const subject = await context.subject();
  const outcomes = await subject.outcomes("tune", objectives.map((objective) => [objective]));
  const tunings: Tuning[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    const tuning = subject.valueOf("tune", outcome);
    const problem = problemOf(tuning);
    if (problem !== undefined) return unusable(problem, objectives[at]!, tuning);
    tunings.push(tuning as Tuning);
  }
  return tunings;
}

/** Whether it is the verdict and not what was asked for. */
export function isFail(value: object): value is Fail {
  return "verdict" in value;
}

function problemOf(tuning: unknown): string | undefined {
  if (typeof tuning !== "object" || tuning === null || Array.isArray(tuning)) {
    return `${shown(tuning)} is no object with ${Object.keys(ALLOWED).join(", ")}`;
  }
  for (const [name, { what, fits }] of Object.entries(ALLOWED)) {
    const value = (tuning as Record<string, unknown>)[name];
    if (!fits(value)) return `${name} is ${shown(value)}, but it must be ${what}`;
  }
  return undefined;
}

function unusable(problem: string, objective: Objective, tuning: unknown): Fail {
  return fail({
    happened: `No producer can be opened with what tune() returned: ${problem}`,
    anomaly: "unusable settings",
    evidence: {
      objective: objectiveText(objective),
      returned: shown(tuning),
    },
  });
}

/** Whatever the learner's code gave, in few words. */
export function shown(value: unknown): string {
  const text = Deno.inspect(value, { depth: 1, breakLength: Infinity });
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
