import type { FrozenView, WireFaultView } from "../../wire/wire_port.ts";
import type { ListedFrame } from "../../wire/wire_tap.ts";
import { counted, digits } from "../format.ts";
import type { StreamEvent } from "../use_stream.ts";

/** What the page of the wire knows. */
export interface WireState {
  /** The newest first. */
  readonly frames: readonly ListedFrame[];
  /** Those that came while the list stood still. */
  readonly held: number;
  readonly faults: readonly WireFaultView[];
  readonly frozen: readonly FrozenView[];
  /** How many clients are connected. */
  readonly connections: number;
  /** How many frames fitted the filter. */
  readonly seen: number;
  /** How many of them came too fast to be shown. */
  readonly dropped: number;
  readonly failure: string | null;
}

/** Before anything came. */
export const FIRST_WIRE_STATE: WireState = {
  frames: [],
  held: 0,
  faults: [],
  frozen: [],
  connections: 0,
  seen: 0,
  dropped: 0,
  failure: null,
};

/** The names of the events that it follows. */
export const WIRE_EVENTS = ["frames", "state", "failure"] as const;

/** How many frames are listed. */
export const LISTED_FRAMES = 150;

/** The state after an event of the server; while paused, the list stands still. */
export function nextWireState(
  state: WireState,
  { type, data }: StreamEvent,
  paused: boolean,
): WireState {
  if (type === "failure") return { ...state, failure: (data as { message: string }).message };
  if (type === "state") {
    return { ...state, ...data as Omit<WireState, "frames" | "held" | "failure">, failure: null };
  }
  if (type !== "frames") return state;
  const { frames, seen, dropped } = data as {
    readonly frames: readonly ListedFrame[];
    readonly seen: number;
    readonly dropped: number;
  };
  if (paused) return { ...state, seen, dropped, held: state.held + frames.length };
  const newest = [...frames].reverse();
  return {
    ...state,
    seen,
    dropped,
    frames: [...newest, ...state.frames].slice(0, LISTED_FRAMES),
  };
}

/** What is shown of the wire. */
export interface WireFilterText {
  readonly api: string;
  readonly client: string;
  readonly topic: string;
  readonly errors: boolean;
  readonly quiet: boolean;
}

/** Where the frames of a filter come from; names are given with commas between them. */
export function wireEventsPath(filter: WireFilterText): string {
  const query = new URLSearchParams();
  for (const name of ["api", "client", "topic"] as const) {
    for (const value of namesOf(filter[name])) query.append(name, value);
  }
  for (const name of ["errors", "quiet"] as const) if (filter[name]) query.set(name, "1");
  const text = query.toString();
  return text === "" ? "/api/wire/events" : `/api/wire/events?${text}`;
}

/** Names with commas between them. */
export function namesOf(text: string): string[] {
  return text.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

/** How much has passed, and how much of it is not in the list. */
export function countsText({ seen, dropped, held }: WireState, paused: boolean): string {
  return [
    `${counted(seen, "frame")} so far`,
    ...(dropped > 0 ? [`${digits(dropped)} of them came too fast to be shown`] : []),
    ...(paused ? [`paused, ${digits(held)} more since`] : []),
  ].join("; ");
}
