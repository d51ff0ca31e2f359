import type { Payment } from "./payments.ts";
import type { DoneBatch, Worker } from "./worker.ts";
import type { Guarantee } from "./working_process.ts";

/** A moment at which a kill would have cost more than was allowed. */
export interface CostlyMoment {
  readonly batch: DoneBatch;
  /** The payments that would have been left out, or charged again. */
  readonly harmed: readonly Payment[];
}

/** Looks through what a process has done, in its order, for a moment at which too much was at stake. */
export function costlyMoment(
  name: Guarantee,
  { recording, done }: Pick<Worker, "recording" | "done">,
): CostlyMoment | undefined {
  const charged = new Set<string>();
  let committed = 0n;
  for (const event of recording.events) {
    if (event.type === "effect") charged.add(event.id);
    else if (event.type === "commit" && event.phase === "ok") committed = event.offset;
    else continue;
    for (const batch of done) {
      const harmed = batch.payments.filter(({ id, offset }) =>
        name === "atMostOnce"
          ? offset < committed && !charged.has(id)
          : offset >= committed && charged.has(id)
      );
      if (harmed.length > batch.atStake) return { batch, harmed };
    }
  }
  return undefined;
}
