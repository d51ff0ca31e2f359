import type { SystemMetric } from "../../events/mod.ts";
import { SeriesDetectors } from "../../processor/mod.ts";
import { type Finding, type PartitionLogic, placeId, type RecordPlace } from "./partition_logic.ts";
import { type Tallies, Tally } from "./tally.ts";

/** Enough to know what is usual; kept with the state, so not more. */
const MEMORY = 1000;
const MAX_SERIES = 200;
/**
 * Surprising is what is farther away than nearly all were; an alert takes three times as far, so that
 * noise of which little is known yet raises none.
 */
const SURE = 0.75;
/** After an alert a series raises no other for so long, by event time. */
const QUIET_MS = 60_000;

interface Snapshot {
  readonly series: ReturnType<SeriesDetectors["snapshot"]>;
  readonly alertedMs: readonly (readonly [series: string, timeMs: number])[];
  readonly tallies: Tallies;
}

/** What is unusual in the series of a partition's hosts, each metric of each host by itself. */
export class MetricAnomalyAlerts implements PartitionLogic {
  readonly #detectors = new SeriesDetectors({ memory: MEMORY, maxSeries: MAX_SERIES });
  #alertedMs = new Map<string, number>();
  readonly #tally = new Tally();

  take({ timestamp, host, metric, value }: SystemMetric, place: RecordPlace): Finding[] {
    const timeMs = Date.parse(timestamp);
    const series = `${host} ${metric}`;
    this.#tally.add("Readings judged", metric);
    const { expected, score } = this.#detectors.detect(series, { timeMs, value });
    if (score < SURE) return [];
    if (timeMs - (this.#alertedMs.get(series) ?? -Infinity) < QUIET_MS) {
      this.#tally.add("Kept quiet", metric);
      return [];
    }
    this.#alertedMs.delete(series);
    this.#alertedMs.set(series, timeMs);
    if (this.#alertedMs.size > MAX_SERIES) {
      this.#alertedMs.delete(this.#alertedMs.keys().next().value!);
    }
    this.#tally.add("Alerts", `${host} ${metric}`);
    return [{
      id: `alert:anomaly:${placeId(place)}`,
      timeMs,
      kind: "anomaly",
      body: { host, metric, value, expected, score },
    }];
  }

  tallies(): Tallies {
    return this.#tally.snapshot();
  }

  snapshot(): Snapshot {
    return {
      series: this.#detectors.snapshot(),
      alertedMs: [...this.#alertedMs],
      tallies: this.#tally.snapshot(),
    };
  }

  restore({ series, alertedMs, tallies }: Snapshot): void {
    this.#detectors.restore(series);
    this.#alertedMs = new Map(alertedMs);
    this.#tally.restore(tallies);
  }
}
