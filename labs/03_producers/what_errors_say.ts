import type { LabContext } from "../../lib/workshop/mod.ts";
import { type Classified, classify, isFail } from "./classify_checks.ts";
import { type Incident, realIncidents } from "./incidents.ts";

/** Errors of real faults: what they say, what the log says, what the learner's code says. */
export async function whatErrorsSay(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("5. What an error says");
  await context.predict({
    id: "errors",
    question: "A send was rejected, and the broker's answer never came. Is the record in the log?",
    choices: ["No: it was rejected", "Yes: the broker got it", "Either can be"],
  });
  const incidents = await realIncidents(context);
  const answers = await classify(context, incidents);
  if (isFail(answers)) return screen.say(answers.happened);
  screen.line();
  screen.table([
    { title: "what happened" },
    { title: "code", shrinks: true },
    { title: "definite" },
    { title: "retriable" },
    { title: "in log", align: "right" },
    { title: "classify()" },
  ], incidents.map((incident, at) => row(incident, answers[at]!)));
  const unknown = incidents.filter(({ unanswered }) => unanswered);
  const stored = unknown.filter(({ copies }) => copies > 0).length;
  await context.seen(
    "errors",
    `${unknown.length} of these errors have definite false. The log held the record of ${stored} ` +
      `of them and not that of the other ${unknown.length - stored}: no error says "stored", and ` +
      `none of these says "not stored"`,
  );
}

function row({ name, error, copies }: Incident, { stored, sendAgain }: Classified) {
  const { code, definite, retriable } = error as Record<string, unknown>;
  return [
    name,
    String(code),
    String(definite),
    String(retriable),
    copies > 0 ? "yes" : "no",
    `${stored}${sendAgain ? ", again" : ""}`,
  ];
}
