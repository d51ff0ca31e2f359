import type { Random } from "../../lib/core/mod.ts";
import { changeText, fieldText, made, randomChange, randomSchema } from "./cases.ts";
import { canRead } from "./reading.ts";
import type { DeployOrder, EnumType, Field, FieldType, RecordSchema } from "./stub.ts";

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

const words = (symbols: readonly string[], fallback?: string): EnumType => ({
  type: "enum",
  name: "Reason",
  symbols,
  ...(fallback === undefined ? {} : { default: fallback }),
});

/** How the type of a field may differ, beside what `evolve` is asked for. */
const OTHER_TYPES: readonly (readonly [FieldType, FieldType])[] = [
  ["int", ["null", "int"]],
  ["int", ["null", "long"]],
  ["string", ["null", "string"]],
  [["null", "int"], ["null", "long"]],
  [["null", "string"], ["null", "bytes"]],
  ["boolean", "string"],
  [words(["gift", "return"]), words(["gift", "return", "theft"], "gift")],
  [words(["gift", "return"]), words(["gift", "theft"])],
  [words(["gift", "return"]), words(["gift", "theft"], "gift")],
  [words(["gift", "return"], "return"), words(["gift", "return", "theft"], "gift")],
  [words(["gift", "return"]), words(["return", "gift"])],
  [words(["gift", "return"]), "string"],
];

/** Each other type, in either direction, so that no pair of them is left to chance. */
export function otherPairs(random: Random): Pair[] {
  return OTHER_TYPES.flatMap((
    [one, other],
  ) => [typePair(random, one, other), typePair(random, other, one)]);
}

function typePair(random: Random, before: FieldType, after: FieldType): Pair {
  const { fields, ...rest } = randomSchema(random);
  const at = random.int(1, fields.length);
  const [older, newer] = [before, after].map((type): RecordSchema => ({
    ...rest,
    fields: fields.toSpliced(at, 0, { name: "reason", type }),
  }));
  const [was, is] = [before, after].map((type) => fieldText({ name: "reason", type }));
  return { older: older!, newer: newer!, changes: [`reason: ${was} becomes ${is}`] };
}
