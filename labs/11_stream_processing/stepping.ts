import { type Fail, fail, type Subject } from "../../lib/workshop/mod.ts";
import { type Arrival, clock } from "./payments.ts";
import type { Total } from "./stub.ts";

/** A step as it was taken. */
export interface Taken {
  readonly arrival: Arrival;
  readonly results: readonly Total[];
  readonly late: boolean;
  /** The state after it, as JSON. */
  readonly stored: string | undefined;
}

/** Steps in a row; or what keeps them from being judged. */
export type Steps = { readonly taken: readonly Taken[] } | { readonly problem: Fail };

/** How steps are taken. */
export interface StepOptions {
  /** The stored state to begin with. */
  readonly from?: string | undefined;
}

/** Takes the steps of arrivals one after another; between two steps the state is JSON text. */
export async function takeSteps(
  subject: Subject,
  arrivals: readonly Arrival[],
  { from }: StepOptions = {},
): Promise<Steps> {
  let stored = from;
  const taken: Taken[] = [];
  for (const arrival of arrivals) {
    const state = stored === undefined ? undefined : JSON.parse(stored);
    const { event, watermark } = arrival;
    const given = await subject.call("step", [state, event, watermark]);
    const wrong = shapeProblem(given);
    if (wrong !== undefined) {
      return {
        problem: fail({ happened: wrong, anomaly: "not a step", evidence: evidenceOf(arrival) }),
      };
    }
    const { state: next, results, late } = given as {
      state: unknown;
      results: readonly Total[];
      late: boolean;
    };
    stored = JSON.stringify(next);
    taken.push({ arrival, results, late, stored });
  }
  return { taken };
}

/** What a step was given, as evidence. */
export function evidenceOf({ event, watermark }: Arrival): Record<string, string> {
  return {
    ...(event === undefined
      ? { event: "none" }
      : { id: event.id, shop: event.shop, time: clock(event.timeMs) }),
    watermark: watermark === -Infinity ? "-Infinity" : clock(watermark),
  };
}

function shapeProblem(given: unknown): string | undefined {
  const { state, results, late } = (given ?? {}) as Record<string, unknown>;
  if (typeof late !== "boolean") return "step() gave no late: true or false is needed";
  if (!Array.isArray(results)) return "step() gave no results: a list of totals is needed";
  if (state === undefined) return "step() gave no state: the next step would begin from nothing";
  const odd = results.find((result) => !isTotal(result));
  if (odd === undefined) return undefined;
  const shown = (JSON.stringify(odd) ?? String(odd)).slice(0, 80);
  return `step() gave ${shown} as a result: shop, startMs, endMs, count and total are needed`;
}

function isTotal(result: unknown): boolean {
  const { shop, ...numbers } = (result ?? {}) as Record<string, unknown>;
  return typeof shop === "string" &&
    ["startMs", "endMs", "count", "total"].every((name) => typeof numbers[name] === "number");
}
