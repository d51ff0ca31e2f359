import type { Random } from "../../lib/core/mod.ts";
import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { changeText, fieldText, made, randomChange, randomSchema } from "./cases.ts";
import { canRead, readAcross } from "./reading.ts";
import type { DeployOrder, Field, RecordSchema } from "./stub.ts";

const PAIRS = 200;

/** Two versions, and how one became the other. */
export interface Pair {
  readonly older: RecordSchema;
  readonly newer: RecordSchema;
  readonly changes: readonly string[];
}

/** A schema and the next version: a change, a field that every new event must have, or both. */
export function randomPair(random: Random): Pair {
  const older = randomSchema(random);
  const change = randomChange(random, older);
  const [isChanged, isGrown] = random.pick([[true, false], [true, true], [false, true]] as const);
  const changed = isChanged ? made(older, change) : older;
  const needed: Field = { name: "needed", type: random.pick(["string", "long"]) };
  return {
    older,
    newer: isGrown ? { ...changed, fields: [...changed.fields, needed] } : changed,
    changes: [
      ...(isChanged ? [changeText(change)] : []),
      ...(isGrown ? [`add needed: ${fieldText(needed)}, without a default`] : []),
    ],
  };
}

/** The order that keeps every consumer reading, found by reading. */
export function rightOrder(random: Random, { older, newer }: Pair): DeployOrder {
  const consumersFirst = canRead(random, older, newer);
  const producersFirst = canRead(random, newer, older);
  if (consumersFirst) return producersFirst ? "any order" : "consumers first";
  return producersFirst ? "producers first" : "neither";
}

/** Who goes first. */
export const deployOrder: Check = {
  id: "deploy-order",
  claim: "In the order that deployOrder() says, no consumer meets an event that it can't read",
  async run(context) {
    const { random } = context;
    const pairs = Array.from({ length: PAIRS }, () => randomPair(random));
    const subject = await context.subject();
    const outcomes = await subject.outcomes(
      "deployOrder",
      pairs.map(({ older, newer }) => [older, newer]),
    );
    const counts = new Map<DeployOrder, number>();
    for (const [at, pair] of pairs.entries()) {
      const given = subject.valueOf("deployOrder", outcomes[at]!);
      const right = rightOrder(random, pair);
      counts.set(right, (counts.get(right) ?? 0) + 1);
      if (given !== right) return wrongOrder(random, pair, String(given), right);
    }
    return pass({ pairs: PAIRS, ...Object.fromEntries(counts) });
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

function wrongOrder(random: Random, pair: Pair, given: string, right: DeployOrder): Fail {
  const { older, newer, changes } = pair;
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
      happened: `With "${given}", ${problem}`,
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
