import { InconclusiveError } from "../../lib/core/mod.ts";
import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { type Incident, realIncidents } from "./incidents.ts";
import { brokenByNothing } from "./nothing_check.ts";
import { shown } from "./options.ts";

/** What an error means, as the learner sees it. */
export interface Classified {
  readonly stored: "yes" | "no" | "unknown";
  readonly sendAgain: boolean;
}

/** Asks for each error what became of its record. */
export const tellsStored: Check = {
  id: "tells-stored",
  claim: "An error says of its record what can be known: not stored, or nobody knows",
  async run(context) {
    const incidents = await manyIncidents(context);
    const answers = await classify(context, incidents);
    if (isFail(answers)) return answers;
    const wrong = incidents.findIndex((incident, at) =>
      answers[at]!.stored !== truthOf(incident).stored
    );
    if (wrong === -1) {
      return await brokenByNothing(context) ?? pass({ errors: incidents.length });
    }
    const incident = incidents[wrong]!;
    return fail({
      happened: wrongStored(incident, answers[wrong]!.stored),
      anomaly: incident.unanswered ? "false certainty" : "certainty thrown away",
      evidence: { ...factsOf(incident), given: answers[wrong]!.stored },
      fault: incident.name,
    });
  },
};

/** Sends each record once more when its fault has ended, and compares. */
export const tellsSendAgain: Check = {
  id: "tells-send-again",
  claim: "It says to send again where that can help, and never where it can make a second copy",
  async run(context) {
    const incidents = await manyIncidents(context);
    const answers = await classify(context, incidents);
    if (isFail(answers)) return answers;
    const wrong = incidents.findIndex((incident, at) =>
      answers[at]!.sendAgain !== truthOf(incident).sendAgain
    );
    if (wrong === -1) return pass({ errors: incidents.length });
    const incident = incidents[wrong]!;
    const given = answers[wrong]!.sendAgain;
    return fail({
      happened: wrongAgain(incident, given),
      anomaly: incident.unanswered ? "duplicate record" : given ? "useless repeat" : "given up",
      evidence: { ...factsOf(incident), given: String(given) },
      fault: incident.name,
    });
  },
};

/** Errors of real faults, and after them errors of others, some with a code that was known then. */
async function manyIncidents(context: CheckContext): Promise<Incident[]> {
  const incidents = await realIncidents(context);
  const codes = incidents.filter((incident) => !incident.unanswered)
    .map(({ error }) => (error as { code?: unknown }).code);
  return [...incidents, ...foreignErrors([...new Set(codes)])];
}

/** An error that says nothing about the record leaves everything open, whatever its code. */
function foreignErrors(codes: readonly unknown[]): Incident[] {
  const open = { unanswered: true, copies: 0, copiesAfterAgain: 0 };
  return [
    { name: "an error that says nothing", error: new Error("socket hang up"), ...open },
    { name: "a text that was thrown", error: "timeout of 100ms exceeded", ...open },
    ...codes.map((code) => ({
      name: "an error that has a code and says nothing more",
      error: Object.assign(new Error("the send failed"), { code }),
      ...open,
    })),
  ];
}

/** What the wire and the log say, whatever the error says. */
export function truthOf(incident: Incident): Classified {
  const { name, unanswered, copies, copiesAfterAgain } = incident;
  if (unanswered) return { stored: "unknown", sendAgain: false };
  if (copies === 0) return { stored: "no", sendAgain: copiesAfterAgain === 1 };
  throw new InconclusiveError(
    `"${name}" left ${copies} copies in the log although every request was answered`,
    "Try again; if it stays, the workshop is at fault, not your code",
  );
}

function wrongStored(incident: Incident, given: string): string {
  const what = `${titleOf(incident)}: classify() says stored "${given}". `;
  if (!incident.unanswered) {
    return `${what}Every request had its answer or never left, and the error's definite is true: ` +
      `the record is not in the log, and the customer can be told so`;
  }
  const log = incident.copies > 0
    ? "This time the log holds the record"
    : "This time the log does not hold the record";
  return `${what}The request had left and nobody heard an answer: it may be stored or not. ${log}, ` +
    `but no producer could know, and the next time it can be otherwise: the answer is "unknown"`;
}

function wrongAgain(incident: Incident, given: boolean): string {
  const { unanswered, copies, copiesAfterAgain } = incident;
  const what = `${titleOf(incident)}: classify() says sendAgain ${given}. `;
  if (unanswered) {
    return `${what}The log held ${
      counted(copies)
    } then, and ${copiesAfterAgain} after the record ` +
      `was sent once more: who does not know whether it is stored looks for it in the log first`;
  }
  return given
    ? `${what}Sent once more, it failed again: the record itself, or this producer, is the cause, ` +
      `and trying again only hides that`
    : `${what}It is not in the log for certain, and sent once more after the fault had ended it ` +
      `was stored, once: giving up loses a record that could be had`;
}

function counted(copies: number): string {
  return copies === 1 ? "1 copy" : `${copies} copies`;
}

function titleOf({ name, error }: Incident): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  const kind = error instanceof Error ? error.name : error == null ? String(error) : "a text";
  return `"${name}" gave ${kind}${typeof code === "string" ? ` ${code}` : ""}`;
}

function factsOf({ error, copies, copiesAfterAgain }: Incident): Record<string, string | number> {
  const { code, definite, retriable } = (error ?? {}) as Record<string, unknown>;
  return {
    code: String(code),
    definite: String(definite),
    retriable: String(retriable),
    copies,
    copiesAfterAgain,
  };
}

/** The learner's answers, or what is wrong with their shape. */
export async function classify(
  context: CheckContext,
  incidents: readonly Incident[],
): Promise<readonly Classified[] | Fail> {
  const subject = await context.subject({ through: context.target });
  const outcomes = await subject.outcomes("classify", incidents.map(({ error }) => [error]));
  const answers = outcomes.map((outcome) => subject.valueOf("classify", outcome));
  const at = answers.findIndex((answer) => !isClassified(answer));
  if (at === -1) return answers as Classified[];
  return fail({
    happened: `${titleOf(incidents[at]!)}: classify() returned ${shown(answers[at])}. The caller ` +
      `needs { stored: "yes" | "no" | "unknown", sendAgain: true | false }`,
    anomaly: "no classification",
    evidence: { fault: incidents[at]!.name },
  });
}

function isClassified(value: unknown): boolean {
  const { stored, sendAgain } = (value ?? {}) as Record<string, unknown>;
  return ["yes", "no", "unknown"].includes(stored as string) && typeof sendAgain === "boolean";
}

/** Whether it is the verdict and not the answers. */
export function isFail(value: readonly Classified[] | Fail): value is Fail {
  return "verdict" in value;
}
