import { type CheckContext, type Fail, fail } from "../../lib/workshop/mod.ts";
import {
  type Answered,
  begunInOne,
  isHuge,
  type Kind,
  KINDS,
  placeText,
  type Question,
  randomQuestion,
  resumedOf,
} from "./states.ts";

/** How many random groups of a kind are asked about. */
export const GROUPS = 150;

/** What `resumeOffsets` says to random groups of a kind, partition by partition; or why that can't be told. */
export async function answers(
  context: CheckContext,
  kind: Kind,
): Promise<{ readonly all: readonly Answered[] } | { readonly problem: Fail }> {
  const certain = kind === "topic has grown" ? begunInOne(context.random) : [];
  const others = Array.from(
    { length: GROUPS - certain.length },
    () => randomQuestion(context.random, kind),
  );
  const questions = [...certain, ...others]
    // The smallest first: what fails for one partition is understood at a glance. Offsets that only a
    // bigint can hold come last: what fails for them alone fails for their size.
    .sort((a, b) => Number(isHuge(a)) - Number(isHuge(b)) || a.state.length - b.state.length);
  const subject = await context.subject();
  // Before each stands a group of another kind: what is remembered of one is wrong for the next.
  const otherKinds = KINDS.filter((other) => other !== kind);
  const outcomes = await subject.outcomes(
    "resumeOffsets",
    questions.flatMap((question) => [
      calls(randomQuestion(context.random, context.random.pick(otherKinds))),
      calls(question),
    ]),
  );
  const all: Answered[] = [];
  for (const [index, question] of questions.entries()) {
    const resumed = resumedOf(question, subject.valueOf("resumeOffsets", outcomes[2 * index + 1]!));
    if (typeof resumed === "string") {
      const evidence = { policy: question.policy, partitions: question.state.length };
      return { problem: fail({ happened: resumed, anomaly: "no place to go on", evidence }) };
    }
    for (const [place, at] of question.state.entries()) {
      all.push({ question, at, resumed: resumed[place]! });
    }
  }
  return { all };
}

/** The arguments of `resumeOffsets`. */
export function calls({ state, policy }: Question): unknown[] {
  return [state, policy];
}

/** What was asked and answered for one partition. */
export function evidenceOf({ question, at, resumed }: Answered) {
  return {
    partition: at.partition,
    policy: question.policy,
    state: placeText(at),
    ...(question.policy === "time" ? { atTime: at.atTime } : {}),
    given: resumed.offset,
    alarm: resumed.alarm,
  };
}
