import { type Pen, plainPen, printable, table, truncate, wrap } from "../draw/mod.ts";
import type { HistoryReport, Violation } from "./check_history.ts";
import type { EventOf, HistoryEvent, HistoryFacts, Position } from "./event.ts";
import type { Evidence } from "./judge.ts";

/** How a report is drawn. */
export interface StoryOptions {
  /** Paints it. @default plain text */
  readonly pen?: Pen;
  /** Columns. @default {80} */
  readonly width?: number;
}

const INDENT = "    ";
const EVIDENCE = ["topic", "partition", "offset", "id", "group", "txn"] as const;

/** The invariants of a report with their verdicts, a row each. */
export function invariantLines(report: HistoryReport, options: StoryOptions = {}): string[] {
  const { pen = plainPen, width } = options;
  const paint = { holds: pen.green, violated: pen.red, "not tested": pen.dim };
  return table(
    [
      { title: "" },
      { title: "invariant" },
      { title: "verdict" },
      { title: "judged by", align: "right" },
      { title: "violations", align: "right" },
      { title: "", shrinks: true },
    ],
    report.counts.map(({ invariant, title, verdict, evidence, violations, anomalies }) => [
      invariant,
      title,
      paint[verdict](verdict),
      evidence,
      violations === 0 ? "" : violations,
      Object.entries(anomalies).map(([name, count]) => `${count} × ${name}`).join(", "),
    ]),
    width,
  );
}

/** One violation: what should hold, what was found, where, under which fault, and the events around. */
export function violationLines(violation: Violation, options: StoryOptions = {}): string[] {
  const { pen = plainPen, width = 80 } = options;
  const { invariant, anomaly, claim, found, evidence, fault, around } = violation;
  const row = (name: string, text: string) => {
    const indent = INDENT + " ".repeat(10);
    const [first, ...rest] = wrap(text, width, indent);
    return [`${INDENT}${pen.dim(name.padEnd(10))}${first!.slice(indent.length)}`, ...rest];
  };
  return [
    `${pen.red("✗")} ${pen.bold(`${invariant} ${anomaly}`)}`,
    ...wrap(claim, width, "  "),
    ...wrap(found, width, INDENT),
    ...row("evidence", evidenceText(evidence)),
    ...row("fault", fault ?? "none"),
    ...around.map((event) => truncate(eventLine(event, event.t === violation.t), width)),
  ];
}

/** Evidence on one line: `topic orders, partition 0, offset 42, id p:3`. */
export function evidenceText(evidence: Evidence): string {
  const named = EVIDENCE.filter((name) => evidence[name] !== undefined);
  if (named.length === 0) return "none";
  return named.map((name) => `${name} ${printable(`${evidence[name]}`)}`).join(", ");
}

/** An event as a line: when, who, what. */
export function eventLine(event: HistoryEvent, marked = false): string {
  const tell = TOLD[event.type] as (event: HistoryEvent) => string;
  const when = (event.t / 1000).toFixed(3).padStart(9);
  return `${marked ? "  ▸" : "   "} ${when} s  ${printable(event.p).padEnd(12)} ${
    printable(tell(event))
  }`;
}

const place = ({ topic, partition, offset }: Partial<Position>) =>
  `${topic}${partition === undefined ? "" : `/${partition}`}` +
  `${offset === undefined ? "" : `@${offset}`}`;
const code = (event: { readonly code?: string }) => event.code ? ` (${event.code})` : "";
const inside = ({ txn }: { readonly txn?: string }) => txn === undefined ? "" : ` in ${txn}`;
const generationOf = ({ generation }: { readonly generation?: number }) =>
  generation === undefined ? "" : ` gen ${generation}`;

const TOLD: { readonly [K in keyof HistoryFacts]: (event: EventOf<K>) => string } = {
  meta: ({ run, seed }) => `run ${run}${seed === undefined ? "" : `, seed ${seed}`}`,
  send: (event) =>
    `send ${event.phase} ${event.id} to ${place(event)}${inside(event)}${code(event)}`,
  deliver: (event) =>
    `deliver ${event.id} of ${place(event)}${generationOf(event)} to ${event.reader}`,
  effect: (event) => `effect ${event.outcome} ${event.id} of ${place(event)}${generationOf(event)}`,
  retry: ({ id, from, to, attempts }) =>
    `retry ${id} of ${place(from)} to ${to}, tried ${attempts}×`,
  dlq: ({ id, phase, from, reason, attempts }) =>
    `dead letter ${phase} ${id} of ${place(from)}: ${reason}, tried ${attempts}×`,
  commit: (event) =>
    `commit ${event.phase} ${place(event)}${generationOf(event)} of ${event.group}` +
    inside(event) + code(event),
  txn: (event) => `transaction ${event.phase} ${event.txn}${code(event)}`,
  assign: (event) =>
    `${event.phase} ${event.topic}/${event.partitions.join(",")}${generationOf(event)} of ` +
    event.group,
  fault: ({ name, phase, detail }) =>
    `fault ${phase}: ${name}${detail === undefined ? "" : `, ${detail}`}`,
  error: ({ class: name, uncaught, code, stage }) =>
    `${uncaught ? "uncaught" : "error"} ${name}${code === undefined ? "" : ` ${code}`}` +
    (stage === undefined ? "" : ` at ${stage}`),
  recovered: ({ fault, ms }) =>
    `${ms === null ? "never recovered" : `recovered in ${ms} ms`}` +
    (fault === undefined ? "" : ` from ${fault}`),
  metric: ({ name, before, after }) => `metric ${name} from ${before} to ${after}`,
  log: (event) =>
    `log holds ${event.id} in ${place(event)}${inside(event)}` +
    (event.from === undefined ? "" : ` made of ${place(event.from)}`),
  stored: ({ id, count }) => `store holds ${id}${count === undefined ? "" : ` ${count}×`}`,
  end: (event) => `log ends ${place(event)}`,
  committed: (event) => `committed ${place(event)} of ${event.group}`,
};
