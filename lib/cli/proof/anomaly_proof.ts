import type { DetectorComparison, NabScore } from "../../processor/mod.ts";
import type { Figure, ProofContext } from "./proof.ts";

/** Scores the detector on labelled metrics; the task fails when it is no better than the z-score. */
export async function anomaliesFound({ task }: ProofContext): Promise<readonly Figure[]> {
  const comparison: DetectorComparison = JSON.parse(await task("anomalies", "--json"));
  const { series, tuned, heldOut, zScoreInHindsight } = comparison;
  return [
    ...series.map(({ name, tunedOn, detector, zScore }) => ({
      what: `${name.replace(/\.csv$/, "")}${tunedOn ? " (tuned on)" : ""}`,
      value: `${told(detector)}; z-score: ${told(zScore)}`,
    })),
    scores("score on the files tuned on", tuned),
    scores("score on the others", heldOut),
    {
      what: "the best z-score on the others in hindsight",
      value: zScoreInHindsight.normalized.toFixed(1),
    },
  ];
}

function told({ found, windows, inside, outside, normalized }: NabScore): string {
  return `${found} of ${windows} windows, ${inside} inside, ${outside} outside, ` +
    normalized.toFixed(1);
}

function scores(what: string, { detector, zScore }: DetectorComparison["tuned"]): Figure {
  return {
    what,
    value: `${detector.normalized.toFixed(1)}; z-score ${zScore.normalized.toFixed(1)}`,
  };
}
