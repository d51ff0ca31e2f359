import type { DashboardSnapshot } from "../../dashboard/mod.ts";
import { bars, type Pen, table } from "../../workshop/draw/mod.ts";

/** What the terminal shows beside the figures of the dashboard. */
export interface ViewOptions {
  /** Time since the producers began, in milliseconds. */
  readonly elapsedMs: number;
  /** When the run ends by itself, after the same beginning. */
  readonly endsAfterMs: number | undefined;
  /** Records a second since the last look: sent and processed. */
  readonly rates: { readonly sent: number; readonly processed: number };
  readonly dashboardUrl: string;
  readonly pen: Pen;
  readonly width: number;
}

/** The whole screen of a running demo, line by line. */
export function screenLines(snapshot: DashboardSnapshot, options: ViewOptions): string[] {
  const { pen, width } = options;
  const { cluster } = snapshot;
  const state = cluster.up ? pen.green("up") : pen.red(`down: ${cluster.why ?? "no answer"}`);
  return [
    `${pen.bold(snapshot.title)}  ${clockText(options)}  ${pen.dim(options.dashboardUrl)}`,
    `${cluster.kind} ${cluster.version} at ${cluster.bootstrapServers}, ${state}`,
    "",
    ...totals(snapshot, options),
    "",
    ...lanes(snapshot, width),
    "",
    ...breakdown(snapshot, width),
    ...latest(snapshot, pen),
    "",
    pen.dim("Ctrl-C ends the run and prints the ledger"),
  ];
}

/** The same in one line, for output that is not a terminal. */
export function plainLine(snapshot: DashboardSnapshot, options: ViewOptions): string {
  const { traffic, store } = snapshot;
  const stored = store?.counts[0]?.count ?? 0;
  const down = snapshot.cluster.up ? "" : `  CLUSTER DOWN (${snapshot.cluster.why ?? "no answer"})`;
  return `${clockText(options)}  sent ${traffic.produced} (${options.rates.sent}/s)  ` +
    `processed ${traffic.processed} (${options.rates.processed}/s)  lag ${totalLag(snapshot)}  ` +
    `stored ${stored}  retried ${traffic.retried}  DLQ ${traffic.deadLettered}  ` +
    `alerts ${firing(snapshot).length}${down}`;
}

function totals(snapshot: DashboardSnapshot, options: ViewOptions): string[] {
  const { traffic, store } = snapshot;
  return table(
    [
      { title: "sent", align: "right" },
      { title: "per s", align: "right" },
      { title: "processed", align: "right" },
      { title: "per s", align: "right" },
      { title: "lag", align: "right" },
      { title: "retried", align: "right" },
      { title: "DLQ", align: "right" },
      { title: "stored", align: "right" },
    ],
    [[
      traffic.produced,
      options.rates.sent,
      traffic.processed,
      options.rates.processed,
      totalLag(snapshot),
      traffic.retried,
      traffic.deadLettered,
      store?.counts[0]?.count ?? 0,
    ]],
    options.width,
  );
}

function lanes({ groups }: DashboardSnapshot, width: number): string[] {
  const rows = groups.flatMap(({ partitions, members }) =>
    partitions.map((lane) => [
      `${lane.topic}/${lane.partition}`,
      lane.committed ?? "none",
      lane.end,
      lane.lag ?? "",
      members.find(({ assignment }) =>
        assignment.some((at) => at.topic === lane.topic && at.partition === lane.partition)
      )?.clientId ?? "nobody",
    ])
  );
  return table(
    [
      { title: "partition", shrinks: true },
      { title: "committed", align: "right" },
      { title: "end", align: "right" },
      { title: "lag", align: "right" },
      { title: "read by", shrinks: true },
    ],
    rows,
    width,
  );
}

function breakdown({ statistics }: DashboardSnapshot, width: number): string[] {
  const [first] = statistics;
  if (first === undefined || first.rows.length === 0) return [];
  const items = first.rows.slice(0, 5).map(({ label, count }) => ({ label, value: count }));
  return [first.title, ...bars(items, { width })];
}

function firing({ alerts }: DashboardSnapshot): DashboardSnapshot["alerts"] {
  return alerts.filter((alert) => alert.state === "firing");
}

function latest(snapshot: DashboardSnapshot, pen: Pen): string[] {
  const lines = [
    ...firing(snapshot).slice(0, 2).map((alert) => pen.red(`${alert.name}: ${alert.why}`)),
    ...snapshot.deadLetters.latest.slice(0, 2).map((letter) =>
      pen.yellow(`DLQ ${letter.topic}/${letter.partition}@${letter.offset}: ${letter.errorCode}`)
    ),
  ];
  return lines.length === 0 ? [] : ["", ...lines];
}

function totalLag({ groups }: Pick<DashboardSnapshot, "groups">): string {
  return String(groups.reduce((sum, group) => sum + BigInt(group.totalLag), 0n));
}

function clockText({ elapsedMs, endsAfterMs }: ViewOptions): string {
  const text = (ms: number) => {
    const seconds = Math.floor(ms / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${
      String(seconds % 60).padStart(2, "0")
    }`;
  };
  return endsAfterMs === undefined ? text(elapsedMs) : `${text(elapsedMs)} of ${text(endsAfterMs)}`;
}
