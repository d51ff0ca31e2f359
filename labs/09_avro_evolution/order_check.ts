import type { Random } from "../../lib/core/mod.ts";
import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { shown } from "./asked.ts";
import { certainPairs } from "./certain_pairs.ts";
import { type Pair, randomPair, rightOrder } from "./pairs.ts";
import { readAcross } from "./reading.ts";
import type { DeployOrder } from "./stub.ts";

const BY_CHANCE = 200;

/** Who goes first. */
export const deployOrder: Check = {
  id: "deploy-order",
  claim: "In the order that deployOrder() says, no consumer meets an event that it can't read",
  async run(context) {
    const { random } = context;
    const pairs = [
      ...Array.from({ length: BY_CHANCE }, () => randomPair(random)),
      ...certainPairs(random),
    ];
    const subject = await context.subject();
    const outcomes = await subject.outcomes(
      "deployOrder",
      pairs.map(({ older, newer }) => [older, newer]),
    );
    const counts = new Map<DeployOrder, number>();
    for (const [at, pair] of pairs.entries()) {
      const given = subject.valueOf("deployOrder", outcomes[at]!);
      if (!isOrder(given)) return noOrder(pair, given);
      const right = rightOrder(random, pair);
      counts.set(right, (counts.get(right) ?? 0) + 1);
      if (given !== right) return wrongOrder(random, pair, given, right);
    }
    return pass({ pairs: pairs.length, ...Object.fromEntries(counts) });
  },
};

const WHY: Readonly<Record<DeployOrder, string>> = {
  "any order": "The new consumers read old events, and the old consumers read new ones",
  "consumers first": "The new consumers read all old events, and no old one meets a new event",
  "producers first":
    "The old consumers read what the new producers write, and read the old events " +
    "to their end before they are replaced",
  "neither": "Neither kind of consumer reads what the other version's producers write",
};

/** Whether an answer is one of the four that there are. */
export function isOrder(given: unknown): given is DeployOrder {
  return typeof given === "string" && Object.hasOwn(WHY, given);
}

/** An answer that is none of them. */
export function noOrder({ changes }: Pair, given: unknown): Fail {
  return fail({
    happened: `deployOrder() returned ${shown(given)}. One of ${
      Object.keys(WHY).map((order) => `"${order}"`).join(", ")
    } is needed: somebody replaces programs by it`,
    anomaly: "no order",
    evidence: { changes: changes.join("; "), given: shown(given) },
  });
}

function wrongOrder(random: Random, pair: Pair, given: DeployOrder, right: DeployOrder): Fail {
  const { older, newer, changes } = pair;
  const hint = pair.hint === undefined ? "" : `. ${pair.hint}`;
  const evidence = { changes: changes.join("; "), given, right };
  const old = readAcross(random, older, newer);
  const young = readAcross(random, newer, older);
  const problem = given !== "producers first" && "unreadable" in old
    ? `the new consumers meet the old events: ${old.unreadable}. They are in the topic, and those ` +
      "that are there were written before anybody thought of the change"
    : given !== "consumers first" && "unreadable" in young
    ? `the old consumers meet the new events: ${young.unreadable}. The level BACKWARD lets new ` +
      "readers read old events; it does nothing for the readers that are there already"
    : undefined;
  if (problem !== undefined && given !== "neither") {
    return fail({
      happened: `With "${given}", ${problem}${hint}`,
      anomaly: "consumers that stand still",
      evidence,
    });
  }
  return fail({
    happened: `deployOrder() says "${given}", and it is "${right}". ${WHY[right]}`,
    anomaly: "rollout made harder than it is",
    evidence,
  });
}
