import { type CheckContext, type Fail, fail } from "../../lib/workshop/mod.ts";
import { ask, LIMITS } from "./asking.ts";
import { type Question, shown } from "./decisions.ts";
import { passing } from "./failures.ts";

/** Who waits while a record does, and what it comes to when the other way is taken. */
const WAYS = {
  ordered: {
    then: "retry",
    where: "where order matters",
    lesson: "what lies behind it would go on, later records of its key too",
    anomaly: "overtaken record",
  },
  unordered: {
    then: "retry later",
    where: "where order does not matter",
    lesson: "all that lie behind it would wait with it",
    anomaly: "head-of-line blocking",
  },
} as const;

/** A run has only some of the tries that there can be: all of them are asked about. */
export async function wrongWay(
  context: CheckContext,
  way: keyof typeof WAYS,
): Promise<Fail | undefined> {
  const { then, where, lesson, anomaly } = WAYS[way];
  const answers = await ask(context, eachTry(context, way === "ordered"));
  if ("problem" in answers) return answers.problem;
  const wrong = answers.asked.find(({ decision }) => decision.then !== then);
  if (wrong === undefined) return undefined;
  const { failed: { tries, maxTries }, decision } = wrong;
  return fail({
    happened: `After try ${tries} of ${maxTries}, ${where}, decide() says ` +
      `${shown(decision.then)}: ${lesson}. That holds for each try, whichever it is`,
    anomaly,
    evidence: { tries, maxTries, decision: decision.then },
  });
}

/** A wait so short is one all the same. */
const SHORTEST_MS = 10;

function eachTry({ random }: CheckContext, ordered: boolean): Question[] {
  return LIMITS.flatMap((maxTries) =>
    Array.from({ length: maxTries - 1 }, (_, at) => {
      const [baseMs, chance] = [
        at === 0 ? SHORTEST_MS : random.int(SHORTEST_MS, 2000),
        random.next(),
      ];
      return { error: passing(), failed: { tries: at + 1, maxTries, baseMs, ordered, chance } };
    })
  );
}
