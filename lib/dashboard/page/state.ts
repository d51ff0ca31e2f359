import type { Points, Sample } from "../history.ts";
import type { SourceFailure } from "../poller.ts";
import type { DashboardSnapshot } from "../source.ts";

/** What the page knows. */
export interface PageState {
  readonly connection: "connecting" | "open" | "lost";
  readonly snapshot: DashboardSnapshot | null;
  readonly samples: readonly Sample[];
  /** Why the server has no fresh figures. */
  readonly failure: SourceFailure | null;
  /** When news came last, on the browser's monotonic clock. */
  readonly heardAtMs: number | null;
}

/** What can happen to the page. */
export type PageEvent =
  | { readonly type: "opened" | "lost" }
  | { readonly type: "history"; readonly data: Points }
  | {
    readonly type: "update";
    readonly data: { readonly snapshot: DashboardSnapshot; readonly sample: Sample | null };
  }
  | { readonly type: "failure"; readonly data: SourceFailure };

/** The page before anything came. */
export const FIRST_STATE: PageState = {
  connection: "connecting",
  snapshot: null,
  samples: [],
  failure: null,
  heardAtMs: null,
};

const KEPT_SAMPLES = 300;

/** The state after an event that came at `nowMs` (monotonic). */
export function nextState(state: PageState, event: PageEvent, nowMs: number): PageState {
  switch (event.type) {
    case "opened":
      return { ...state, connection: "open", heardAtMs: nowMs };
    case "lost":
      return { ...state, connection: "lost" };
    case "history": {
      const { samples, complete } = event.data;
      return { ...state, samples: complete ? samples : joined(state.samples, samples) };
    }
    case "failure":
      return { ...state, connection: "open", failure: event.data, heardAtMs: nowMs };
    case "update": {
      const { snapshot, sample } = event.data;
      const samples = sample === null ? state.samples : joined(state.samples, [sample]);
      return { connection: "open", snapshot, samples, failure: null, heardAtMs: nowMs };
    }
  }
}

function joined(known: readonly Sample[], more: readonly Sample[]): readonly Sample[] {
  const last = known.at(-1)?.atMs ?? -Infinity;
  return [...known, ...more.filter((sample) => sample.atMs > last)].slice(-KEPT_SAMPLES);
}
