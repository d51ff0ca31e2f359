import type { History, HistoryEvent } from "./event.ts";
import type { Expectations } from "./expectations.ts";
import { Ground } from "./ground.ts";
import { INVARIANTS } from "./invariants/all.ts";
import type { Handlers } from "./handlers.ts";
import { Breaches, type Evidence, type InvariantId } from "./judge.ts";
import { surroundingsOf } from "./surroundings.ts";

/** How a history is checked. */
export interface CheckOptions {
  /** What is expected, before what the history's own `meta` says. */
  readonly expect?: Expectations;
  /** How many violations of each anomaly are told in full; all are counted. @default {10} */
  readonly limit?: number;
  /** How many events before and after each violation are given with it. @default {5} */
  readonly around?: number;
  /**
   * Whether the history is gone through once more to say when each violation was, under which fault
   * and what happened around it; a history that can be read only once can't be. @default {true}
   */
  readonly explain?: boolean;
}

/** What was found out about a history. */
export interface HistoryReport {
  /** `nothing to judge` when no invariant had any evidence. */
  readonly verdict: "holds" | "violated" | "nothing to judge";
  /** How many events there were. */
  readonly events: number;
  /** All ten, in their order. */
  readonly counts: readonly InvariantCount[];
  /** What does not hold, by invariant. */
  readonly violations: readonly Violation[];
}

/** What was found out about one invariant. */
export interface InvariantCount {
  /** Its number. */
  readonly invariant: InvariantId;
  /** Its name. */
  readonly title: string;
  /** `not tested` when the history holds nothing by which to judge it. */
  readonly verdict: "holds" | "violated" | "not tested";
  /** How many facts it was judged by. */
  readonly evidence: number;
  /** How often it is violated. */
  readonly violations: number;
  /** How often by the anomaly's name. */
  readonly anomalies: Readonly<Record<string, number>>;
  /** How often by partition, `orders/1`; a violation that is about none is not among them. */
  readonly partitions: Readonly<Record<string, number>>;
  /** What else it counted, by name. */
  readonly counts: Readonly<Record<string, number>>;
}

/** One place where an invariant does not hold. */
export interface Violation {
  /** Which invariant. */
  readonly invariant: InvariantId;
  /** The anomaly's name: `lost write`. */
  readonly anomaly: string;
  /** What should hold. */
  readonly claim: string;
  /** What was found instead. */
  readonly found: string;
  /** Topic, partition, offset, id, group, transaction, where there are any. */
  readonly evidence: Evidence;
  /** The fault in force then, or the one before. */
  readonly fault: string | undefined;
  /** When, in milliseconds since the run began. */
  readonly t: number | undefined;
  /** The events around it that concern its record, partition or transaction, in their order. */
  readonly around: readonly HistoryEvent[];
}

/**
 * Judges a history by the ten invariants. What the history says nothing about is not tested, and a
 * send that may have been written is never taken for failed.
 *
 * @throws {HistoryError} a line of a history file is no event
 *
 * @example
 * ```ts
 * import { checkHistory, Recording } from "./mod.ts";
 *
 * const recording = new Recording({ process: "producer" });
 * const order = { id: "producer:0", topic: "orders" } as const;
 * recording.record({ type: "send", phase: "invoke", ...order });
 * recording.record({ type: "send", phase: "ok", ...order });
 * recording.record({ type: "end", topic: "orders", partition: 0, offset: 0n });
 * const report = await checkHistory(recording.events);
 * console.log(report.violations[0]?.anomaly); // lost write
 * ```
 */
export async function checkHistory(
  history: History,
  options: CheckOptions = {},
): Promise<HistoryReport> {
  const { expect = {}, limit = 10, around = 5, explain = true } = options;
  const ground = new Ground(expect);
  const bench = INVARIANTS.map((invariant) => {
    const breaches = new Breaches(limit);
    return { invariant, breaches, judge: invariant.judge(ground, (each) => breaches.add(each)) };
  });
  const events = await goThrough(history, [ground.on, ...bench.map(({ judge }) => judge.on ?? {})]);
  ground.transactions.settle();
  const counts = bench.map(({ invariant, breaches, judge }): InvariantCount => {
    const finding = judge.close();
    const { total } = breaches;
    return {
      invariant: invariant.id,
      title: invariant.title,
      verdict: total > 0 ? "violated" : finding.evidence > 0 ? "holds" : "not tested",
      evidence: finding.evidence,
      violations: total,
      anomalies: breaches.byAnomaly,
      partitions: breaches.byPartition,
      counts: finding.counts,
    };
  });
  const found = bench.flatMap(({ invariant, breaches }) =>
    breaches.kept.map((breach) => ({ invariant: invariant.id, breach }))
  );
  const breaches = found.map(({ breach }) => breach);
  const surroundings = explain ? await surroundingsOf(breaches, history, around) : [];
  const violations = found.map(({ invariant, breach }, number): Violation => {
    const { at: _at, ...told } = breach;
    const { place, ...rest } = surroundings[number] ?? UNEXPLAINED;
    return { invariant, ...told, evidence: { ...place, ...told.evidence }, ...rest };
  });
  return { verdict: verdictOf(counts), events, counts, violations };
}

const UNEXPLAINED = { fault: undefined, t: undefined, place: {}, around: [] };

function verdictOf(counts: readonly InvariantCount[]): HistoryReport["verdict"] {
  if (counts.some(({ verdict }) => verdict === "violated")) return "violated";
  return counts.some(({ verdict }) => verdict === "holds") ? "holds" : "nothing to judge";
}

type AnyHandler = (event: HistoryEvent, at: number) => void;

/** Shows each event to those who handle its kind, and says how many there were. */
async function goThrough(history: History, all: readonly Handlers[]): Promise<number> {
  const byType = new Map<string, AnyHandler[]>();
  for (const handlers of all) {
    for (const [type, handler] of Object.entries(handlers)) {
      const list = byType.get(type) ?? [];
      list.push(handler as AnyHandler);
      byType.set(type, list);
    }
  }
  let at = 0;
  const show = (event: HistoryEvent) => {
    for (const handler of byType.get(event.type) ?? []) handler(event, at);
    at++;
  };
  if (Symbol.asyncIterator in history) { for await (const event of history) show(event); }
  else for (const event of history) show(event);
  return at;
}
