import type { SystemMetric } from "../../events/mod.ts";
import {
  Downsampler,
  type DownsamplerSnapshot,
  type Rollup,
  Watermark,
  type WatermarkSnapshot,
} from "../../processor/mod.ts";
import type { Finding, PartitionLogic, RecordPlace } from "./partition_logic.ts";
import { type Tallies, Tally } from "./tally.ts";

/** Ten seconds to look at an incident, a minute to look at a day. */
const STEPS_MS = [10_000, 60_000];
const OUT_OF_ORDER_MS = 1000;
/** The hosts of a partition have clocks of their own. */
const GRACE_MS = 2000;
const MAX_AHEAD_MS = 60_000;

interface Snapshot {
  readonly watermark: WatermarkSnapshot;
  readonly steps: DownsamplerSnapshot;
  readonly tallies: Tallies;
}

/** The readings of a partition's hosts, made coarser: each step keeps min, max, mean, last, count. */
export class MetricRollups implements PartitionLogic {
  readonly #watermark = new Watermark({
    outOfOrdernessMs: OUT_OF_ORDER_MS,
    maxAheadMs: MAX_AHEAD_MS,
  });
  readonly #steps = new Downsampler({ stepsMs: STEPS_MS, graceMs: GRACE_MS });
  readonly #tally = new Tally();

  take({ timestamp, host, metric, value }: SystemMetric, place: RecordPlace): Finding[] {
    const timeMs = Date.parse(timestamp);
    this.#tally.add("Readings", `${host} ${metric}`);
    const outcome = this.#steps.add({ key: `${host} ${metric}`, timeMs, value });
    if (outcome === "late") this.#tally.add("Late", "readings");
    const rollups = this.#steps.advance(this.#watermark.observe("", timeMs, place.timestampMs));
    for (const { stepMs } of rollups) this.#tally.add("Downsampled", `per ${stepMs / 1000} s`);
    return rollups.map((rollup) => rollupOf(rollup, place));
  }

  tallies(): Tallies {
    return this.#tally.snapshot();
  }

  snapshot(): Snapshot {
    return {
      watermark: this.#watermark.snapshot(),
      steps: this.#steps.snapshot(),
      tallies: this.#tally.snapshot(),
    };
  }

  restore({ watermark, steps, tallies }: Snapshot): void {
    this.#watermark.restore(watermark);
    this.#steps.restore(steps);
    this.#tally.restore(tallies);
  }
}

function rollupOf(rollup: Rollup, { topic, partition }: RecordPlace): Finding {
  const { key, stepMs, startMs, endMs, count, sum, min, max, mean, last } = rollup;
  const [host, metric] = key.split(/ (?=[^ ]*$)/);
  return {
    id: `rollup:${topic}/${partition}/${key}/${stepMs}/${startMs}`,
    timeMs: startMs,
    kind: "rollup",
    body: {
      host,
      metric,
      step_s: stepMs / 1000,
      from: new Date(startMs).toISOString(),
      to: new Date(endMs).toISOString(),
      count,
      sum,
      min,
      max,
      mean,
      last,
    },
  };
}
