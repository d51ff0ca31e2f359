import { ConfigError, freshSeed } from "../core/mod.ts";
import { ALL_FAULTS } from "../workshop/fault_run/mod.ts";
import { command, EXIT } from "./command.ts";
import { flag, number, text } from "./options.ts";
import { progressLine } from "./faults/progress_line.ts";
import { exitCodeOf } from "./faults/results.ts";
import { runFaults } from "./faults/run_faults.ts";
import { faultTable, troubleText } from "./faults/table.ts";

await command({
  name: "faults",
  summary:
    "Breaks what the pipelines stand on, one fault after the other, and judges what is left.",
  options: {
    kafka: flag("Three brokers of an Apache Kafka of the run's own instead of embedded clusters"),
    seeds: number("How many seeds each fault is run with", { fallback: 1, min: 1, max: 1000 }),
    only: text("NAME", "Only faults whose name begins so, commas between several"),
    replay: text("SEED", "Run with this seed"),
    short: flag("Each fault in one of its pipelines; which one, its seed says"),
    json: flag("Print one line of JSON for each run, and one for all"),
  },
  notes: [
    "Exit codes: 0 all held, 1 something did not, 3 a fault did not fire.",
    "Faults:",
    ...ALL_FAULTS.map(({ name }) => `  ${name}`),
  ],
}, async ({ options, signal }) => {
  const { kafka, json, short, replay, seeds: count, only } = options;
  if (replay !== undefined && count > 1) {
    throw new ConfigError("--replay is one seed: leave out --seeds");
  }
  const seeds = replay === undefined ? Array.from({ length: count }, freshSeed) : [replay];
  const prefixes = only?.split(",");
  const faults = ALL_FAULTS.filter(({ name }) =>
    prefixes === undefined || prefixes.some((prefix) => name.startsWith(prefix))
  );
  if (faults.length === 0) {
    throw new ConfigError(`No fault begins with ${only}: see deno task faults --help`);
  }
  using progress = progressLine(!json && Deno.stdout.isTerminal());
  const results = await runFaults({
    faults,
    seeds,
    kafka,
    short,
    signal,
    onTitle: (title) => json || console.log(title),
    onRunning: (line) => progress.show(line),
    onResult: (result) => {
      progress.clear();
      if (json) console.log(JSON.stringify(result));
      else if (result.verdict !== "held") console.log(troubleText(result, { kafka }));
    },
  });
  progress.clear();
  const notHeld = results.filter(({ verdict }) => verdict !== "held")
    .map(({ fault, pipeline, seed, verdict }) => ({ fault, pipeline, seed, verdict }));
  const summary = { seeds, runs: results.length, notHeld };
  console.log(json ? JSON.stringify(summary) : faultTable(results));
  return results.length === 0 ? EXIT.inconclusive : exitCodeOf(results);
});
