import type { MatrixRow } from "./matrix.ts";
import type { Share } from "./profile.ts";

const WIDTHS = [9, 13, 7, 11, 14, 14] as const;

/** The head of the table, 80 columns wide with its rows. */
export function matrixHead(): string {
  const head = columns(["work", "client", "bytes", "partitions", "embedded", "Apache Kafka"]);
  return `${head}  ratio\n${"─".repeat(80)}`;
}

/**
 * A row: megabytes of values a second on both, and how they compare. Below a row under 1 stands
 * where the embedded cluster's time goes.
 */
export function matrixLine(row: MatrixRow): string {
  const { work, client, workload, embedded, kafka, ratio, goal, profile } = row;
  const rate = ({ medianMs }: { readonly medianMs: number }) => {
    const megabytes = workload.records * workload.valueBytes / 1e3 / medianMs;
    return `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB/s`;
  };
  const { valueBytes, partitions } = workload;
  const cells = columns([work, client, valueBytes, partitions, rate(embedded), rate(kafka)]);
  const line = `${cells}  ${ratio.toFixed(2)}${ratio < goal ? ` < ${goal}` : ""}`;
  return [line, ...profile.map(shareLine)].join("\n");
}

function shareLine({ where, percent }: Share): string {
  return `${`${percent.toFixed(0)} %`.padStart(WIDTHS[0] - 2)}  ${where}`;
}

/** How many rows reached their goals, and what is to be looked at. */
export function matrixSummary(rows: readonly MatrixRow[]): string {
  const missed = rows.filter(({ ratio, goal }) => ratio < goal).length;
  const slower = rows.filter(({ ratio }) => ratio < 1).length;
  return `${rows.length - missed} of ${rows.length} rows reach their goal, ${slower} are slower ` +
    `than Apache Kafka`;
}

function columns(cells: readonly (string | number)[]): string {
  return cells.map((cell, at) => {
    const text = typeof cell === "number" ? cell.toLocaleString("en") : cell;
    return at < 2 ? text.padEnd(WIDTHS[at]!) : text.padStart(WIDTHS[at]!);
  }).join("");
}
