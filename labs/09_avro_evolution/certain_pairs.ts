import type { Random } from "../../lib/core/mod.ts";
import { fieldText, fillerOf, PLAIN, randomSchema } from "./cases.ts";
import type { Pair } from "./pairs.ts";
import type { Field, FieldType, RecordSchema } from "./stub.ts";
import { words } from "./words.ts";

/** Each plain type and each other one, for fields that may be null as well. */
const PLAIN_TYPES: readonly (readonly [FieldType, FieldType])[] = PLAIN.flatMap((one, at) =>
  PLAIN.slice(at + 1).flatMap((other): [FieldType, FieldType][] => [
    [one, other],
    [["null", one], ["null", other]],
  ])
);

/** How the type of a field may differ, beside what `evolve` is asked for. */
const OTHER_TYPES: readonly (readonly [FieldType, FieldType])[] = [
  ["int", "int"],
  ["int", ["null", "int"]],
  ["int", ["null", "long"]],
  ["string", ["null", "string"]],
  [words(["gift", "return"]), words(["gift", "return", "theft"], "gift")],
  [words(["gift", "return"]), words(["gift", "theft"])],
  [words(["gift", "return"]), words(["gift", "theft"], "gift")],
  [words(["gift", "return"], "return"), words(["gift", "return", "theft"], "gift")],
  [words(["gift", "return"]), words(["return", "gift"])],
  [words(["gift", "return"]), words(["theft", "gift", "return"])],
  [words(["gift", "return"]), words(["theft", "return"])],
  [words(["gift", "return"]), words(["gift", "Return"])],
  [words(["gift", "return"]), words(["gift", "turn"])],
  [words(["gift", "return"]), words(["gift", "return", "constructor"])],
  [words(["gift", "return"]), "string"],
];

/** Fields that one version has, and what the other has in their place. */
const OTHER_FIELDS: readonly (readonly [readonly Field[], readonly Field[]])[] = [
  [[], [{ name: "flag", type: "boolean", default: false }]],
  [[], [{ name: "total", type: "long", default: 0 }]],
  [[], [{ name: "title", type: "string", default: "" }]],
  [[], [{ name: "remark", type: ["null", "int"], default: null }]],
  [[], [{ name: "remark", type: ["null", "int"] }]],
  [[], [{ name: "reason", type: words(["gift", "return"], "gift") }]],
  [[], [{ name: "constructor", type: "string" }]],
  [[], [{ name: "total", type: "long" }, { name: "title", type: "string", default: "-" }]],
  [[], [{ name: "total", type: "long", default: 0 }, { name: "title", type: "string" }]],
  [[{ name: "title", type: "string" }], [{ name: "Title", type: "string" }]],
];

const WRITTEN =
  "The default of a field stands for it where it was not written, never for a null or a word " +
  "that was";

/** What versions differ in, in either direction and in every run, so that none is left to chance. */
export function certainPairs(random: Random): Pair[] {
  const typed = (type: FieldType): Field => ({ name: "reason", type });
  const filled = (type: FieldType) => ({ ...typed(type), default: fillerOf(random, type) });
  return [
    ...[...PLAIN_TYPES, ...OTHER_TYPES].flatMap(bothWays)
      .map(([was, is]) => pairOf(random, [typed(was)], [typed(is)])),
    ...OTHER_TYPES.flatMap(bothWays)
      .map(([was, is]) => ({ ...pairOf(random, [filled(was)], [filled(is)]), hint: WRITTEN })),
    ...OTHER_FIELDS.flatMap(bothWays).map(([was, is]) => pairOf(random, was, is)),
  ];
}

function bothWays<T>([one, other]: readonly [T, T]): readonly (readonly [T, T])[] {
  return [[one, other], [other, one]];
}

/** Two versions of some schema, with these fields at one place of it. */
function pairOf(random: Random, before: readonly Field[], after: readonly Field[]): Pair {
  const { fields, ...rest } = randomSchema(random);
  const at = random.int(1, fields.length);
  const having = (some: readonly Field[]): RecordSchema => ({
    ...rest,
    fields: fields.toSpliced(at, 0, ...some),
  });
  const changes = [`${told(before)} becomes ${told(after)}`];
  return { older: having(before), newer: having(after), changes };
}

function told(fields: readonly Field[]): string {
  if (fields.length === 0) return "nothing";
  return fields.map((field) => `${field.name}: ${fieldText(field)}`).join(", ");
}
