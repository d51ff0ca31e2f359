// caught by: soon-enough
// says: A record waits for its batch to go
// Lets every batch wait, since batches are good.
import type { Objective, Sample, Tuning } from "../stub.ts";

export function quantiles(samples: readonly Sample[], shares: readonly number[]): number[] {
  const waits = Float64Array.from(
    samples,
    ({ dueMs, doneMs }) => doneMs === undefined ? Infinity : doneMs - dueMs,
  ).sort();
  return shares.map((share) =>
    waits[Math.min(Math.floor(share * waits.length), waits.length - 1)]!
  );
}

export function tune(objective: Objective): Tuning {
  const compression = objective.payload === "random" ? "none" : "zstd";
  return { lingerMs: 300, batchBytes: 1_000_000, compression };
}
