import { WorkshopError } from "../core/mod.ts";

/** A time in which something unusual happened, by the judgement of people. */
export interface LabelledWindow {
  /** Its beginning, in milliseconds since 1970. */
  readonly startMs: number;
  /** Its end, which belongs to it. */
  readonly endMs: number;
}

/** A series and what is unusual in it. */
export interface LabelledSeries {
  /** What it is called. */
  readonly name: string;
  /** When each value was measured, in milliseconds since 1970, in order. */
  readonly timesMs: readonly number[];
  /** The values. */
  readonly values: readonly number[];
  /** The labelled windows, in order, none within another. */
  readonly windows: readonly LabelledWindow[];
}

/** How good the detections in a series are. */
export interface NabScore {
  /** Labelled windows. */
  readonly windows: number;
  /** Windows with a detection. */
  readonly found: number;
  /** Detections inside a window. */
  readonly inside: number;
  /** Detections outside of all. */
  readonly outside: number;
  /** The sum of what the detections are worth; the null detector has minus the windows. */
  readonly raw: number;
  /** 0 is the null detector's, 100 that of a perfect one; too many false alarms are below 0. */
  readonly normalized: number;
}

/** The standard profile: what an early detection, a false alarm and a missed window are worth. */
const WORTH = { truePositive: 1, falsePositive: 0.11, falseNegative: 1 };
const PROBATION_SHARE = 0.15;
const MOST_PROBATION = 750;

/**
 * How many values at the beginning of a series are not judged: 15 %, and no more than 750.
 */
export function probationLength(length: number): number {
  return Math.min(Math.floor(PROBATION_SHARE * length), MOST_PROBATION);
}

/**
 * Scores detections as the Numenta Anomaly Benchmark does, with its standard profile: the earliest
 * detection of a window counts, the more the earlier; one outside costs, the less the nearer it
 * follows a window; a window without any costs 1 (Lavin and Ahmad, 2015, section II).
 *
 * @param detections whether each value of the series was called anomalous
 * @throws {WorkshopError} code `DETECTIONS_INVALID` unless there is one for each value
 */
export function nabScore(series: LabelledSeries, detections: readonly boolean[]): NabScore {
  if (detections.length !== series.timesMs.length) {
    throw new WorkshopError(
      `${series.name} has ${series.timesMs.length} values, but ${detections.length} were judged: ` +
        "judge each once",
      { code: "DETECTIONS_INVALID" },
    );
  }
  const spans = series.windows.map((window) => spanOf(window, series.timesMs));
  const worths = spans.map(() => -WORTH.falseNegative);
  let inside = 0;
  let outside = 0;
  let falseAlarms = 0;
  for (let at = probationLength(detections.length); at < detections.length; at++) {
    if (!detections[at]) continue;
    const window = spans.findIndex(({ first, last }) => first <= at && at <= last);
    if (window < 0) {
      outside++;
      falseAlarms += WORTH.falsePositive * scaledSigmoid(positionPast(spans, at));
      continue;
    }
    inside++;
    const { first, last } = spans[window]!;
    const position = -(last - at + 1) / (last - first + 1);
    const worth = WORTH.truePositive * scaledSigmoid(position) / scaledSigmoid(-1);
    worths[window] = Math.max(worths[window]!, worth);
  }
  const raw = worths.reduce((sum, worth) => sum + worth, falseAlarms);
  const found = worths.filter((worth) => worth > -WORTH.falseNegative).length;
  return { windows: spans.length, found, inside, outside, raw, normalized: normalize(raw, spans) };
}

/** The score of several series together: their windows count alike, whichever series they are in. */
export function togetherScore(scores: readonly NabScore[]): NabScore {
  const sum = (of: (score: NabScore) => number) => scores.reduce((all, one) => all + of(one), 0);
  const windows = sum((score) => score.windows);
  const raw = sum((score) => score.raw);
  return {
    windows,
    found: sum((score) => score.found),
    inside: sum((score) => score.inside),
    outside: sum((score) => score.outside),
    raw,
    normalized: normalize(raw, { length: windows }),
  };
}

interface Span {
  readonly first: number;
  readonly last: number;
}

function spanOf({ startMs, endMs }: LabelledWindow, timesMs: readonly number[]): Span {
  return {
    first: timesMs.findIndex((timeMs) => timeMs >= startMs),
    last: timesMs.findLastIndex((timeMs) => timeMs <= endMs),
  };
}

/** How far past the window before it a false alarm lies, in lengths of that window. */
function positionPast(spans: readonly Span[], at: number): number {
  const before = spans.findLast(({ last }) => last < at);
  return before === undefined ? Infinity : (at - before.last) / (before.last - before.first);
}

/** Near 1 at the left edge of a window (-1), 0 at its right edge (0), and towards -1 past it. */
function scaledSigmoid(position: number): number {
  return position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

function normalize(raw: number, { length }: { readonly length: number }): number {
  const none = -WORTH.falseNegative * length;
  const perfect = WORTH.truePositive * length;
  return 100 * (raw - none) / (perfect - none);
}
