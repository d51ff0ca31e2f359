import { displayWidth, pad, truncate } from "./width.ts";

/** Something that happened at a time, or from one time to another. */
export interface Mark {
  /** Milliseconds since the timeline began. */
  readonly atMs: number;
  /** The end of a span. @default {none: a point} */
  readonly untilMs?: number;
  /** What is written at the mark; the shorter the better. */
  readonly text: string;
}

/** A line of a timeline: one thing and what happened to it. */
export interface TimelineLane {
  /** At the left; more than 18 columns are cut. */
  readonly label: string;
  /** In any order. */
  readonly marks: readonly Mark[];
}

const LABEL_MOST = 18;

/** Lanes over one time axis in milliseconds; points are `●`, spans `├───┤`. */
export function timeline(lanes: readonly TimelineLane[], width = 80): string[] {
  const labelWidth = Math.min(
    LABEL_MOST,
    Math.max(0, ...lanes.map((lane) => displayWidth(lane.label))),
  );
  const marks = lanes.flatMap((lane) => lane.marks);
  const lastMs = Math.max(1, ...marks.map((mark) => mark.untilMs ?? mark.atMs));
  const longest = Math.max(0, ...marks.map((mark) => displayWidth(mark.text)));
  const axis = Math.max(20, width - labelWidth - 2);
  const scale = Math.max(10, axis - longest - 2);
  const columnOf = (ms: number) => Math.round((Math.max(0, ms) / lastMs) * scale);
  const end = `${Math.round(lastMs)} ms`;
  return [
    ...lanes.map((lane) => {
      const drawn = drawLane(lane.marks, columnOf, axis);
      return `${pad(truncate(lane.label, labelWidth), labelWidth)}  ${drawn}`.trimEnd();
    }),
    `${" ".repeat(labelWidth)}  0${"─".repeat(Math.max(1, scale - 1 - end.length))}${end}`,
  ];
}

function drawLane(
  marks: readonly Mark[],
  columnOf: (ms: number) => number,
  width: number,
): string {
  let line = "";
  for (const mark of [...marks].sort((a, b) => a.atMs - b.atMs)) {
    const start = Math.max(columnOf(mark.atMs), displayWidth(line));
    const length = mark.untilMs === undefined ? 1 : columnOf(mark.untilMs) - start + 1;
    const glyph = length < 2 ? "●" : `├${"─".repeat(length - 2)}┤`;
    line = `${pad(line, start)}${glyph} ${mark.text} `;
  }
  return truncate(line.trimEnd(), width);
}

/** A line of a strip: one partition and the records in it, in the order of their offsets. */
export interface StripLane {
  /** At the left. */
  readonly label: string;
  /** From left to right. */
  readonly cells: readonly string[];
}

/** Lanes of cells side by side, all equally wide, cut with `…` where the width ends. */
export function strip(lanes: readonly StripLane[], width = 80): string[] {
  const labelWidth = Math.max(0, ...lanes.map((lane) => displayWidth(lane.label)));
  const cellWidth = Math.max(1, ...lanes.flatMap((lane) => lane.cells.map(displayWidth)));
  const room = Math.floor((width - labelWidth - 2 + 1) / (cellWidth + 1));
  return lanes.map((lane) => {
    const shown = lane.cells.length <= room ? lane.cells : [...lane.cells.slice(0, room - 1), "…"];
    return `${pad(lane.label, labelWidth)}  ${shown.map((cell) => pad(cell, cellWidth)).join(" ")}`
      .trimEnd();
  });
}
