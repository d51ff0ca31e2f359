import type { Random } from "../../lib/core/mod.ts";
import { type Case, fillerOf, groupOf, LEVELS, PLAIN, randomSchema } from "./cases.ts";
import type { Change, Field, FieldType, Json } from "./stub.ts";
import { words } from "./words.ts";

/** What is asked for in every run, at each level, so that it is not left to chance. */
export function certainCases(random: Random): Case[] {
  return [
    ...everyRetype(random),
    ...FIELDS.flatMap((field) => [...removals(random, field), ...additions(random, field)]),
    ...NEW_WORDS.flatMap((word) => newWords(random, word)),
  ];
}

/** Each change of a plain type, with a default where one fits both. */
function everyRetype(random: Random): Case[] {
  return PLAIN.flatMap((from) =>
    PLAIN.filter((to) => to !== from).flatMap((to) => {
      const fitsBoth = groupOf(from)?.includes(to) ?? false;
      const fallback = fitsBoth ? { default: fillerOf(random, from) } : {};
      const field: Field = { name: "measured", type: from, ...fallback };
      return casesWith(random, field, { change: "retype", field: field.name, to });
    })
  );
}

/** Defaults that are easily taken for none, none that is taken for one, and names that all objects have. */
const FIELDS: readonly Field[] = [
  { name: "flag", type: "boolean", default: false },
  { name: "count", type: "int", default: 0 },
  { name: "total", type: "long", default: 0 },
  { name: "title", type: "string", default: "" },
  { name: "remark", type: ["null", "int"], default: null },
  { name: "remark", type: ["null", "int"] },
  { name: "reason", type: words(["gift", "return"], "gift") },
  { name: "reason", type: words(["gift", "return"]), default: "return" },
  { name: "constructor", type: "string" },
  { name: "toString", type: "string", default: "-" },
];

function removals(random: Random, field: Field): Case[] {
  return casesWith(random, field, { change: "remove", field: field.name });
}

function additions(random: Random, { name, type, default: given }: Field): Case[] {
  const filler: Json = given === undefined ? fillerOf(random, type) : given;
  return casesWith(random, undefined, { change: "add", field: { name, type }, filler });
}

/** A new word, and words that look like one that is known, or that objects have. */
const NEW_WORDS = ["theft", "Gift", "turn", "constructor"];

function newWords(random: Random, symbol: string): Case[] {
  const types: readonly FieldType[] = [
    words(["gift", "return"], "return"),
    words(["gift", "return"]),
  ];
  return types.flatMap((type) =>
    [{}, { default: "gift" }].flatMap((fallback) => {
      const field: Field = { name: "reason", type, ...fallback };
      return casesWith(random, field, { change: "symbol", field: field.name, symbol });
    })
  );
}

/** The change at each level, of a schema that has the field somewhere. */
function casesWith(random: Random, field: Field | undefined, change: Change): Case[] {
  return LEVELS.map((level): Case => {
    const { fields, ...rest } = randomSchema(random);
    const at = random.int(1, fields.length);
    const all = field === undefined ? fields : fields.toSpliced(at, 0, field);
    return { schema: { ...rest, fields: all }, change, level };
  });
}
