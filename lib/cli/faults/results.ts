import { type CellResult, RULES } from "../../workshop/fault_run/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";

/** The results of all seeds of one fault in one pipeline. */
export interface FaultRow {
  readonly fault: string;
  readonly pipeline: string;
  readonly runs: readonly CellResult[];
}

/** One row a fault and pipeline, in the order in which they came. */
export function rowsOf(results: readonly CellResult[]): FaultRow[] {
  const groups = Map.groupBy(results, ({ fault, pipeline }) => `${fault} ${pipeline}`);
  return [...groups.values()].map((runs) => ({
    fault: runs[0]!.fault,
    pipeline: runs[0]!.pipeline,
    runs,
  }));
}

/** Violations of a row by invariant, over all seeds; `undefined` where nothing was judged. */
export function countsOf({ runs }: FaultRow): (number | undefined)[] {
  return RULES.map((rule) => {
    const counts = runs.map(({ violations }) => violations[rule]).filter((count) => count !== null);
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
  });
}

/** Failed if anything was violated, inconclusive if something did not fire, else done. */
export function exitCodeOf(results: readonly CellResult[]): ExitCode {
  if (results.some(({ verdict }) => verdict === "violated")) return EXIT.failed;
  if (results.some(({ verdict }) => verdict === "inconclusive")) return EXIT.inconclusive;
  return EXIT.ok;
}
