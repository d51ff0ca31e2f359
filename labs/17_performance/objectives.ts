import type { Random } from "../../lib/core/mod.ts";

/** What somebody wants of a producer; the same as in the task. */
export interface Objective {
  readonly most: "throughput" | "latency" | "bytes";
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly payload: "text" | "random";
  readonly roundTripMs: number;
  readonly p99Ms: number;
}

/** Settings of a producer; the same as in the task. */
export interface Tuning {
  readonly lingerMs: number;
  readonly batchBytes: number;
  readonly compression: "none" | "gzip" | "snappy" | "lz4" | "zstd";
}

export const LARGEST_BATCH = 1_000_000;

/** An objective of a kind, within what the task's docstring states. */
export function randomObjective(
  random: Random,
  most: Objective["most"],
  payload: Objective["payload"] = random.pick(["text", "random"] as const),
): Objective {
  const recordBytes = random.int(950, 1050);
  switch (most) {
    case "throughput":
      return {
        most,
        payload,
        recordBytes,
        recordsPerSecond: Infinity,
        roundTripMs: random.int(15, 25),
        p99Ms: Infinity,
      };
    case "latency":
      return {
        most,
        payload,
        recordBytes,
        // More comes in a round trip than a small batch holds.
        recordsPerSecond: random.int(400, 500),
        roundTripMs: random.int(16, 20),
        p99Ms: random.int(170, 220),
      };
    case "bytes":
      return {
        most,
        payload,
        recordBytes,
        recordsPerSecond: random.int(150, 200),
        roundTripMs: random.int(4, 7),
        p99Ms: random.int(500, 700),
      };
  }
}

/** Settings of ours, beside which others are measured. */
export function ourTuning({ most, payload, p99Ms, roundTripMs }: Objective): Tuning {
  const compression = payload === "random" ? "none" : most === "latency" ? "lz4" : "zstd";
  const lingerMs = most === "throughput"
    ? 5
    : most === "latency"
    ? 0
    : Math.floor((p99Ms - 2 * roundTripMs) / 2);
  return { lingerMs, batchBytes: LARGEST_BATCH, compression };
}

/** An objective in words, to stand in a sentence. */
export function objectiveText(objective: Objective): string {
  const { most, recordsPerSecond, payload, roundTripMs, p99Ms } = objective;
  const rate = recordsPerSecond === Infinity
    ? "as many records as go"
    : `${recordsPerSecond} records/s`;
  const limit = p99Ms === Infinity ? "" : `, p99 at most ${p99Ms} ms`;
  return `most ${most}, ${rate} of ${payload} over ${roundTripMs} ms${limit}`;
}

/** Settings in a few words. */
export function tuningText({ lingerMs, batchBytes, compression }: Tuning): string {
  return `lingerMs ${lingerMs}, batchBytes ${batchBytes}, compression ${compression}`;
}
