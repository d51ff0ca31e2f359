import type { Result } from "./measure.ts";
import type { Workload } from "./workload.ts";

/** A figure beside what it should be. */
export interface Finding {
  readonly what: string;
  /** The figure: a duration, memory, or how fast one is measured by another. */
  readonly value: number;
  readonly unit: "ms" | "MB" | "ratio";
  /** What it should be: at most for a duration or memory, at least for a ratio. */
  readonly goal: number | undefined;
  /** The runs it comes from. */
  readonly results: readonly Result[];
}

/** A finding in one line, with what its runs came to below. */
export function describeFinding(finding: Finding, workload: Workload): string {
  const { what, value, unit, goal, results } = finding;
  const shown = unit === "ratio" ? value.toFixed(2) : `${value.toFixed(0)} ${unit}`;
  const wanted = unit === "ratio" ? `goal: at least ${goal}` : `goal: under ${goal} ${unit}`;
  return [
    `${what}: ${shown}${goal === undefined ? "" : ` (${wanted})`}`,
    ...results.map((result) => `    ${describeResult(result, workload)}`),
  ].join("\n");
}

function describeResult({ name, medianMs, runsMs }: Result, workload: Workload): string {
  const seconds = medianMs / 1000;
  const recordRate = Math.round(workload.records / seconds).toLocaleString("en");
  const byteRate = (workload.records * workload.valueBytes / 1e6 / seconds).toFixed(0);
  const runs = runsMs.map((ms) => ms.toFixed(0)).join(", ");
  return `${name}: ${recordRate} records/s, ${byteRate} MB/s (runs of ${runs} ms)`;
}
