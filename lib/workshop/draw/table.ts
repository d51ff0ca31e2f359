import { displayWidth, pad, printable, truncate } from "./width.ts";

/** A column of a table. */
export interface Column {
  /** What its head says. */
  readonly title: string;
  /** Numbers read better at the right. @default {"left"} */
  readonly align?: "left" | "right";
  /** Whether it gives way when the table is too wide. @default {false} */
  readonly shrinks?: boolean;
}

/** What stands in a cell. */
export type Cell = string | number | bigint | undefined;

const GAP = 2;
const LEAST_SHRUNK = 8;

/**
 * A table as lines of at most `width` columns: a head, a rule, the rows.
 *
 * @example
 * ```ts
 * import { table } from "./table.ts";
 *
 * const lines = table([{ title: "partition" }, { title: "records", align: "right" }], [[0, 20]]);
 * console.log(lines.join("\n"));
 * ```
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width = 80,
): string[] {
  const cells = rows.map((row) => columns.map((_, at) => textOf(row[at])));
  const widths = fit(columns, cells, width);
  const line = (texts: readonly string[]) =>
    texts.map((text, at) => pad(truncate(text, widths[at]!), widths[at]!, columns[at]!.align))
      .join(" ".repeat(GAP)).trimEnd();
  return [
    line(columns.map((column) => column.title)),
    widths.map((size) => "─".repeat(size)).join(" ".repeat(GAP)),
    ...cells.map(line),
  ];
}

function textOf(cell: Cell): string {
  if (cell === undefined) return "";
  // Colours are ours and stay; everything else in a cell may be somebody's data.
  return typeof cell === "string" && !cell.includes("\x1b[") ? printable(cell) : String(cell);
}

function fit(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map((column, at) =>
    Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[at]!)))
  );
  let excess = widths.reduce((sum, size) => sum + size, GAP * (columns.length - 1)) - width;
  const shrinking = columns.map((column, at) => column.shrinks ? at : -1).filter((at) => at >= 0)
    .sort((a, b) => widths[b]! - widths[a]!);
  for (const at of shrinking) {
    if (excess <= 0) break;
    const cut = Math.min(excess, Math.max(0, widths[at]! - LEAST_SHRUNK));
    widths[at]! -= cut;
    excess -= cut;
  }
  return widths;
}
