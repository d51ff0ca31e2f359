import type { Breakdown } from "../../systems/mod.ts";
import { bars, type Pen } from "../../workshop/draw/mod.ts";

/** What a consumer of a demo has found out about its records. */
export interface ShownFinding extends Breakdown {
  /** Whose finding: `platform.analytics`. */
  readonly consumer: string;
}

/** The most values of a property that are shown. */
const ROWS = 8;
const WIDTH = 80;

/** What was found out, for people: consumer by consumer, each property with its values as bars. */
export function findingsLines(findings: readonly ShownFinding[], pen: Pen): string[] {
  const lines: string[] = [];
  for (const [consumer, those] of Map.groupBy(findings, (each) => each.consumer)) {
    lines.push("", pen.bold(`Found by ${consumer}`));
    for (const finding of those) lines.push(...propertyLines(finding, pen));
  }
  return lines;
}

function propertyLines({ title, counts, ordered = false }: Breakdown, pen: Pen): string[] {
  const all = Object.entries(counts).map(([label, value]) => ({ label, value }));
  if (all.length === 0) return [];
  if (!ordered) all.sort((a, b) => b.value - a.value);
  const shown = ordered ? all.slice(-ROWS) : all.slice(0, ROWS);
  const total = all.reduce((sum, { value }) => sum + value, 0);
  const more = all.length - shown.length;
  return [
    pen.dim(`  ${title}: ${total}${more > 0 ? `, in ${all.length} parts` : ""}`),
    ...bars(shown, { width: WIDTH - 4 }).map((line) => `    ${line}`.trimEnd()),
  ];
}
