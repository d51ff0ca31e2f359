import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { goThrough } from "./chain.ts";
import { type KillPoint, SIZES } from "./kill_point.ts";
import { payments } from "./payments.ts";

/** The first of the two steps is done, the second is not. */
const BETWEEN: KillPoint = { call: 1, side: "after" };

/** Neither function is better: each pays, with the other kind of coin. */
export const allowed: Check = {
  id: "allowed",
  claim: "Killed between its two steps, atMostOnce leaves payments out, atLeastOnce repeats some",
  async run(context) {
    const size = context.random.pick(SIZES);
    const topic = await payments(context, size.batch + 2);
    const ordeal = { topic, ...size, killPoints: [BETWEEN] };
    const [most, least] = await Promise.all([
      goThrough(context, { name: "atMostOnce", ...ordeal }),
      goThrough(context, { name: "atLeastOnce", ...ordeal }),
    ]);
    const evidence = { topic, lost: most.lost, repeated: least.repeated };
    if (most.lost === 0 || most.repeated > 0) {
      return fail({
        happened:
          `atMostOnce() was ${most.lives[0]?.killed}, its first call: ${most.lost} payments ` +
          `were left out and ${most.repeated} charged twice. At most once takes what is to be done ` +
          `off the list before it does it, so it is then that one is left out`,
        anomaly: "the wrong guarantee",
        evidence: { function: "atMostOnce", ...evidence, repeated: most.repeated },
        fault: `the process was ${most.lives[0]?.killed}`,
      });
    }
    if (least.repeated === 0 || least.lost > 0) {
      return fail({
        happened: `atLeastOnce() was ${least.lives[0]?.killed}, its first call: ${least.lost} ` +
          `payments were left out and ${least.repeated} charged twice. At least once takes off the ` +
          `list only what is done, so it is then that one is done again`,
        anomaly: "the wrong guarantee",
        evidence: { function: "atLeastOnce", ...evidence, lost: least.lost },
        fault: `the process was ${least.lives[0]?.killed}`,
      });
    }
    return pass(evidence);
  },
};
