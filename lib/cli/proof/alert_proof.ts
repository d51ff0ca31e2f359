import { WorkshopError } from "../../core/mod.ts";
import type { Figure, ProofContext } from "./proof.ts";

/** Five times as fast as in production: fifteen minutes of a rule are three. */
const FASTER = 5;
/** A line of the trial's output for each alert and cause. */
const LINE = /^(\w+), by (.+): shown after (.+), gone after (.+)$/;

/** Drives every alert by its cause, slowly; the task fails when one does not come or does not go. */
export async function alertsByTheirCauses({ task }: ProofContext): Promise<readonly Figure[]> {
  return alertFigures(await task("test:alerts", "--faster", String(FASTER)), FASTER);
}

/** The figures in what the trial printed. */
export function alertFigures(output: string, faster: number): readonly Figure[] {
  const lines = output.split("\n").map((line) => LINE.exec(line)).filter((match) => match !== null);
  if (lines.length === 0) {
    throw new WorkshopError("The trial of alerts told nothing", { code: "NOTHING_TOLD" });
  }
  return [
    { what: "times as fast as in production", value: String(faster) },
    ...lines.map(([, alert, cause, shown, gone]) => ({
      what: `${alert} by ${cause}`,
      value: `on the overview after ${shown}, gone ${gone} after the cause ended`,
    })),
  ];
}
