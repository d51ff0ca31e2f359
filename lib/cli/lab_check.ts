import { labs } from "../../labs/manifest.ts";
import { freshSeed, InconclusiveError } from "../core/mod.ts";
import {
  checkLab,
  findLab,
  type LabEntry,
  LabFiles,
  type LabFinding,
  missingTasks,
  silentScreen,
  terminalScreen,
} from "../workshop/mod.ts";
import { EXIT } from "./command.ts";
import { flag, number } from "./options.ts";
import { Benches } from "./workshop/benches.ts";
import { labCommand } from "./workshop/lab_command.ts";
import { plainFindings, showFinding, showKilled } from "./workshop/findings.ts";
import { RUN_OPTIONS } from "./workshop/options.ts";

await labCommand({
  name: "lab:check",
  summary: "Proves the labs: stubs fail and teach, solutions pass, mutants die by their check.",
  arguments: "[NN…]",
  positionals: [0, labs.length],
  options: {
    mutants: number("How many mutants of each lab to try", {
      fallback: undefined,
      min: 0,
      placeholder: "COUNT",
    }),
    messages: flag("Print each message as the learner would see it"),
    json: flag("Print one line of JSON"),
    ...RUN_OPTIONS,
  },
  notes: ["Exit code 1 when one of them does not hold, 3 when a lab could not be tried."],
}, async ({ options, positionals, signal }) => {
  const screen = options.json ? silentScreen : terminalScreen();
  const isAll = positionals.length === 0;
  const chosen = isAll ? labs : positionals.map((wanted) => findLab(labs, wanted));
  const { kafka, mutants, seed } = options;
  const settings = { kafka, seed: seed ?? freshSeed(), screen, signal };
  await using benches = new Benches(settings);
  const findings: LabFinding[] = await checkTasks(chosen);
  for (const finding of findings.filter(({ holds }) => !holds)) showFinding(finding, screen);
  const untried: string[] = [];
  for (const lab of chosen) {
    try {
      findings.push(
        ...await checkLab(await benches.for(lab), new LabFiles(lab), {
          ...(mutants === undefined ? {} : { mutants }),
          ...(seed === undefined ? {} : { seed }),
          onFinding: (finding) => showFinding(finding, screen, options),
        }),
      );
    } catch (error) {
      if (!isAll || !(error instanceof InconclusiveError)) throw error;
      untried.push(lab.number);
      screen.say(`? ${lab.number} ${error.message}. ${error.remedy}`);
    }
  }
  const holds = findings.every((finding) => finding.holds);
  if (options.json) {
    console.log(JSON.stringify({ holds, untried, findings: plainFindings(findings) }));
  }
  showKilled(chosen, findings, screen);
  if (!holds) return EXIT.failed;
  return untried.length > 0 ? EXIT.inconclusive : EXIT.ok;
});

async function checkTasks(chosen: readonly LabEntry[]): Promise<LabFinding[]> {
  const missing = await missingTasks(chosen);
  return chosen.map(({ number }) => ({
    lab: number,
    what: "deno.json",
    holds: !missing.includes(number),
    says: `the task lab:${number} is missing: see lib/workshop/lab_tasks.ts`,
  }));
}
