import type { BacklogReport, BacklogRow, BacklogWork } from "./backlog.ts";

/** How fast a piece of work shall be, measured by a bare loop of the same run. */
export interface BacklogRatio {
  readonly what: string;
  readonly value: number;
  /** What it shall be at least; none where it only tells what the rest costs. */
  readonly goal: number | undefined;
}

const NAMES: Readonly<Record<BacklogWork, string>> = {
  kafkajs: "bare kafkajs, parses JSON",
  read: "ours, reads only",
  validate: "ours, validates",
  score: "ours, validates and scores",
  store: "ours, validates, scores, stores",
  save: "our store alone, one writer",
  insert: "bare inserts, one writer",
};

const GOALS: readonly {
  readonly what: string;
  readonly work: BacklogWork;
  readonly by: BacklogWork;
  readonly goal?: number;
}[] = [
  { what: "Validate and score, ours : bare kafkajs", work: "score", by: "kafkajs", goal: 0.5 },
  { what: "The store : bare inserts", work: "save", by: "insert", goal: 0.8 },
  { what: "The whole pipeline with its store : bare inserts", work: "store", by: "insert" },
];

/** The ratios of a report whose two sides were both measured. */
export function backlogRatios({ rows }: BacklogReport): BacklogRatio[] {
  const rateOf = (work: BacklogWork) => rows.find((row) => row.work === work)?.rate;
  return GOALS.flatMap(({ what, work, by, goal }) => {
    const [rate, measure] = [rateOf(work), rateOf(by)];
    return rate === undefined || measure === undefined
      ? []
      : [{ what, value: rate / measure, goal }];
  });
}

/** What was measured, one line each, then the ratios beside their goals. */
export function describeBacklog(report: BacklogReport): string {
  const { records, valueBytes, partitions, rows } = report;
  return [
    `A backlog of ${records.toLocaleString("en")} records of ${valueBytes} B in ${partitions} ` +
    "partitions on disk, read by three consumers of one group:",
    ...rows.map((row) => `    ${describeRow(row)}`),
    ...backlogRatios(report).map(({ what, value, goal }) =>
      `${what}: ${value.toFixed(2)}${goal === undefined ? "" : ` (goal: at least ${goal})`}`
    ),
  ].join("\n");
}

function describeRow({ work, rate, rates, cpuUs, heapMb, processMb }: BacklogRow): string {
  const shown = (value: number) => Math.round(value).toLocaleString("en");
  const runs = rates.length === 1 ? "" : ` (runs of ${rates.map(shown).join("; ")})`;
  const cost = cpuUs === undefined ? "" : `, ${cpuUs.toFixed(1)} µs of CPU each`;
  const memory = heapMb === undefined || processMb === undefined
    ? ""
    : `; heaps at most ${shown(heapMb)} MB, process ${shown(processMb)} MB`;
  return `${NAMES[work].padEnd(32)} ${shown(rate).padStart(9)} records/s${runs}${cost}${memory}`;
}
