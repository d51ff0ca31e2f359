import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { goThrough, type Outcome } from "./chain.ts";
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
    const ordeal = { topic, sizes: [size], killPoints: [BETWEEN] };
    const [most, least] = await Promise.all([
      goThrough(context, { name: "atMostOnce", ...ordeal }),
      goThrough(context, { name: "atLeastOnce", ...ordeal }),
    ]);
    const idle = [most, least].find(({ lives }) => lives.length === 0);
    if (idle !== undefined) {
      return fail({
        happened: `${idle.name}() was given ${size.batch} payments and made no call at all`,
        anomaly: "nothing done",
        evidence: { function: idle.name, topic },
      });
    }
    const wrong = most.lost === 0 || most.repeated > 0
      ? { outcome: most, order: "takes what is to be done off the list before it does it" }
      : least.repeated === 0 || least.lost > 0
      ? { outcome: least, order: "takes off the list only what is done" }
      : undefined;
    if (wrong === undefined) return pass({ topic, lost: most.lost, repeated: least.repeated });
    return wrongGuarantee(wrong);
  },
};

function wrongGuarantee(wrong: { readonly outcome: Outcome; readonly order: string }): Fail {
  const { name, topic, lives, lost, repeated } = wrong.outcome;
  const most = name === "atMostOnce";
  const fault = `the process was ${lives[0]!.killed}`;
  return fail({
    happened:
      `${name}() was ${lives[0]!.killed}, which was its first call: then ${lost} payments ` +
      `were left out and ${repeated} charged twice. ${most ? "At most" : "At least"} once ` +
      `${wrong.order}, so it is in between that one is ${most ? "left out" : "done again"}`,
    anomaly: "the wrong guarantee",
    evidence: { function: name, topic, lost, repeated },
    fault,
  });
}
