import type { Sample } from "../history.ts";
import { digits, rate, span } from "./format.ts";

/** Columns for a chart: times in seconds, then one column a line; `null` breaks the line. */
export type Columns = readonly [number[], ...(number | null)[][]];

const GAP_MS = 5000;

/** The columns of some lines; a time without samples becomes a gap, not a straight line. */
export function columnsOf(
  samples: readonly Sample[],
  lines: readonly ((sample: Sample) => number)[],
): Columns {
  const times: number[] = [];
  const values: (number | null)[][] = lines.map(() => []);
  samples.forEach((sample, index) => {
    const before = samples[index - 1];
    if (before !== undefined && sample.atMs - before.atMs > GAP_MS) {
      times.push((before.atMs + 1000) / 1000);
      for (const column of values) column.push(null);
    }
    times.push(sample.atMs / 1000);
    lines.forEach((line, at) => values[at]!.push(line(sample)));
  });
  return [times, ...values];
}

/** The charts in words. */
export function summaryOf(
  samples: readonly Sample[],
  [written, read]: readonly [string, string] = ["Produced", "Processed"],
): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return "Not enough figures for a chart yet.";
  const seconds = Math.max(1, (last.atMs - first.atMs) / 1000);
  const between = (of: (sample: Sample) => number, show: (value: number) => string) => {
    const all = samples.map(of);
    return `${show(Math.min(...all))} to ${show(Math.max(...all))}, now ${show(of(last))}`;
  };
  const whole = (value: number) => digits(Math.round(value));
  return `In the last ${span(seconds)}, per second: ${written.toLowerCase()} ${
    between((sample) => sample.producedPerSecond, rate)
  }; ${read.toLowerCase()} ${between((sample) => sample.processedPerSecond, rate)}. Unread: ${
    between((sample) => sample.lag, whole)
  }.`;
}
