import { setImmediate } from "node:timers/promises";

/** So long others wait at most for their turn, give or take one step. */
const SLICE_MS = 10;

/**
 * Goes through work step by step and lets others have their turn every few milliseconds. It stops
 * when the work was ended from outside by its `return()`.
 */
export async function inSlices(work: Iterator<void, void>): Promise<void> {
  let endMs = performance.now() + SLICE_MS;
  while (!work.next().done) {
    if (performance.now() < endMs) continue;
    await setImmediate();
    endMs = performance.now() + SLICE_MS;
  }
}
