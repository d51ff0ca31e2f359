import { seededRandom } from "../../core/mod.ts";
import {
  AnomalyDetector,
  sum,
  Watermark,
  WindowedAggregation,
  WindowedZScore,
} from "../../processor/mod.ts";
import type { Measuring } from "./compare.ts";
import type { Finding } from "./report.ts";
import { alternate, type Contender, speedRatio, timed } from "./measure.ts";

const SHOPS = 50;
const WINDOW_MS = 60_000;
const BEHIND_MS = 5000;
/** A tenth of the records: a detector looks at metrics, not at every record of a topic. */
const POINTS_SHARE = 0.1;

interface Payment {
  readonly shop: string;
  readonly timeMs: number;
  readonly amount: number;
}

/** Windows beside a bare loop that adds to a Map, both from JSON; the detector beside a z-score. */
export async function measureStreams({ workload, runs, signal, tell }: Measuring): Promise<void> {
  const lines = payments(workload.records);
  const [windows, loop] = await alternate([
    contender("windows of a minute, by event time", () => throughWindows(lines)),
    contender("bare loop, into a Map", () => bareLoop(lines)),
  ], { runs, signal });
  tell({
    what: "Windows : bare loop",
    value: speedRatio(windows, loop),
    unit: "ratio",
    goal: 0.3,
    results: [],
  });
  tell(duration(`Windows, ${lines.length} records from JSON`, windows.medianMs));
  const values = points(Math.ceil(workload.records * POINTS_SHARE));
  const [detector, zScore] = await alternate([
    contender("anomaly detector", () => detect(values)),
    contender("windowed z-score", () => detectPlainly(values)),
  ], { runs, signal });
  tell({
    what: `Anomaly detector : z-score, of ${values.length} values`,
    value: speedRatio(detector, zScore),
    unit: "ratio",
    goal: undefined,
    results: [],
  });
  tell(duration(`Anomaly detector, ${values.length} values`, detector.medianMs));
}

function duration(what: string, value: number): Finding {
  return { what, value, unit: "ms", goal: undefined, results: [] };
}

function contender(name: string, work: () => number): Contender {
  return {
    name,
    once: () =>
      timed(() => {
        // What comes out is used, so that no loop is left out for having no effect.
        if (work() < 0) throw new RangeError("Less than nothing came out");
        return Promise.resolve();
      }),
  };
}

function payments(count: number): readonly string[] {
  const random = seededRandom("streams");
  return Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      shop: `shop-${random.int(1, SHOPS)}`,
      timeMs: 1_718_700_000_000 + at * 10 - random.int(0, BEHIND_MS),
      amount: random.int(100, 99_999),
    }));
}

function throughWindows(lines: readonly string[]): number {
  const watermark = new Watermark({ outOfOrdernessMs: BEHIND_MS });
  const windows = new WindowedAggregation({
    windows: { kind: "tumbling", sizeMs: WINDOW_MS },
    aggregation: sum<Payment>(({ amount }) => amount),
  });
  let results = 0;
  for (const line of lines) {
    const value: Payment = JSON.parse(line);
    windows.add({ key: value.shop, timeMs: value.timeMs, value });
    results += windows.advance(watermark.observe("0", value.timeMs)).length;
  }
  return results + windows.flush().length;
}

function bareLoop(lines: readonly string[]): number {
  const totals = new Map<string, number>();
  for (const line of lines) {
    const { shop, timeMs, amount }: Payment = JSON.parse(line);
    const window = `${shop} ${Math.floor(timeMs / WINDOW_MS)}`;
    totals.set(window, (totals.get(window) ?? 0) + amount);
  }
  return totals.size;
}

function points(count: number): readonly number[] {
  const random = seededRandom("points");
  return Array.from({ length: count }, () => random.next() + random.next() + random.next());
}

function detect(values: readonly number[]): number {
  const detector = new AnomalyDetector();
  let found = 0;
  values.forEach((value, timeMs) => found += detector.detect({ timeMs, value }).anomalous ? 1 : 0);
  return found;
}

function detectPlainly(values: readonly number[]): number {
  const detector = new WindowedZScore({ window: 3000, threshold: 4 });
  let found = 0;
  for (const value of values) found += detector.detect(value) ? 1 : 0;
  return found;
}
