import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { type Answer, answers, evidenceOf, fieldOf, isPossible } from "./asked.ts";
import { fieldText, made } from "./cases.ts";
import type { Field, RecordSchema } from "./stub.ts";

/** No is an answer only where there is no yes. */
export const noExcuses: Check = {
  id: "no-excuses",
  claim: "The change is refused only where no schema could make it at that level",
  async run(context) {
    const asked = await answers(context);
    if ("problem" in asked) return asked.problem;
    let refused = 0;
    for (const answer of asked.all) {
      const possible = isPossible(context, answer);
      if (answer.next === null && possible) return couldBeMade(answer);
      if (answer.next === null) refused++;
    }
    return pass({ changes: asked.all.length, refused });
  },
};

function couldBeMade(answer: Answer): Fail {
  const { schema, change, level } = answer;
  const of = ({ fields }: RecordSchema) => fields.find(({ name }) => name === fieldOf(answer));
  const before = of(schema);
  const filler = change.change === "add" ? change.filler : before?.default;
  const isAboutDefaults = change.change === "add" || change.change === "remove";
  const hint = isAboutDefaults && filler !== undefined && !filler
    ? `. The default ${JSON.stringify(filler)} is one, although JavaScript takes it for false`
    : "";
  return fail({
    happened: `evolve() says that at ${level} ${fieldOf(answer)} can't be changed from ` +
      `"${fieldText(before)}" to "${fieldText(of(made(schema, change)))}", and it can: ` +
      `${whyItCan(answer)}${hint}`,
    anomaly: "change refused without need",
    evidence: evidenceOf(answer),
  });
}

/** Who reads what, where a change can be made. */
function whyItCan({ level, change }: Answer): string {
  const newReads = {
    add: "the new schema has the filler for old events",
    remove: "the new schema skips what it does not want",
    retype: "the new schema reads the old type",
    symbol: "the new schema knows every old symbol",
  }[change.change];
  const oldReads = {
    add: "the old schema skips what it does not know",
    remove: "the old schema has a default for it",
    retype: "the old schema reads the new type",
    symbol: "the old enum has a default for words that it does not know",
  }[change.change];
  if (level === "FULL") return `${newReads}, and ${oldReads}`;
  return level === "BACKWARD" ? newReads : oldReads;
}

/** The change, the whole change, and nothing but the change. */
export const changeMade: Check = {
  id: "change-made",
  claim: "The change is made, and nothing else differs",
  async run(context) {
    const asked = await answers(context);
    if ("problem" in asked) return asked.problem;
    for (const answer of asked.all) {
      const problem = answer.next === null ? undefined : difference(answer, answer.next);
      if (problem === undefined) continue;
      return fail({
        happened:
          `${problem}. Each thing that differs has readers of its own to think of: nobody ` +
          "looks for it behind the change that was asked for",
        anomaly: "another change than the one asked for",
        evidence: evidenceOf(answer),
      });
    }
    return pass({ changes: asked.all.length });
  },
};

function difference(answer: Answer, next: RecordSchema): string | undefined {
  const expected = made(answer.schema, answer.change);
  if (next.name !== expected.name || next.type !== expected.type) {
    return `The schema is called ${next.name} and not ${expected.name}: to Avro it is another one`;
  }
  const wanted = expected.fields.map(({ name }) => name);
  const given = next.fields.map(({ name }) => name);
  if (given.join() !== wanted.join()) {
    return `The new schema has the fields ${given.join(", ")}, and should have ${
      wanted.join(", ")
    }`;
  }
  for (const [at, field] of expected.fields.entries()) {
    if (isAsWanted(answer, field, next.fields[at]!)) continue;
    return `Field ${field.name} is ${fieldText(next.fields[at])}, and should be ${
      fieldText(field)
    }`;
  }
  return undefined;
}

/** At FORWARD, an added field may go without a default. */
function isAsWanted(answer: Answer, wanted: Field, given: Field): boolean {
  if (text(wanted) === text(given)) return true;
  const { level, change } = answer;
  const free = level === "FORWARD" && change.change === "add" && wanted.name === fieldOf(answer);
  const { default: _, ...withoutDefault } = wanted;
  return free && text(withoutDefault) === text(given);
}

/** The keys in one order. */
function text(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part) =>
      part !== null && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a < b ? -1 : 1))
        : part,
  );
}
