import { type Fail, fail, type Subject } from "../../lib/workshop/mod.ts";
import { told } from "./samples.ts";
import type { Sample } from "./stub.ts";

/** An answer that says nothing. */
export class NoAnswer extends Error {
  readonly verdict: Fail;

  constructor(happened: string, evidence: Fail["evidence"]) {
    super("The function gave no answer");
    this.verdict = fail({ happened, anomaly: "no answer", evidence });
  }
}

/** Asks for the wait by each of these lists of samples. @throws {NoAnswer} */
export async function lagsOf(
  subject: Subject,
  asked: readonly (readonly Sample[])[],
): Promise<(number | undefined)[]> {
  const outcomes = await subject.outcomes("lagSeconds", asked.map((samples) => [samples]));
  return outcomes.map((outcome, at) => {
    const value = subject.valueOf("lagSeconds", outcome);
    if (value === undefined || Number.isFinite(value)) return value as number | undefined;
    throw new NoAnswer(
      `lagSeconds() returned ${shown(value)}: a number of seconds is needed, or undefined when ` +
        "nobody can tell",
      { samples: told(asked[at]!) },
    );
  });
}

/** Asks whether the alert is on after each look at a group. @throws {NoAnswer} */
export async function alertsOf(
  subject: Subject,
  looks: readonly (readonly (readonly Sample[])[])[],
): Promise<boolean[]> {
  const outcomes = await subject.outcomes("alert", looks.map((series) => [series]));
  return outcomes.map((outcome) => {
    const value = subject.valueOf("alert", outcome);
    if (typeof value === "boolean") return value;
    throw new NoAnswer(`alert() returned ${shown(value)}: true or false is needed`, {});
  });
}

function shown(value: unknown): string {
  const text = Deno.inspect(value, { depth: 1, breakLength: Infinity });
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
