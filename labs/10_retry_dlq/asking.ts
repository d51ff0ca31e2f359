import { shuffled } from "../../lib/core/mod.ts";
import { type CheckContext, type Fail, fail, type Subject } from "../../lib/workshop/mod.ts";
import { type Decided, decisionsOf, NoDecision, type Question } from "./decisions.ts";
import { errorName } from "./failures.ts";

/** Between these lies how often a record may be tried. */
export const LIMITS = [2, 3, 4, 5];

/** Answers; or what keeps them from being judged. */
export type Asked = { readonly asked: readonly Decided[] } | { readonly problem: Fail };

/** Asks each question twice, in orders by chance, as records fail: what is remembered does not help. */
export async function ask(context: CheckContext, questions: readonly Question[]): Promise<Asked> {
  const subject = await context.subject();
  const askAll = () => inOrder(subject, shuffled(context.random, [...questions.keys()]), questions);
  try {
    const asked = await askAll();
    const again = await askAll();
    const other = asked.findIndex((one, at) => answer(one) !== answer(again[at]!));
    return other < 0 ? { asked } : { problem: twoAnswers(asked[other]!, again[other]!) };
  } catch (error) {
    if (error instanceof NoDecision) return { problem: error.verdict };
    throw error;
  }
}

/** Asks in an order, and gives the answers in that of the questions. */
async function inOrder(
  subject: Subject,
  order: readonly number[],
  questions: readonly Question[],
): Promise<Decided[]> {
  const asked = await decisionsOf(subject, order.map((at) => questions[at]!));
  return questions.map((_, at) => asked[order.indexOf(at)]!);
}

function answer({ decision }: Decided): string {
  return "afterMs" in decision
    ? `${decision.then}, ${Math.round(decision.afterMs)} ms`
    : decision.then;
}

function twoAnswers(one: Decided, other: Decided): Fail {
  const { error, failed: { tries, maxTries } } = one;
  return fail({
    happened: `${errorName(error)} at try ${tries} of ${maxTries}: decide() says ` +
      `"${answer(one)}", and to the very same question "${
        answer(other)
      }". Records fail by turns, here ` +
      "and in other processes: all that has a say is what is handed in, nothing that is remembered " +
      "of another record, or drawn by lot",
    anomaly: "two answers to one question",
    evidence: { error: errorName(error), tries, maxTries, one: answer(one), other: answer(other) },
  });
}
