import type { CheckContext } from "../../lib/workshop/mod.ts";
import { randomGroups } from "./groups.ts";
import { type Question, type Shares, sharesOf, sharesText } from "./shares.ts";

/** How many random groups `assign` is asked about. */
export const GROUPS = 200;

/** A question and what came back for it, whatever it is. */
export interface Answered {
  readonly question: Question;
  readonly answer: unknown;
}

/** What `assign` says to random groups. */
export async function answers(context: CheckContext): Promise<Answered[]> {
  const questions = someGroups(context);
  const subject = await context.subject();
  const outcomes = await subject.outcomes("assign", questions.map(calls));
  return questions.map((question, at) => ({
    question,
    answer: subject.valueOf("assign", outcomes[at]!),
  }));
}

/** Random groups, the smallest first: what fails in a group of two is understood at a glance. */
export function someGroups({ random }: CheckContext): Question[] {
  const size = ({ members, partitions }: Question) => members.length + partitions.length;
  return randomGroups(random, GROUPS).sort((a, b) => size(a) - size(b));
}

/** The arguments of `assign`. */
export function calls({ members, partitions }: Question): unknown[] {
  return [members, partitions];
}

/** What can be read of an answer; its form is the business of the first check. */
export function lenient(question: Question, answer: unknown): Shares {
  const shares = sharesOf(question, answer);
  return typeof shares === "string" ? new Map(question.members.map(({ id }) => [id, []])) : shares;
}

/** The group and what it was given, short enough to be read. */
export function evidenceOf({ members, partitions }: Question, shares: Shares | string) {
  const before = new Map(members.map(({ id, owned }) => [id, owned]));
  return {
    members: members.length,
    partitions: partitions.length,
    owned: cut(sharesText(before)),
    ...(typeof shares === "string" ? {} : { given: cut(sharesText(shares)) }),
  };
}

/** So much of a text as one looks at. */
export function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
