import type { RecordLine } from "../../messages/record_view.ts";

/** What a `records` event brings. */
export interface TailNews {
  readonly records: readonly RecordLine[];
  readonly seen: number;
  readonly dropped: number;
  readonly unchecked: number;
}

/** What the page of a live tail holds and counts. */
export interface TailState {
  /** The newest first. */
  readonly rows: readonly RecordLine[];
  /** All records that came. */
  readonly seen: number;
  /** Those that no row was made of, since there were too many. */
  readonly dropped: number;
  /** Of these, the ones that the filter had no time for. */
  readonly unchecked: number;
  /** Those that came while the tail was paused. */
  readonly passed: number;
  /** How often the stream began: after the first time there is a gap. */
  readonly begun: number;
}

/** A tail before anything came. */
export const FIRST_TAIL: TailState = {
  rows: [],
  seen: 0,
  dropped: 0,
  unchecked: 0,
  passed: 0,
  begun: 0,
};

/** As many rows as a tail has. */
export const MOST_TAIL_ROWS = 200;

/** The tail after news; what comes while it is paused is counted and not shown. */
export function nextTail(state: TailState, news: TailNews, paused: boolean): TailState {
  const seen = state.seen + news.seen;
  if (paused) return { ...state, seen, passed: state.passed + news.seen };
  return {
    ...state,
    rows: [...news.records.toReversed(), ...state.rows].slice(0, MOST_TAIL_ROWS),
    seen,
    dropped: state.dropped + news.dropped,
    unchecked: state.unchecked + news.unchecked,
  };
}
