import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { answers, calls, cut, evidenceOf, GROUPS, lenient } from "./asked.ts";
import { givenUp, sharesText } from "./shares.ts";

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
    const asked = (await answers(context)).toReversed();
    const subject = await context.subject();
    const again = await subject.outcomes("assign", asked.map(({ question }) => calls(question)));
    for (const [at, { question, answer }] of asked.entries()) {
      const first = sharesText(lenient(question, answer));
      const shares = lenient(question, subject.valueOf("assign", again[at]!));
      if (sharesText(shares) === first) continue;
      return fail({
        happened:
          "Asked twice about one group, assign() gave two answers. What comes of chance or memory " +
          "can't be found out afterwards; and the next leader is another process, which " +
          "remembers nothing",
        anomaly: "answer that changes",
        evidence: { ...evidenceOf(question, shares), before: cut(first) },
      });
    }
    return pass({ groups: GROUPS });
  },
};
