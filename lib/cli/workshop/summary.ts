import type { LabStanding, Prediction, Receipt, Screen } from "../../workshop/mod.ts";

/** Shows a course: what was believed, what was seen, and what was passed with what help. */
export function showSummary(standings: readonly LabStanding[], screen: Screen): void {
  const predicted = standings.filter(({ progress }) => told(progress.predictions).length > 0);
  screen.heading("What you believed, and what was seen");
  if (predicted.length === 0) {
    screen.say("Nothing yet: deno task lab:01 asks before it shows, and keeps your answers");
  }
  for (const { lab, progress } of predicted) {
    screen.line();
    screen.line(screen.pen.bold(`${lab.number} ${lab.title}: “${lab.misconception}”`));
    for (const prediction of told(progress.predictions)) showPrediction(prediction, screen);
  }
  showReceipts(standings, screen);
  const passed = standings.filter(({ status }) => status === "passed").length;
  const helped = standings.filter(({ progress }) => progress.revealed).length;
  const answers = predicted.flatMap(({ progress }) => told(progress.predictions)).length;
  screen.line();
  screen.say(
    `${passed} of ${standings.length} passed, ${answers} ` +
      `${answers === 1 ? "prediction" : "predictions"}, ` +
      `${helped === 0 ? "no solution" : `${helped} of the solutions`} seen before a pass`,
  );
}

/** Those of which something was seen afterwards. */
function told(predictions: readonly Prediction[]): readonly Prediction[] {
  return predictions.filter(({ predicted, seen }) => predicted !== undefined && seen !== undefined);
}

function showPrediction({ question, predicted, seen }: Prediction, screen: Screen): void {
  screen.say(screen.pen.dim(question), "  ");
  screen.say(`believed: ${predicted}`, "    ");
  screen.say(`seen:     ${seen}`, "    ");
}

function showReceipts(standings: readonly LabStanding[], screen: Screen): void {
  const rows = standings.flatMap(({ lab, status, progress }) => {
    const { receipt, attempts, hintsSeen, revealed } = progress;
    if (receipt === undefined) return [];
    const help = revealed ? "solution" : hintsSeen > 0 ? `${hintsSeen} hints` : "none";
    const { cluster, seed } = receipt;
    return [[
      lab.number,
      new Date(receipt.passedAtMs).toISOString().slice(0, 10),
      `${cluster.kind} ${cluster.version}`,
      seed,
      attempts,
      help,
      status === "stale" ? "edited since" : "",
    ]];
  });
  screen.heading("What you passed");
  if (rows.length === 0) return screen.say("Nothing yet: deno task watch grades as you write");
  screen.table([
    { title: "lab" },
    { title: "on" },
    { title: "cluster", shrinks: true },
    { title: "seed" },
    { title: "verdicts", align: "right" },
    { title: "help" },
    { title: "" },
  ], rows);
}

/** A lab's standing for machines. */
export function standingJson(
  { lab, status, progress, missing }: LabStanding,
): Record<string, unknown> & { readonly receipt: Receipt | null } {
  const { attempts, hintsSeen, revealed, predictions, receipt } = progress;
  return {
    lab: lab.number,
    name: lab.name,
    status,
    missing,
    attempts,
    hintsSeen,
    revealed,
    predictions,
    receipt: receipt ?? null,
  };
}
