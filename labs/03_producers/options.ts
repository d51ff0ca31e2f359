import { messageOf } from "../../lib/core/mod.ts";
import type { ProducerOptions } from "../../lib/producer/mod.ts";
import { type CheckContext, type Fail, fail } from "../../lib/workshop/mod.ts";
import { type Goal, goalsOfAllSizes } from "./goals.ts";

/** What the learner's function may set. */
export type ChosenOptions = Pick<
  ProducerOptions,
  "acks" | "idempotent" | "compression" | "lingerMs" | "maxBatchBytes" | "maxInFlight"
>;

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const ALLOWED: Readonly<
  Record<keyof ChosenOptions, { readonly what: string; readonly fits: (value: unknown) => boolean }>
> = {
  acks: { what: `0, 1 or "all"`, fits: (value) => [0, 1, "all"].includes(value as string) },
  idempotent: { what: "true or false", fits: (value) => typeof value === "boolean" },
  compression: {
    what: `"none", "gzip", "snappy", "lz4" or "zstd"`,
    fits: (value) => ["none", "gzip", "snappy", "lz4", "zstd"].includes(value as string),
  },
  lingerMs: {
    what: "a number of milliseconds of at least 0",
    fits: (value) => Number.isFinite(value) && (value as number) >= 0,
  },
  maxBatchBytes: { what: "a whole number above 0", fits: isCount },
  maxInFlight: { what: "a whole number above 0", fits: isCount },
};

/** What `producerOptions()` gives for some goals, or why a producer can't take it. */
export async function optionsFor<const G extends readonly Goal[]>(
  context: CheckContext,
  goals: G,
): Promise<{ readonly [K in keyof G]: ChosenOptions } | Fail> {
  const subject = await context.subject();
  const outcomes = await subject.outcomes("producerOptions", goals.map((goal) => [goal]));
  const chosen: ChosenOptions[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    const options = demandOptions(subject.valueOf("producerOptions", outcome), goals[at]!);
    if (isFail(options)) return options;
    chosen.push(options);
  }
  return chosen as { readonly [K in keyof G]: ChosenOptions };
}

/** A goal and the options for it. */
export interface Chosen {
  readonly goal: Goal;
  readonly options: ChosenOptions;
}

/**
 * The options for goals of all sizes that have this in common, those that differ in what counts
 * once each: one is all that is expected.
 */
export async function kindsFor(
  context: CheckContext,
  given: Partial<Goal>,
  whatCounts: (options: ChosenOptions) => unknown,
): Promise<readonly Chosen[] | Fail> {
  const goals = goalsOfAllSizes(context.random, given);
  const chosen = await optionsFor(context, goals);
  if (isFail(chosen)) return chosen;
  const kinds = new Map<string, Chosen>();
  for (const [at, options] of chosen.entries()) {
    const kind = JSON.stringify(whatCounts(options));
    if (!kinds.has(kind)) kinds.set(kind, { goal: goals[at]!, options });
  }
  return [...kinds.values()];
}

/** For whom a promise waits. */
export function acksOf({ acks = "all" }: ChosenOptions): ChosenOptions["acks"] {
  return acks;
}

/** Whether the broker can tell a repeat; what is left out keeps its default. */
export function isIdempotent(options: ChosenOptions): boolean {
  return options.idempotent ?? acksOf(options) === "all";
}

/** Whether it is the verdict and not the options. */
export function isFail(value: object): value is Fail {
  return "verdict" in value;
}

function demandOptions(value: unknown, goal: Goal): ChosenOptions | Fail {
  const problem = problemOf(value);
  if (problem === undefined) return withoutUndefined(value as ChosenOptions);
  return fail({
    happened: `No producer can be opened with what producerOptions() returned: ${problem}`,
    anomaly: "unusable options",
    evidence: { returned: shown(value), ...goalFacts(goal) },
  });
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `it is ${shown(value)}, not an object of options`;
  }
  const given = withoutUndefined(value as Record<string, unknown>);
  for (const [name, setting] of Object.entries(given)) {
    const allowed = Object.hasOwn(ALLOWED, name) && ALLOWED[name as keyof ChosenOptions];
    if (!allowed) {
      return `there is no option "${name.slice(0, 40)}". Other clients call theirs otherwise; ` +
        `ours are ${Object.keys(ALLOWED).join(", ")}`;
    }
    if (!allowed.fits(setting)) {
      return `${name} is ${shown(setting)}, but it must be ${allowed.what}`;
    }
  }
  const { acks = "all", idempotent } = given;
  if (idempotent !== true || acks === "all") return undefined;
  return `an idempotent producer needs acks "all", not ${shown(acks)}: the broker must know what ` +
    `it has before it can recognise a repeat`;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

/** A goal as evidence. */
export function goalFacts(goal: Goal): Record<string, string> {
  const { loss, duplicates, longestWaitMs, recordsPerRequest, recordBytes, topicMaxBytes, spare } =
    goal;
  return {
    goal: `loss ${loss}, duplicates ${duplicates}, wait ${longestWaitMs} ms, spare ${spare}, ` +
      `${recordsPerRequest} records of ${recordBytes} bytes, topic takes ${topicMaxBytes}`,
  };
}

/** Options as evidence. */
export function shown(value: unknown): string {
  try {
    const text = JSON.stringify(value, (_, item) => typeof item === "bigint" ? `${item}n` : item);
    return (text ?? String(value)).slice(0, 120);
  } catch (error) {
    return messageOf(error);
  }
}
