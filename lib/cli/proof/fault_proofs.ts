import type { CellResult } from "../../workshop/fault_run/mod.ts";
import type { Figure, ProofContext } from "./proof.ts";

const SEEDS = 20;
const KAFKA_SEEDS = 5;

/** Runs all faults with many seeds; the task fails when anything is violated or did not fire. */
export async function manyFaults({ task, say }: ProofContext): Promise<readonly Figure[]> {
  say(`Embedded clusters, ${SEEDS} seeds`);
  const embedded = await task("faults", "--seeds", String(SEEDS), "--json");
  say(`Three brokers of Apache Kafka, ${KAFKA_SEEDS} seeds`);
  const kafka = await task("faults", "--kafka", "--seeds", String(KAFKA_SEEDS), "--json");
  return [
    ...faultFigures("embedded", runsOf(embedded)),
    ...faultFigures("Apache Kafka", runsOf(kafka)),
  ];
}

/** The runs that `deno task faults --json` tells of, one a line. */
export function runsOf(output: string): CellResult[] {
  return output.split("\n").filter((line) => line.startsWith('{"fault"')).map((line) =>
    JSON.parse(line)
  );
}

/** How many runs there were, and the slowest recovery of all and of each kind of fault. */
export function faultFigures(cluster: string, runs: readonly CellResult[]): readonly Figure[] {
  const violated = runs.filter(({ verdict }) => verdict === "violated").length;
  const fired = runs.reduce((sum, run) => sum + run.fired, 0);
  const slowest = runs.reduce((a, b) => (b.recoveryMs ?? Infinity) > (a.recoveryMs ?? 0) ? b : a);
  const times = runs.map(({ recoveryMs }) => recoveryMs ?? Infinity).sort((a, b) => a - b);
  return [
    {
      what: `${cluster}: faults, runs, violated, times that a fault fired`,
      value: `${
        new Set(runs.map(({ fault }) => fault)).size
      }, ${runs.length}, ${violated}, ${fired}`,
    },
    {
      what: `${cluster}: recovery, median and slowest`,
      value: `${times[times.length >> 1]} ms, ${slowest.recoveryMs} ms (${slowest.fault}, ` +
        `${slowest.pipeline})`,
    },
  ];
}
