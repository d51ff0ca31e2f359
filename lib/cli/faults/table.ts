import { type CellResult, RULES } from "../../workshop/fault_run/mod.ts";
import { countsOf, type FaultRow, rowsOf } from "./results.ts";

const NAME_COLUMNS = 32;
const COUNT_COLUMNS = 3;
const PIPELINES: Readonly<Record<string, string>> = { "exactly-once": "once" };

/** Faults by invariants, at most 80 columns wide, and what the signs mean. */
export function faultTable(results: readonly CellResult[]): string {
  const rows = rowsOf(results);
  const held = results.filter(({ verdict }) => verdict === "held").length;
  const violated = results.filter(({ verdict }) => verdict === "violated").length;
  const recoveries = results.flatMap(({ recoveryMs }) => recoveryMs ?? []);
  return [
    head(),
    ...rows.map(line),
    "",
    "Violations by invariant; - nothing to judge by, ? the fault did not fire.",
    `${results.length} runs: ${held} held, ${violated} violated, ` +
    `${results.length - held - violated} inconclusive; slowest recovery ` +
    `${seconds(Math.max(0, ...recoveries))}`,
  ].join("\n");
}

function head(): string {
  const rules = RULES.map((rule) => rule.padStart(COUNT_COLUMNS + (rule === "I10" ? 1 : 0)));
  return `${"fault".padEnd(NAME_COLUMNS)}pipe ${rules.join("")}  back in`;
}

function line(row: FaultRow): string {
  const { fault, pipeline, runs } = row;
  const isUnsaid = runs.some(({ verdict }) => verdict === "inconclusive");
  const counts = countsOf(row).map((count, index) => {
    const text = count === undefined ? "-" : count === 0 && isUnsaid ? "?" : String(count);
    return text.padStart(COUNT_COLUMNS + (RULES[index] === "I10" ? 1 : 0));
  });
  const worst = runs.some(({ recoveryMs }) => recoveryMs === null)
    ? "never"
    : seconds(Math.max(...runs.map(({ recoveryMs }) => recoveryMs!)));
  const name = fault.padEnd(NAME_COLUMNS).slice(0, NAME_COLUMNS - 1);
  return `${name} ${(PIPELINES[pipeline] ?? pipeline).padEnd(5)}${counts.join("")}${
    worst.padStart(9)
  }`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** What went wrong in a run, and how to see it again. */
export function troubleText(result: CellResult, { kafka }: { readonly kafka: boolean }): string {
  const { fault, pipeline, seed, verdict, found, history } = result;
  return [
    `${fault}, ${pipeline}: ${verdict}`,
    ...found.map((sentence) => `  ${sentence}`),
    ...(history === undefined ? [] : [`  history: ${history}`]),
    `  again:   deno task faults --only ${fault} --replay ${seed}${kafka ? " --kafka" : ""}`,
  ].join("\n");
}
