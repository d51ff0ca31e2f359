import { type Check, pass } from "../../lib/workshop/mod.ts";
import { manyGoals } from "./goals.ts";
import { isFail, optionsFor } from "./options.ts";

const GOALS = 60;

/** Asks for many goals, and looks whether a producer could be opened with each answer. */
export const usableOptions: Check = {
  id: "usable-options",
  claim: "For every goal it returns options that a producer takes",
  async run(context) {
    const options = await optionsFor(context, manyGoals(context.random, GOALS));
    return isFail(options) ? options : pass({ goals: GOALS });
  },
};
