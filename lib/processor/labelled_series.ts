import { WorkshopError } from "../core/mod.ts";
import type { LabelledSeries, LabelledWindow } from "./nab_scoring.ts";

/**
 * Reads a series from CSV text with a header line, then a time and a value a line, and its windows
 * from pairs of times; times without a zone are UTC.
 *
 * @throws {WorkshopError} code `SERIES_INVALID` for a line that is not a time and a number
 */
export function readLabelledSeries(
  name: string,
  csv: string,
  windows: readonly (readonly [start: string, end: string])[],
): LabelledSeries {
  const timesMs: number[] = [];
  const values: number[] = [];
  csv.split("\n").forEach((line, at) => {
    if (at === 0 || line.trim() === "") return;
    const [time = "", value = ""] = line.split(",");
    timesMs.push(timeOf(time, `${name}, line ${at + 1}`));
    values.push(Number(value));
    if (value.trim() !== "" && Number.isFinite(values.at(-1))) return;
    throw invalid(`${name}, line ${at + 1}, has the value ${value}: a number is needed`);
  });
  return { name, timesMs, values, windows: windows.map((pair) => windowOf(name, pair)) };
}

function windowOf(
  name: string,
  [start, end]: readonly [start: string, end: string],
): LabelledWindow {
  return {
    startMs: timeOf(start, `a window of ${name}`),
    endMs: timeOf(end, `a window of ${name}`),
  };
}

function timeOf(text: string, where: string): number {
  const timeMs = Date.parse(`${text.trim().replace(" ", "T")}Z`);
  if (Number.isFinite(timeMs)) return timeMs;
  throw invalid(`${where}, has the time ${text}: YYYY-MM-DD hh:mm:ss is needed`);
}

function invalid(message: string): WorkshopError {
  return new WorkshopError(message, { code: "SERIES_INVALID" });
}
