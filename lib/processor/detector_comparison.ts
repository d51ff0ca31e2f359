import { AnomalyDetector } from "./anomaly.ts";
import { type LabelledSeries, type NabScore, nabScore, togetherScore } from "./nab_scoring.ts";
import { WindowedZScore, type WindowedZScoreOptions } from "./windowed_z_score.ts";

const WINDOWS = [50, 100, 200, 300, 500, 750, 1000, 1500, 2000];
const THRESHOLDS = [2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 10, 12];
/** Each unusual value is raised, or the first of several, as our detector does. */
const QUIET = [0, 12];

/** How two detectors did on one series. */
export interface SeriesComparison {
  /** The series. */
  readonly name: string;
  /** Whether the detectors were tuned on it. */
  readonly tunedOn: boolean;
  /** What {@linkcode AnomalyDetector} scores, as it comes. */
  readonly detector: NabScore;
  /** What the windowed z-score does. */
  readonly zScore: NabScore;
}

/** How two detectors did on several series. */
export interface DetectorComparison {
  /** Each series. */
  readonly series: readonly SeriesComparison[];
  /** The z-score's options: the best of a grid on the series that it was tuned on. */
  readonly zScoreOptions: WindowedZScoreOptions;
  /** The series they were tuned on, together. */
  readonly tuned: Pick<SeriesComparison, "detector" | "zScore">;
  /** The others, together: this is what counts. */
  readonly heldOut: Pick<SeriesComparison, "detector" | "zScore">;
  /** The z-score on the others, with the options that are best on just these: known afterwards only. */
  readonly zScoreInHindsight: NabScore;
}

/**
 * Holds the detector, with its defaults, against a windowed z-score that is tuned on some of the
 * series: both are scored on the others too.
 */
export function compareDetectors(
  all: readonly LabelledSeries[],
  tunedOn: ReadonlySet<string>,
): DetectorComparison {
  const tuning = all.filter(({ name }) => tunedOn.has(name));
  const heldOut = all.filter(({ name }) => !tunedOn.has(name));
  const best = bestZScore(tuning);
  const series = all.map((one) => ({
    name: one.name,
    tunedOn: tunedOn.has(one.name),
    detector: detectorScore(one),
    zScore: zScore(one, best.options),
  }));
  return {
    series,
    zScoreOptions: best.options,
    tuned: together(series.filter(({ tunedOn }) => tunedOn)),
    heldOut: together(series.filter(({ tunedOn }) => !tunedOn)),
    zScoreInHindsight: bestZScore(heldOut).score,
  };
}

function detectorScore(series: LabelledSeries): NabScore {
  const detector = new AnomalyDetector();
  const detections = series.values.map((value, at) =>
    detector.detect({ timeMs: series.timesMs[at]!, value }).anomalous
  );
  return nabScore(series, detections);
}

function zScore(series: LabelledSeries, options: WindowedZScoreOptions): NabScore {
  const detector = new WindowedZScore(options);
  return nabScore(series, series.values.map((value) => detector.detect(value)));
}

function bestZScore(series: readonly LabelledSeries[]) {
  const tried = WINDOWS.flatMap((window) =>
    THRESHOLDS.flatMap((threshold) =>
      QUIET.map((quietFor) => {
        const options = { window, threshold, quietFor };
        return { options, score: togetherScore(series.map((one) => zScore(one, options))) };
      })
    )
  );
  return tried.reduce((a, b) => b.score.normalized > a.score.normalized ? b : a);
}

function together(series: readonly SeriesComparison[]) {
  return {
    detector: togetherScore(series.map(({ detector }) => detector)),
    zScore: togetherScore(series.map(({ zScore }) => zScore)),
  };
}
