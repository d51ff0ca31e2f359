import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { askAll, isFail } from "./answers.ts";
import { behindButThere, lowestLatency, writesGoOn } from "./availability_checks.ts";
import { requirementText, whyImpossible } from "./requirements.ts";
import { fewCopies, heldFollowers } from "./survival_checks.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

const settings: Check = {
  id: "settings",
  claim: "Each answer is settings that Kafka can use, or that there are none",
  async run(context) {
    const answers = await askAll(context);
    return isFail(answers) ? answers : pass({ requirements: answers.length });
  },
};

const impossible: Check = {
  id: "impossible",
  claim: "It says impossible where three brokers can't do it, and nowhere else",
  async run(context) {
    const answers = await askAll(context);
    if (isFail(answers)) return answers;
    for (const { requirement, answer } of answers) {
      const why = whyImpossible(requirement);
      if ((answer === "impossible") === (why !== undefined)) continue;
      const wanted = requirementText(requirement);
      return fail({
        happened: why === undefined
          ? `You say that it is impossible where ${wanted}. It can be met: count the copies that ` +
            `are there, those that a record needs, and those that may be missing`
          : `Where ${wanted}, you chose settings. No settings do both: ${why}. Better to say so ` +
            `now than to find out which half was not kept`,
        anomaly: why === undefined ? "a possible thing refused" : "an impossible thing promised",
        evidence: { ...requirement },
      });
    }
    return pass({ requirements: answers.length });
  },
};

/** From what needs no broker to what kills most of them. */
export const checks: readonly Check[] = [
  settings,
  impossible,
  lowestLatency,
  heldFollowers,
  writesGoOn,
  behindButThere,
  fewCopies,
];
