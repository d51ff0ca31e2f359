import type { Random } from "../../lib/core/mod.ts";
import { changeText, fieldText, made, randomChange, randomSchema } from "./cases.ts";
import { canRead } from "./reading.ts";
import type { DeployOrder, Field, RecordSchema } from "./stub.ts";

/** Two versions, and how one became the other. */
export interface Pair {
  readonly older: RecordSchema;
  readonly newer: RecordSchema;
  readonly changes: readonly string[];
  /** What is easily forgotten of it. */
  readonly hint?: string;
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
