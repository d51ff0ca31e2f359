import type { CheckContext } from "./context.ts";

/** A fact that a check read from the broker, the store or the metrics. */
export type FactValue = string | number | bigint | boolean | null;

/** Facts by name: `topic`, `partition`, `offset`, `id`, and what else a check counted. */
export type Facts = Readonly<Record<string, FactValue>>;

/** The claim holds. */
export interface Pass {
  /** Tells it from the other verdicts. */
  readonly verdict: "pass";
  /** What was read, for the receipt. */
  readonly facts: Facts;
}

/** The claim is wrong, and this is what shows it. */
export interface Fail {
  /** Tells it from the other verdicts. */
  readonly verdict: "fail";
  /** What happened, in a sentence or two that teach; the claim is printed above it. */
  readonly happened: string;
  /** What such a fault is called: `"phantom record"`, `"key split across partitions"`. */
  readonly anomaly: string;
  /** Where to look: topic, partition, offset, id. */
  readonly evidence: Facts;
  /** The fault that was injected and did fire. */
  readonly fault?: string;
}

/** Nothing can be said, and it is not the learner's fault. */
export interface Inconclusive {
  /** Tells it from the other verdicts. */
  readonly verdict: "inconclusive";
  /** What was missing: no broker, a fault that did not fire, nothing read. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What a check ends with. */
export type Verdict = Pass | Fail | Inconclusive;

/** One claim about the learner's code, decided by facts. */
export interface Check {
  /** Unique in its lab, in words joined by hyphens: `record-at-offset`. */
  readonly id: string;
  /** What must be true, as a sentence without a full stop. */
  readonly claim: string;
  /** Decides the claim with random data of `context.random` only. */
  run(context: CheckContext): Promise<Verdict>;
}

/** What a lab's check.ts exports. */
export interface CheckModule {
  /** In the order in which they are run and shown. */
  readonly checks: readonly Check[];
  /** What the task may import beside itself, from the project's root: `"lib/producer/"`. */
  readonly mayImport: readonly string[];
}

/** The verdict that the claim holds, with what was read for the receipt. */
export function pass(facts: Facts = {}): Pass {
  return { verdict: "pass", facts };
}

/** The verdict that the claim is wrong. */
export function fail(details: Omit<Fail, "verdict">): Fail {
  return { verdict: "fail", ...details };
}

/** The verdict that nothing can be said. */
export function inconclusive(why: string, remedy: string): Inconclusive {
  return { verdict: "inconclusive", why, remedy };
}

/** A check's verdict with what it was about. */
export interface CheckResult {
  /** The check's id. */
  readonly id: string;
  /** The check's claim. */
  readonly claim: string;
  /** What it ended with. */
  readonly verdict: Verdict;
  /** How long it took, in milliseconds: shown, never graded. */
  readonly tookMs: number;
}

/** The verdict over several: one fail fails all; else one inconclusive leaves all open. */
export function overall(verdicts: readonly Verdict[]): Verdict["verdict"] {
  if (verdicts.some((verdict) => verdict.verdict === "fail")) return "fail";
  const open = verdicts.length === 0 ||
    verdicts.some((verdict) => verdict.verdict === "inconclusive");
  return open ? "inconclusive" : "pass";
}
