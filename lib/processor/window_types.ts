import type { Aggregation } from "./aggregations.ts";

/** Windows of one size, one after another; they begin at multiples of it since 1970. */
export interface TumblingWindows {
  /** Which kind it is. */
  readonly kind: "tumbling";
  /** Length in milliseconds. */
  readonly sizeMs: number;
}

/** Windows of one size that begin every so often, so that a record lies in several. */
export interface HoppingWindows {
  /** Which kind it is. */
  readonly kind: "hopping";
  /** Length in milliseconds. */
  readonly sizeMs: number;
  /** From one beginning to the next, in milliseconds, at most the length. */
  readonly advanceMs: number;
}

/** Windows that go on as long as a key's next record comes within a gap. */
export interface SessionWindowKind {
  /** Which kind it is. */
  readonly kind: "session";
  /** Records less than this apart belong together, in milliseconds. */
  readonly gapMs: number;
}

/** How time is cut. */
export type WindowKind = TumblingWindows | HoppingWindows | SessionWindowKind;

/** What is cut into windows: a value with its own time, under a key. */
export interface TimedRecord<V> {
  /** Each key has windows of its own. */
  readonly key: string;
  /** Event time, in milliseconds since 1970. */
  readonly timeMs: number;
  /** What is aggregated. */
  readonly value: V;
}

/** What came of a window, once nothing can change it any more. */
export interface WindowResult<R> {
  /** Whose window. */
  readonly key: string;
  /** Its beginning, which belongs to it. */
  readonly startMs: number;
  /** Its end, which does not; a session ends one gap after its last record. */
  readonly endMs: number;
  /** How many records it has. */
  readonly count: number;
  /** What their aggregation came to. */
  readonly value: R;
}

/** How windows are kept. */
export interface WindowOptions<V, S, R> {
  /** How time is cut. */
  readonly windows: WindowKind;
  /** What is found out about the records of a window. */
  readonly aggregation: Aggregation<V, S, R>;
  /** How long after its end, by the watermark, a window still takes records. @default {0} */
  readonly graceMs?: number;
  /** The side output: it is handed each record that no window takes any more. */
  readonly onLate?: (record: TimedRecord<V>, watermarkMs: number) => void;
}

/** Where the records went. */
export interface WindowCounts {
  /** Records that at least one window took. */
  readonly taken: number;
  /** Records that came too late for each of their windows. */
  readonly late: number;
  /** Closed windows that a taken record missed; hopping windows only. */
  readonly missedWindows: number;
  /** Results given. */
  readonly results: number;
}

/** An open window, as plain data. */
export interface OpenWindow<S> {
  /** Whose window. */
  readonly key: string;
  /** Its beginning. */
  readonly startMs: number;
  /** Its end so far. */
  readonly endMs: number;
  /** Records so far. */
  readonly count: number;
  /** State of the aggregation. */
  readonly state: S;
}

/** All that windows remember, as plain data. */
export interface WindowsSnapshot<S> {
  /** Where the records went so far. */
  readonly counts: WindowCounts;
  /** The watermark that was last heard of; null before the first. */
  readonly watermarkMs: number | null;
  /** The open windows. */
  readonly open: readonly OpenWindow<S>[];
}

/** How many windows took a record, and how many would have. */
export interface Taking {
  readonly taken: number;
  readonly missed: number;
}

/** A kind of windows: where a record goes, and what is closed. */
export interface WindowStore<V, S> {
  readonly size: number;
  add(record: TimedRecord<V>, closedUpToMs: number): Taking;
  /** Removes and gives the windows that end at or before a time. */
  close(upToMs: number): OpenWindow<S>[];
  all(): OpenWindow<S>[];
  restore(open: readonly OpenWindow<S>[]): void;
}
