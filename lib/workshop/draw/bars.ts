import { displayWidth, pad, truncate } from "./width.ts";

/** One bar: how long it is, what it stands for and what is said beside its value. */
export interface Bar {
  /** At the left; more than 24 columns are cut. */
  readonly label: string;
  /** Zero or more. */
  readonly value: number;
  /** Written after the value. */
  readonly note?: string;
}

/** How bars are drawn. */
export interface BarOptions {
  /** Columns of a line. @default {80} */
  readonly width?: number;
  /** The value of a full bar. @default {the largest value} */
  readonly full?: number;
  /** What stands after each value: `" ms"`. @default {""} */
  readonly unit?: string;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const LABEL_MOST = 24;

/** Horizontal bars, one a line, all on the same scale that begins at zero. */
export function bars(items: readonly Bar[], options: BarOptions = {}): string[] {
  const { width = 80, unit = "" } = options;
  const full = options.full ?? Math.max(0, ...items.map((item) => item.value));
  const labels = items.map((item) => truncate(item.label, LABEL_MOST));
  const labelWidth = Math.max(0, ...labels.map(displayWidth));
  const ends = items.map((item) =>
    `${item.value}${unit}${item.note === undefined ? "" : `  ${item.note}`}`
  );
  const barWidth = Math.max(10, width - labelWidth - 4 - Math.max(0, ...ends.map(displayWidth)));
  return items.map((item, at) => {
    const drawn = bar(full === 0 ? 0 : item.value / full, barWidth);
    return `${pad(labels[at]!, labelWidth)}  ${pad(drawn, barWidth)}  ${ends[at]}`;
  });
}

function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}
