import type { FailureDecision } from "../../lib/consumer/mod.ts";
import { type Fail, fail, type Subject } from "../../lib/workshop/mod.ts";
import { errorName } from "./failures.ts";

/** What the learner's function is told beside the error. */
export interface FailedTry {
  readonly tries: number;
  readonly maxTries: number;
  readonly baseMs: number;
  readonly ordered: boolean;
  readonly chance: number;
}

/** What the learner's function is asked about. */
export interface Question {
  readonly error: unknown;
  readonly failed: FailedTry;
}

/** A question and its answer. */
export interface Decided extends Question {
  readonly decision: FailureDecision;
}

const WORDS = ["wait", "retry", "retry later", "give up"];
/** Longer than any wait that may be asked for. */
const LONGEST_MS = 100_000;

/** An answer that the consumer can't follow, or none. */
export class NoDecision extends Error {
  readonly verdict: Fail;

  constructor(verdict: Fail) {
    super("The function gave no decision");
    this.verdict = verdict;
  }

  /** The answer is none of those that there are. */
  static given(error: unknown, given: unknown): NoDecision {
    return new NoDecision(fail({
      happened: `For ${errorName(error)}, decide() returned ${shown(given)}. The consumer needs ` +
        '{ then: "wait" }, { then: "give up" }, or { then: "retry" or "retry later", afterMs } with ' +
        `afterMs from 0 to ${LONGEST_MS}`,
      anomaly: "no decision",
      evidence: { error: errorName(error) },
    }));
  }

  /** The function threw. */
  static threw(error: unknown, thrown: Error): NoDecision {
    return new NoDecision(fail({
      happened: `For ${errorName(error)}, decide() threw a ${thrown.name} ` +
        `itself (${
          thrown.message.replace(/\.$/, "")
        }): nobody knows then what to do with the record. ` +
        "What is thrown can be anything, null and undefined too",
      anomaly: "no decision",
      evidence: { error: errorName(error), threw: thrown.name },
    }));
  }
}

/** Asks the learner's function for each of them. @throws {NoDecision} */
export async function decisionsOf(
  subject: Subject,
  questions: readonly Question[],
): Promise<Decided[]> {
  const outcomes = await subject.outcomes(
    "decide",
    questions.map(({ error, failed }) => [error, failed]),
  );
  return outcomes.map((outcome, at) => {
    const { error, failed } = questions[at]!;
    if (outcome.outcome === "threw") throw NoDecision.threw(error, outcome.error);
    const decision = outcome.value;
    if (!isDecision(decision)) throw NoDecision.given(error, decision);
    return { error, failed, decision };
  });
}

/** Asks once. @throws {NoDecision} */
export async function decisionOf(
  subject: Subject,
  error: unknown,
  failed: FailedTry,
): Promise<FailureDecision> {
  return (await decisionsOf(subject, [{ error, failed }]))[0]!.decision;
}

function isDecision(value: unknown): value is FailureDecision {
  const { then, afterMs } = (value ?? {}) as Record<string, unknown>;
  if (!WORDS.includes(then as string)) return false;
  if (then === "wait" || then === "give up") return true;
  return typeof afterMs === "number" && afterMs >= 0 && afterMs <= LONGEST_MS;
}

/** A value in a few words, for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
