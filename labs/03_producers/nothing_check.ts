import { type CheckContext, type Fail, fail } from "../../lib/workshop/mod.ts";
import { shown } from "./options.ts";

const THROWN = [undefined, null];

/** JavaScript rejects and throws with anything; what is not even an object leaves all open, too. */
export async function brokenByNothing(context: CheckContext): Promise<Fail | undefined> {
  const subject = await context.subject({ through: context.target });
  const outcomes = await subject.outcomes("classify", THROWN.map((nothing) => [nothing]));
  for (const [at, outcome] of outcomes.entries()) {
    const given = `classify(${THROWN[at]})`;
    if (outcome.outcome === "threw") {
      const { message } = outcome.error;
      return fail({
        happened: `${given} threw "${message}" itself. A promise can be rejected with anything, ` +
          `and what handles errors must not break on one: its caller then knows less than before. ` +
          `Such an error says nothing, so it leaves open whether the record is stored`,
        anomaly: "broken by an error",
        evidence: { given: message },
        fault: `a send was rejected with ${THROWN[at]}`,
      });
    }
    const answer = subject.valueOf("classify", outcome) as { stored?: unknown } | undefined;
    if (answer?.stored === "unknown") continue;
    return fail({
      happened: `${given} says ${shown(answer)}. ${THROWN[at]} says nothing of the record, so it ` +
        `may be stored or not: the answer is "unknown"`,
      anomaly: "false certainty",
      evidence: { given: shown(answer) },
      fault: `a send was rejected with ${THROWN[at]}`,
    });
  }
  return undefined;
}
