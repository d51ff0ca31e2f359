import { labs } from "../../labs/manifest.ts";
import { freshSeed, InconclusiveError } from "../core/mod.ts";
import {
  checkLab,
  findLab,
  type LabEntry,
  LabFiles,
  type LabFinding,
  missingTasks,
  type Screen,
  terminalScreen,
} from "../workshop/mod.ts";
import { EXIT } from "./command.ts";
import { flag, number } from "./options.ts";
import { Benches } from "./workshop/benches.ts";
import { labCommand } from "./workshop/lab_command.ts";
import { RUN_OPTIONS } from "./workshop/options.ts";

await labCommand({
  name: "lab:check",
  summary: "Proves the labs: stubs fail and teach, solutions pass, mutants die by their check.",
  arguments: "[NN]",
  positionals: [0, 1],
  options: {
    mutants: number("How many mutants of each lab to try", {
      fallback: undefined,
      min: 0,
      placeholder: "COUNT",
    }),
    messages: flag("Print each message in full"),
    ...RUN_OPTIONS,
  },
  notes: ["Exit code 1 when one of them does not hold, 3 when a lab could not be tried."],
}, async ({ options, positionals, signal }) => {
  const screen = terminalScreen();
  const wanted = positionals[0];
  const chosen = wanted === undefined ? labs : [findLab(labs, wanted)];
  const { kafka, mutants, seed } = options;
  const settings = { kafka, seed: seed ?? freshSeed(), screen, signal };
  await using benches = new Benches(settings);
  const findings: LabFinding[] = await checkTasks(chosen);
  let open = false;
  for (const lab of chosen) {
    try {
      findings.push(
        ...await checkLab(await benches.for(lab), new LabFiles(lab), {
          ...(mutants === undefined ? {} : { mutants }),
          ...(seed === undefined ? {} : { seed }),
          onFinding: (finding) => show(finding, screen, options.messages),
        }),
      );
    } catch (error) {
      if (wanted !== undefined || !(error instanceof InconclusiveError)) throw error;
      open = true;
      screen.say(`? ${lab.number} ${error.message}. ${error.remedy}`);
    }
  }
  if (!total(findings, screen)) return EXIT.failed;
  return open ? EXIT.inconclusive : EXIT.ok;
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

function show({ lab, what, holds, says, check }: LabFinding, screen: Screen, all: boolean): void {
  const { pen } = screen;
  const mark = holds ? pen.green("✓") : pen.red("✗");
  const by = check === undefined ? "" : pen.dim(` by ${check}`);
  screen.line(`${mark} ${lab} ${what}${by}`);
  if (all || !holds) screen.say(says, "     ");
}

function total(findings: readonly LabFinding[], screen: Screen): boolean {
  const failed = findings.filter((finding) => !finding.holds);
  const mutants = findings.filter((finding) => finding.what.startsWith("mutant"));
  const killed = mutants.filter((finding) => finding.holds).length;
  screen.line();
  screen.line(`${killed} of ${mutants.length} mutants died by their check`);
  for (const finding of failed.filter(({ what }) => what === "deno.json")) {
    screen.say(finding.says);
  }
  if (failed.length === 0) return true;
  screen.line(screen.pen.red(`${failed.length} of ${findings.length} do not hold`));
  return false;
}
