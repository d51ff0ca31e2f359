import { type CheckContext, type Fail, fail } from "../../lib/workshop/mod.ts";
import { type Case, changeText, fieldText, made, randomCase } from "./cases.ts";
import { certainCases } from "./certain_cases.ts";
import { canRead, parsed } from "./reading.ts";
import type { RecordSchema } from "./stub.ts";

/** How many changes are asked for by chance, beside those of every run. */
const BY_CHANCE = 200;

/** A change that was asked for, and the schema that came of it; `null`: it can't be made. */
export interface Answer extends Case {
  readonly next: RecordSchema | null;
}

/** What `evolve` makes of random changes; or why that can't be told. */
export async function answers(
  context: CheckContext,
): Promise<{ readonly all: readonly Answer[] } | { readonly problem: Fail }> {
  const { random } = context;
  const cases = [
    ...Array.from({ length: BY_CHANCE }, () => randomCase(random)),
    ...certainCases(random),
  ];
  const subject = await context.subject();
  const outcomes = await subject.outcomes(
    "evolve",
    cases.map(({ schema, change, level }) => [schema, change, level]),
  );
  const all: Answer[] = [];
  for (const [at, asked] of cases.entries()) {
    const next = subject.valueOf("evolve", outcomes[at]!);
    const problem = next === null ? undefined : noSchema(asked, next);
    if (problem !== undefined) return { problem };
    all.push({ ...asked, next: next as RecordSchema | null });
  }
  return { all };
}

/** What is wrong with an answer that is no schema of an event. */
export function noSchema(asked: Case, given: unknown): Fail | undefined {
  const { type } = (given ?? {}) as { readonly type?: unknown };
  const schema = type === "record"
    ? parsed(given)
    : "A schema of type record is needed, or null where the change can't be made";
  if (typeof schema !== "string") return undefined;
  return fail({
    happened: `evolve() returned ${shown(given)}. ${schema}`,
    anomaly: "no schema",
    evidence: { ...evidenceOf({ ...asked, next: null }), after: shown(given) },
  });
}

/** An answer in a few words. */
export function shown(given: unknown): string {
  const text = JSON.stringify(given) ?? String(given);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** Whether the new schema must read old events, and the old one new events. */
export function demands(
  { level }: Case,
): { readonly newReadsOld: boolean; readonly oldReadsNew: boolean } {
  return { newReadsOld: level !== "FORWARD", oldReadsNew: level !== "BACKWARD" };
}

/** Whether a schema with the change can keep the level. */
export function isPossible({ random }: CheckContext, asked: Case): boolean {
  const { schema, change } = asked;
  const next = made(schema, change);
  const { newReadsOld, oldReadsNew } = demands(asked);
  return (!newReadsOld || canRead(random, schema, next)) &&
    (!oldReadsNew || canRead(random, next, schema));
}

/** The field that a change is about. */
export function fieldOf({ change }: Case): string {
  return change.change === "add" ? change.field.name : change.field;
}

/** What was asked, and what came of it. */
export function evidenceOf(answer: Answer) {
  const name = fieldOf(answer);
  const of = (schema: RecordSchema) =>
    fieldText(schema.fields?.find?.((field) => field.name === name));
  return {
    level: answer.level,
    change: changeText(answer.change),
    before: of(answer.schema),
    after: answer.next === null ? "null" : of(answer.next),
  };
}
