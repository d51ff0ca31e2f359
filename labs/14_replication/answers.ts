import { shuffled } from "../../lib/core/mod.ts";
import { type CheckContext, type Fail, fail } from "../../lib/workshop/mod.ts";
import {
  counted,
  type Durability,
  type Requirement,
  REQUIREMENTS,
  requirementText,
} from "./requirements.ts";

/** A requirement and what the learner's code says to it. */
export interface Answer {
  readonly requirement: Requirement;
  readonly answer: Durability | "impossible";
}

/** Settings that are to be tried. */
export interface Chosen {
  readonly requirement: Requirement;
  readonly settings: Durability;
}

/** Asks for every requirement, in the order that chance gives; a `Fail` names a malformed answer. */
export async function askAll(context: CheckContext): Promise<readonly Answer[] | Fail> {
  const requirements = shuffled(context.random, REQUIREMENTS);
  const subject = await context.subject();
  const outcomes = await subject.outcomes("durability", requirements.map((each) => [each]));
  const answers: Answer[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    const requirement = requirements[at]!;
    const answer = subject.valueOf("durability", outcome);
    const problem = problemOf(answer);
    if (problem !== undefined) return malformed(requirement, problem);
    answers.push({ requirement, answer: answer as Answer["answer"] });
  }
  return answers;
}

/** Settings of requirements that fit. */
export async function chosenFor(
  context: CheckContext,
  fits: (requirement: Requirement) => boolean,
): Promise<readonly Chosen[] | Fail> {
  const answers = await askAll(context);
  if (isFail(answers)) return answers;
  return answers.flatMap(({ requirement, answer }) =>
    answer === "impossible" || !fits(requirement) ? [] : [{ requirement, settings: answer }]
  );
}

/** Whether it is the verdict and not what was asked for. */
export function isFail<T extends object>(value: T | Fail): value is Fail {
  return "verdict" in value;
}

function problemOf(answer: unknown): string | undefined {
  if (answer === "impossible") return undefined;
  if (typeof answer !== "object" || answer === null) {
    return `the answer is ${shown(answer)}, and four settings or "impossible" are needed`;
  }
  const settings = answer as Record<keyof Durability, unknown>;
  const { replicationFactor, minInsyncReplicas, acks, uncleanLeaderElection } = settings;
  if (![1, 2, 3].includes(replicationFactor as number)) {
    return `replicationFactor is ${
      shown(replicationFactor)
    }, and three brokers hold 1, 2 or 3 copies`;
  }
  if (![1, 2, 3].includes(minInsyncReplicas as number)) {
    return `minInsyncReplicas is ${shown(minInsyncReplicas)} and not 1, 2 or 3`;
  }
  if ((minInsyncReplicas as number) > (replicationFactor as number)) {
    return `minInsyncReplicas is ${minInsyncReplicas}, more than there are copies (` +
      `${
        counted(replicationFactor as number, "replica")
      }): every write with acks=all is refused, ` +
      "for ever";
  }
  if (acks !== 1 && acks !== "all") return `acks is ${shown(acks)} and not 1 or "all"`;
  if (typeof uncleanLeaderElection !== "boolean") {
    return `uncleanLeaderElection is ${shown(uncleanLeaderElection)} and not true or false`;
  }
  return undefined;
}

function malformed(requirement: Requirement, problem: string): Fail {
  return fail({
    happened: `Where ${requirementText(requirement)}: ${problem}`,
    anomaly: "settings that can't be used",
    evidence: { ...requirement },
  });
}

function shown(value: unknown): string {
  return Deno.inspect(value, { depth: 1, breakLength: Infinity }).slice(0, 60);
}
