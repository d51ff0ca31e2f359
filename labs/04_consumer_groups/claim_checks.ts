import { type Check, type CheckContext, fail, pass } from "../../lib/workshop/mod.ts";
import { answers, calls, cut, evidenceOf, GROUPS, lenient, someGroups } from "./asked.ts";
import { alike, evenShares } from "./groups.ts";
import { givenUp, type Question, type Shares, sharesText } from "./shares.ts";

/** Whoever claims what somebody else claims as well is not passed over for it. */
export const claimed: Check = {
  id: "claimed",
  claim: "What several members claim stays with one of them where the even share allows",
  async run(context) {
    for (const { question, answer } of await answers(context)) {
      const shares = lenient(question, answer);
      const lost = givenUp(question, shares);
      if (lost === undefined) continue;
      const { partition, reader, claimant, instead } = lost;
      return fail({
        happened: `Partition ${partition} goes to ${reader}, who never had it. ${claimant} says ` +
          `that it had it, and gets partition ${instead}, which is new to it: the other way round ` +
          "a move fewer would do. Out of date or not, one of those who claim it may be right",
        anomaly: "needless moves",
        evidence: { ...evidenceOf(question, shares), partition, claimant, reader, instead },
      });
    }
    return pass({ groups: GROUPS });
  },
};

/** Neither chance nor memory has a say. */
export const sameAnswer: Check = {
  id: "same-answer",
  claim: "The same question gets the same answer, whatever was asked before",
  async run(context) {
    const questions = someGroups(context).map(alike);
    const first = await afterOthers(context, questions, 0);
    // Another process, in the reverse order, and each group had been shared out otherwise before.
    const again = (await afterOthers(context, questions.toReversed(), 1)).toReversed();
    for (const [at, question] of questions.entries()) {
      const shares = again[at]!;
      const before = sharesText(first[at]!);
      if (sharesText(shares) === before) continue;
      return fail({
        happened:
          "Asked twice about one group, assign() gave two answers. What comes of chance or memory " +
          "can't be found out afterwards; and the next leader is another process, which " +
          "remembers nothing",
        anomaly: "answer that changes",
        evidence: { ...evidenceOf(question, shares), before: cut(before) },
      });
    }
    return pass({ groups: GROUPS });
  },
};

/** Answers of a new process, which shares out each group by even claims just before. */
async function afterOthers(
  context: CheckContext,
  questions: readonly Question[],
  turn: 0 | 1,
): Promise<Shares[]> {
  const subject = await context.subject();
  const asked = questions.flatMap((question) => [evenShares(question, turn), question]);
  const outcomes = await subject.outcomes("assign", asked.map(calls));
  return questions.map((question, at) =>
    lenient(question, subject.valueOf("assign", outcomes[2 * at + 1]!))
  );
}
