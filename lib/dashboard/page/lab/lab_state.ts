import type { LabRunView, LabStandingView } from "../../lab/lab_source.ts";
import type { StreamEvent } from "../use_stream.ts";
import type { ShownView } from "./shown_view.ts";

/** What the page of the labs knows. */
export interface LabState {
  readonly labs: readonly LabStandingView[];
  readonly runs: readonly LabRunView[];
  /** The run that is shown. */
  readonly runId: string | null;
  /** What it has shown, numbered. */
  readonly items: readonly RunItem[];
  /** How many items were shown earlier and are left out. */
  readonly leftOut: number;
  /** Whether the run tells more than is kept of it. */
  readonly cut: boolean;
  /** What keeps the server from telling more. */
  readonly failure: string | null;
}

/** One thing that a run has shown. */
export interface RunItem {
  readonly number: number;
  readonly shown: ShownView;
}

type RunEvent =
  | { readonly type: "shown"; readonly shown: ShownView }
  | { readonly type: "cut" | "end" };

/** Before anything came. */
export const FIRST_LAB_STATE: LabState = {
  labs: [],
  runs: [],
  runId: null,
  items: [],
  leftOut: 0,
  cut: false,
  failure: null,
};

/** The names of the events that it follows. */
export const LAB_EVENTS = ["labs", "runs", "run", "told", "failure"] as const;

const KEPT_ITEMS = 500;

/** The state after an event of the server. */
export function nextLabState(state: LabState, { type, data }: StreamEvent): LabState {
  switch (type) {
    case "labs":
      return { ...state, labs: data as LabState["labs"], failure: null };
    case "runs":
      return { ...state, runs: data as LabState["runs"], failure: null };
    case "run": {
      const { id } = data as { readonly id: string };
      return { ...state, runId: id, items: [], leftOut: 0, cut: false };
    }
    case "told":
      return (data as readonly RunEvent[]).reduce(told, state);
    case "failure":
      return { ...state, failure: (data as { readonly message: string }).message };
    default:
      return state;
  }
}

function told(state: LabState, event: RunEvent): LabState {
  if (event.type === "cut") return { ...state, cut: true };
  if (event.type !== "shown") return state;
  const { shown } = event;
  const last = state.items.at(-1);
  if (shown.kind === "text" && last?.shown.kind === "text") {
    const lines = [...last.shown.lines, ...shown.lines];
    return { ...state, items: state.items.with(-1, { ...last, shown: { kind: "text", lines } }) };
  }
  const number = (last?.number ?? 0) + 1;
  const items = [...state.items, { number, shown }];
  const over = Math.max(0, items.length - KEPT_ITEMS);
  return { ...state, items: items.slice(over), leftOut: state.leftOut + over };
}

/** A run in a few words: `lab 04`, `verify of 17 labs`. */
export function runName({ command, labs }: Pick<LabRunView, "command" | "labs">): string {
  const [only = ""] = labs;
  if (labs.length > 1) return `${command} of ${labs.length} labs`;
  return command === "lab" ? `lab:${only}` : `${command} ${only}`.trim();
}
