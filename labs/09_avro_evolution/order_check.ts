import type { Random } from "../../lib/core/mod.ts";
import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { changeText, made, randomChange, randomSchema } from "./cases.ts";
import { canRead, readAcross } from "./reading.ts";
import type { Change, DeployOrder, RecordSchema } from "./stub.ts";

const PAIRS = 200;

/** Two versions, and how one became the other. */
export interface Pair {
  readonly older: RecordSchema;
  readonly newer: RecordSchema;
  readonly changes: readonly Change[];
}

/** A schema and the next version, one or two changes further. */
export function randomPair(random: Random): Pair {
  const older = randomSchema(random);
  const changes = [randomChange(random, older)];
  let newer = made(older, changes[0]!);
  const second = randomChange(random, newer);
  if (random.next() < 0.3 && !touchesSame(changes[0]!, second)) {
    changes.push(second);
    newer = made(newer, second);
  }
  return { older, newer, changes };
}

function touchesSame(first: Change, second: Change): boolean {
  const nameOf = (change: Change) => change.change === "add" ? change.field.name : change.field;
  return nameOf(first) === nameOf(second);
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

function wrongOrder(random: Random, pair: Pair, given: string, right: DeployOrder): Fail {
  const { older, newer, changes } = pair;
  const evidence = { changes: changes.map(changeText).join("; "), given, right };
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
    happened: `deployOrder() says "${given}", and it is "${right}": ` +
      "each reader would read all that it meets",
    anomaly: "rollout made harder than it is",
    evidence,
  });
}
