import { type Check, type CheckContext, fail, pass, type Verdict } from "../../lib/workshop/mod.ts";
import { wrongWay } from "./each_try.ts";
import { judged, type LiveRun, nothingToJudge } from "./live_run.ts";

const RECORDS = 16;
/** As many refusals as all of the records have tries, if each had five. */
const OUTAGES = 5 * RECORDS;

/** The ledger refuses for longer than any record has tries. */
export const outageBuriesNothing: Check = {
  id: "outage-buries-nothing",
  claim: "While the ledger is down nothing is given up, and afterwards everything is done",
  async run(context) {
    const ordered = context.random.int(0, 1) === 1;
    const kinds = { count: RECORDS, poison: 0, passing: 1, stubborn: 0 };
    const options = { ...kinds, ordered, outages: OUTAGES };
    return await judged(context, options, (run) => {
      const { orders: topic, letters, statistics: { deadLettered, rebalances }, tries } = run;
      const refused = tries.filter(({ end }) => end === "outage").length;
      if (deadLettered > 0) {
        return fail({
          happened:
            `The ledger was down for ${refused} tries, and ${deadLettered} sound records are ` +
            "among the dead letters: an outage is no record's fault, and a few minutes of it would " +
            "bury all that came",
          anomaly: "outage taken for a failure",
          evidence: { topic, letters, deadLettered, refused },
          fault: `the ledger refused ${refused} times`,
        });
      }
      const done = new Set(tries.filter(({ end }) => end === "done").map(({ id }) => id)).size;
      return pass({ topic, done, refused, rebalances });
    });
  },
};

/** What the partition did between the first try of a record and its last. */
export const stallBounded: Check = {
  id: "stall-bounded",
  claim: "Where order does not matter, nothing waits behind a record that is tried again",
  async run(context) {
    const live = await stallOf(context);
    return live.verdict === "pass" ? await wrongWay(context, "unordered") ?? live : live;
  },
};

async function stallOf(context: CheckContext): Promise<Verdict> {
  const kinds = { count: 30, poison: 2, passing: 4, stubborn: 1 };
  const options = { ...kinds, ordered: false, baseMs: 60 };
  return await judged(context, options, (run) => {
    const waited = waitedFor(run);
    if (waited.length === 0) return nothingToJudge("record that was tried again");
    // A wait in a retry topic can be over before a slow machine has gone on: that is no stall.
    const stalled = waited.find(({ inPlace, triedMeanwhile }) => inPlace && triedMeanwhile === 0);
    if (stalled === undefined) {
      return pass({ topic: run.orders, waits: waited.length });
    }
    const { id, partition, behind, tries, waitMs } = stalled;
    return fail({
      happened: `Between try ${tries} of ${id} and its next, partition ${partition} did nothing ` +
        `else: ${behind} records waited behind it, for ${waitMs} ms that were asked for. With ` +
        "waits of seconds these are minutes of lag, by one record",
      anomaly: "head-of-line blocking",
      evidence: { topic: run.orders, partition, id, tries, behind },
    });
  });
}

/** Each wait for another try, and what of the same partition was tried meanwhile. */
function waitedFor({ planned, tries, decided }: LiveRun) {
  const partitions = new Map(planned.map(({ id, partition }) => [id, partition]));
  return planned.flatMap(({ id, partition }) => {
    const at = tries.flatMap((each, index) => each.id === id ? [index] : []);
    const others = (from: number, to?: number) =>
      tries.slice(from, to).filter((each) =>
        each.id !== id && partitions.get(each.id) === partition
      );
    const decisions = decided.flatMap(({ id: of, decision }) => of === id ? [decision] : []);
    return at.slice(0, -1).flatMap((from, number) => {
      const behind = new Set(others(from).map((each) => each.id)).size;
      if (behind === 0) return [];
      const decision = decisions[number]!;
      return [{
        ...{ id, partition, behind, tries: number + 1 },
        waitMs: "afterMs" in decision ? Math.round(decision.afterMs) : 0,
        triedMeanwhile: others(from, at[number + 1]).length,
        inPlace: decision.then === "retry" || decision.then === "wait",
      }];
    });
  });
}
