// caught by: quantile-rule
// says: No record waited so long
// Takes a record that was done at 0 for one that never was.
import type { Objective, Sample, Tuning } from "../stub.ts";

export function quantiles(samples: readonly Sample[], shares: readonly number[]): number[] {
  const waits = Float64Array.from(
    samples,
    ({ dueMs, doneMs }) => !doneMs ? Infinity : doneMs - dueMs,
  ).sort();
  return shares.map((share) =>
    waits[Math.min(Math.floor(share * waits.length), waits.length - 1)]!
  );
}

export function tune(objective: Objective): Tuning {
  const { most, payload, p99Ms, roundTripMs } = objective;
  const compression = payload === "random" ? "none" : most === "latency" ? "lz4" : "zstd";
  // A batch may always be large: it goes as soon as it has lingered, and while one is under way the
  // next one fills by itself.
  const batchBytes = 1_000_000;
  switch (most) {
    case "throughput":
      return { lingerMs: 5, batchBytes, compression };
    case "latency":
      return { lingerMs: 0, batchBytes, compression };
    case "bytes":
      // A record waits to go, and then for what is under way: half of it stays for a bad moment.
      return {
        lingerMs: Math.max(0, Math.floor((p99Ms - 2 * roundTripMs) / 2)),
        batchBytes,
        compression,
      };
  }
}
