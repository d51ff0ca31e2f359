import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { type Answer, answers, demands, evidenceOf, fieldOf } from "./asked.ts";
import { isEnum } from "./cases.ts";
import { isSame, type Read, readAcross } from "./reading.ts";
import type { Field } from "./stub.ts";

/** New consumers, old events. */
export const newReadsOld: Check = {
  id: "new-reads-old",
  claim: "At BACKWARD and FULL, the new schema reads every event that the old one wrote",
  async run(context) {
    const asked = await answers(context);
    if ("problem" in asked) return asked.problem;
    for (const answer of asked.all) {
      const { schema, next } = answer;
      if (next === null || !demands(answer).newReadsOld) continue;
      const reading = readAcross(context.random, schema, next);
      if ("unreadable" in reading) {
        return fail({
          happened: `An event that is in the topic already can't be read any more: ` +
            `${reading.unreadable}. ${whyOld(answer)}`,
          anomaly: "unreadable old event",
          evidence: evidenceOf(answer),
        });
      }
      const problem = changedValue(answer, reading.all, next.fields, "old");
      if (problem !== undefined) return problem;
    }
    return pass({ changes: asked.all.length });
  },
};

function whyOld({ change }: Answer): string {
  switch (change.change) {
    case "add":
      return "What was written before knows nothing of the new field: only a default can stand for it";
    case "retype":
      return "A reader may have a wider type than the writer had, never a narrower one";
    default:
      return "Old events do not change with the schema: the new one must have a place for them";
  }
}

/** Old consumers, new events. */
export const oldReadsNew: Check = {
  id: "old-reads-new",
  claim: "At FORWARD and FULL, the old schema reads every event that the new one writes",
  async run(context) {
    const asked = await answers(context);
    if ("problem" in asked) return asked.problem;
    for (const answer of asked.all) {
      const { schema, next } = answer;
      if (next === null || !demands(answer).oldReadsNew) continue;
      const reading = readAcross(context.random, next, schema);
      if ("unreadable" in reading) {
        return fail({
          happened: `A consumer that is not replaced yet meets a new event and can't read it: ` +
            `${reading.unreadable}. ${whyNew(answer)}`,
          anomaly: "unreadable new event",
          evidence: evidenceOf(answer),
        });
      }
      const problem = changedValue(answer, reading.all, schema.fields, "new");
      if (problem !== undefined) return problem;
    }
    return pass({ changes: asked.all.length });
  },
};

function whyNew({ change }: Answer): string {
  switch (change.change) {
    case "remove":
      return "The old schema still wants the field: it can do without only if the old schema itself " +
        "has a default for it";
    case "symbol":
      return "The old schema does not know the word. What a reader makes of unknown words is the " +
        "default of the enum; the default of the field is for events without the field";
    case "retype":
      return "The old consumers still have the old type, and it must be the same or the wider one";
    default:
      return "Old consumers go on with the old schema: it must have a place for what is written now";
  }
}

/** A value that is another one for its reader. */
function changedValue(
  answer: Answer,
  reads: readonly Read[],
  fields: readonly Field[],
  age: "old" | "new",
): Fail | undefined {
  for (const field of fields) {
    for (const { written, read } of reads) {
      if (Object.hasOwn(written, field.name)) {
        const knows = !isEnum(field.type) ||
          field.type.symbols.includes(written[field.name] as string);
        if (!knows || isSame(written[field.name], read[field.name])) continue;
      } else if (isFilled(answer, field, read)) continue;
      return fail({
        happened: `Of ${age === "old" ? "an old" : "a new"} event, ${field.name} reads ` +
          `${told(read[field.name])}${expectation(answer, field, written)}`,
        anomaly: "changed value",
        evidence: evidenceOf(answer),
      });
    }
  }
  return undefined;
}

/** Whether a field that was not written is what it should be. */
function isFilled(answer: Answer, field: Field, read: Read["read"]): boolean {
  const { change } = answer;
  if (change.change !== "add" || field.name !== fieldOf(answer)) return true;
  return isSame(change.filler, read[field.name]);
}

function expectation({ change }: Answer, { name }: Field, written: Read["written"]): string {
  if (Object.hasOwn(written, name)) return `, and was written as ${told(written[name])}`;
  const filler = change.change === "add" ? told(change.filler) : "its default";
  return `, and should read as if it were ${filler}`;
}

function told(value: unknown): string {
  if (value instanceof Uint8Array) return JSON.stringify(new TextDecoder().decode(value));
  return typeof value === "bigint" ? String(value) : JSON.stringify(value) ?? String(value);
}
