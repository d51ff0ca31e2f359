import { WorkshopError } from "../../lib/core/mod.ts";
import { type Check, type CheckContext, fail, pass } from "../../lib/workshop/mod.ts";
import { ask, LIMITS } from "./asking.ts";
import { type Decided, type FailedTry, shown } from "./decisions.ts";
import { errorName, everyError, passing, saidBy } from "./failures.ts";

/** The first wait: the shortest, the longest, and one by chance. */
const bases = ({ random }: CheckContext) => [10, 2000, random.int(11, 1999)];
/** Ends of the range, and numbers between them, for the spread of waits. */
const CHANCES = [0, 0.25, 0.5, 0.75, 1];

/** What each error asks for, whatever the learner's code makes of it. */
function wanted(error: unknown, { tries, maxTries }: FailedTry): readonly string[] {
  const { outage, retriable } = saidBy(error);
  if (outage === true) return ["wait"];
  if (retriable !== true || tries >= maxTries) return ["give up"];
  return ["retry", "retry later"];
}

/** Asks about many errors, at each of their tries. */
export const tellsApart: Check = {
  id: "tells-apart",
  claim: "The error and the tries decide: wait, try again, or give up",
  async run(context) {
    const questions = everyError().flatMap((error) =>
      LIMITS.flatMap((maxTries) =>
        Array.from({ length: maxTries }, (_, at) => ({
          error,
          failed: { ...basics(context), tries: at + 1, maxTries },
        }))
      )
    );
    const answers = await ask(context, questions);
    if ("problem" in answers) return answers.problem;
    const { asked } = answers;
    const wrong = asked.find(({ error, failed, decision }) =>
      !wanted(error, failed).includes(decision.then)
    );
    if (wrong === undefined) return pass({ questions: asked.length });
    const { error, failed: { tries, maxTries }, decision } = wrong;
    return fail({
      happened: `${errorName(error)} at try ${tries} of ${maxTries}: decide() says ` +
        `${shown(decision.then)}. ${lesson(wrong)}${lessonOfError(error)}`,
      anomaly: anomalyOf(wrong),
      evidence: { ...factsOf(error), tries, maxTries, decision: decision.then },
    });
  },
};

function lesson({ error, failed, decision }: Decided): string {
  const { tries, maxTries } = failed;
  if (wanted(error, failed)[0] === "wait") {
    return decision.then === "give up"
      ? "The ledger is down: all records would go to the dead letters, one after the other, and " +
        "none of them is at fault"
      : "The ledger is down: tries that are counted are used up before it is back, by records that " +
        "are not at fault";
  }
  if (decision.then === "wait") {
    return "Nothing is down that would come back: the partition would stand still for ever";
  }
  if (decision.then === "give up") {
    return `It says that it may pass, and ${maxTries - tries} more of its tries are allowed: a ` +
      "record is given up that could be had";
  }
  return tries >= maxTries
    ? `It has had its ${maxTries} tries: one more is one too many, and then there is no end to it`
    : "It does not say that it may pass: no other try ends otherwise, and each one costs time";
}

/** What is to be learned of errors that hold another one, or are no `WorkshopError`. */
function lessonOfError(error: unknown): string {
  if (causeOf(error) !== undefined) {
    return ". What it follows from has no say: who threw it knew that, and says what it means here";
  }
  const isSaidByOther = Object.values(saidBy(error)).includes(true);
  if (error instanceof WorkshopError || !isSaidByOther) return "";
  return ". It is no WorkshopError and says so all the same: anything can be thrown, so ask what it " +
    "says and not of what class it is";
}

function causeOf(error: unknown): unknown {
  return error instanceof WorkshopError ? error.cause : undefined;
}

function anomalyOf({ error, failed, decision }: Decided): string {
  const [want] = wanted(error, failed);
  if (want === "wait") return "outage taken for a failure";
  if (decision.then === "give up") return "given up too soon";
  return decision.then === "wait" ? "partition that stands for ever" : "useless repeat";
}

function factsOf(error: unknown): Record<string, string | boolean> {
  const { outage, retriable } = saidBy(error);
  const cause = causeOf(error);
  return {
    error: errorName(error),
    ...(typeof outage === "boolean" ? { outage } : {}),
    ...(typeof retriable === "boolean" ? { retriable } : {}),
    ...(cause === undefined ? {} : { cause: errorName(cause) }),
  };
}

/** Asks for the waits of one failure from its first try to its last. */
export const waitsGrow: Check = {
  id: "waits-grow",
  claim: "Each wait is twice the one before, and chance spreads it by a fifth",
  async run(context) {
    const { random } = context;
    const ordered = random.int(0, 1) === 1;
    const questions = bases(context).flatMap((baseMs) =>
      [1, 2, 3, 4].flatMap((tries) =>
        CHANCES.map((chance) => ({
          error: passing(),
          failed: { tries, maxTries: 5, baseMs, ordered, chance },
        }))
      )
    );
    const answers = await ask(context, questions);
    if ("problem" in answers) return answers.problem;
    const { asked } = answers;
    const wrong = asked.find((each) => !isRightWait(each));
    if (wrong === undefined) return pass({ waits: asked.length });
    const { failed: { baseMs, tries, chance }, decision } = wrong;
    const given = "afterMs" in decision ? Math.round(decision.afterMs) : decision.then;
    const { anomaly, lesson } = whatIsWrong(asked.filter(({ failed }) => failed.baseMs === baseMs));
    return fail({
      happened: `After try ${tries}, with baseMs ${baseMs} and chance ${chance}, decide() waits ` +
        `${given}${typeof given === "number" ? " ms" : ""}; ${
          Math.round(rightWaitMs(wrong.failed))
        } ms are right. ${lesson}`,
      anomaly,
      evidence: { baseMs, tries, chance, given },
    });
  },
};

function rightWaitMs({ baseMs, tries, chance }: FailedTry): number {
  return baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * chance);
}

/** A millisecond, or a hundredth, for those who round. */
function isRightWait({ failed, decision }: Decided): boolean {
  if (!("afterMs" in decision)) return false;
  const right = rightWaitMs(failed);
  return Math.abs(decision.afterMs - right) <= Math.max(1, right / 100);
}

/** What the waits of one base have in common, if not that they are right. */
function whatIsWrong(
  asked: readonly Decided[],
): { readonly anomaly: string; readonly lesson: string } {
  const waits = asked.flatMap(({ decision, failed }) =>
    "afterMs" in decision ? [{ ...failed, afterMs: decision.afterMs }] : []
  );
  const different = (of: typeof waits) => new Set(of.map(({ afterMs }) => afterMs)).size;
  if (different(waits.filter(({ tries }) => tries === 1)) === 1) {
    return {
      anomaly: "thundering herd",
      lesson: "Waits that chance does not spread end at the same moment: all come back together",
    };
  }
  if (different(waits.filter(({ chance }) => chance === 0.5)) === 1) {
    return {
      anomaly: "backoff that does not back off",
      lesson: "Waits that don't grow keep beating on what is down",
    };
  }
  return {
    anomaly: "another wait than the one asked for",
    lesson: "The first is baseMs, each further one twice as long, and nothing cuts it off; then " +
      "chance spreads it, from four fifths of it to six fifths",
  };
}

function basics({ random }: CheckContext) {
  const baseMs = random.int(10, 2000);
  return { baseMs, ordered: random.int(0, 1) === 1, chance: random.next() };
}
