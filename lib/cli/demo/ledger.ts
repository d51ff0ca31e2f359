import { checkHistory, type HistoryReport, type InvariantId } from "../../workshop/history/mod.ts";
import { EXPECTED, ledgerHistory, LOG, STORE } from "./ledger_history.ts";
import { INPUT_PARTITION, LedgerCounts, type Origin } from "./ledger_reading.ts";
import type { LedgerSources, ProducerTally } from "./ledger_sources.ts";

/** The account of what one group did with one topic. */
export interface Ledger {
  readonly verdict: "pass" | "fail";
  /** One sentence for each rule that does not hold. */
  readonly faults: readonly string[];
  readonly inputLines: number | undefined;
  readonly blankLines: number;
  readonly rejectedLines: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly uncertainInLog: number;
  readonly inLog: number;
  /** Acknowledged records that the log does not hold. */
  readonly lost: number;
  /** Records in the log although their send definitely failed. */
  readonly phantoms: number;
  readonly doubledInLog: number;
  readonly inDlq: number;
  readonly repeatedInDlq: number;
  readonly stored: number;
  readonly doubledInStore: number;
  readonly leftOver: number;
  readonly partitions: readonly PartitionAccount[];
}

/** The account of one partition. */
export interface PartitionAccount {
  readonly partition: number;
  readonly inLog: number;
  readonly stored: number;
  readonly inDlq: number;
  readonly leftOver: number;
  /** Whether each producer's sequence rises with the offset. */
  readonly orderInLog: boolean;
  /** Whether documents were stored in the order of their offsets. */
  readonly orderInStore: boolean;
}

/**
 * Reads the log, the DLQ and the store to their ends and balances them: what does not hold is what
 * the history checker finds.
 */
export async function drawLedger(sources: LedgerSources): Promise<Ledger> {
  const counts = new LedgerCounts();
  const history = ledgerHistory(sources, counts);
  const report = await checkHistory(history, { expect: EXPECTED, limit: 1, explain: false });
  const figures = figuresOf(sources, counts, report);
  const faults = findFaults(figures, {
    ...sources,
    unaccounted: report.violations.find(({ anomaly }) => anomaly === "lost record")?.evidence,
    deadLetteredLines: counts.deadLetters.in(INPUT_PARTITION),
  });
  return { verdict: faults.length === 0 ? "pass" : "fail", faults, ...figures };
}

function figuresOf(
  sources: LedgerSources,
  counts: LedgerCounts,
  report: HistoryReport,
): Omit<Ledger, "verdict" | "faults"> {
  const { tallies, inputLines, blankLines, rejectedLines } = sources;
  const judged = Object.fromEntries(report.counts.map((count) => [count.invariant, count]));
  const violated = (invariant: InvariantId, anomaly: string) =>
    judged[invariant]!.anomalies[anomaly] ?? 0;
  const sum = (pick: (tally: ProducerTally) => number) =>
    tallies.reduce((total, tally) => total + pick(tally), 0);
  const partitions = accountsOf(counts, judged["I5"]!.partitions);
  return {
    inputLines,
    blankLines,
    rejectedLines,
    sent: sum(({ sent }) => sent),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    failed: sum(({ failed }) => failed.length),
    uncertain: sum(({ uncertain }) => uncertain.length),
    uncertainInLog: judged["I1"]!.counts["uncertain, found in the log"]!,
    inLog: counts.inLog,
    lost: violated("I1", "lost write"),
    phantoms: violated("I2", "phantom record"),
    doubledInLog: violated("I3", "duplicate in the log"),
    inDlq: counts.deadLetters.total,
    repeatedInDlq: judged["I7"]!.counts["repeated"]!,
    stored: counts.stored.total,
    doubledInStore: violated("I6", "repeated effect"),
    leftOver: partitions.reduce((total, { leftOver }) => total + leftOver, 0),
    partitions,
  };
}

function accountsOf(
  counts: LedgerCounts,
  inversions: Readonly<Record<string, number>>,
): PartitionAccount[] {
  return [...counts.partitions].sort(([a], [b]) => a - b).map(([partition, { size: inLog }]) => {
    const stored = counts.stored.in(partition);
    const inDlq = counts.deadLetters.in(partition);
    return {
      partition,
      inLog,
      stored,
      inDlq,
      leftOver: Math.max(0, inLog - stored - inDlq),
      orderInLog: inversions[`${LOG}/${partition}`] === undefined,
      orderInStore: inversions[`${STORE}/${partition}`] === undefined,
    };
  });
}

function findFaults(
  figures: Omit<Ledger, "verdict" | "faults">,
  run: LedgerSources & {
    readonly unaccounted: Partial<Origin> | undefined;
    readonly deadLetteredLines: number;
  },
): string[] {
  const { unaccounted, interrupted, inputLines, rejectedLines, deadLetteredLines } = run;
  const knownLines = figures.sent + rejectedLines + run.blankLines;
  const open = figures.acknowledged + figures.failed + figures.uncertain;
  const outOfOrder = figures.partitions.filter((part) => !part.orderInLog || !part.orderInStore)
    .map((part) => part.partition);
  const rules: [boolean, string][] = [
    [figures.lost > 0, `${figures.lost} acknowledged records are not in the log`],
    [open !== figures.sent, `${figures.sent - open} sends have no outcome`],
    [figures.phantoms > 0, `${figures.phantoms} records are in the log although their send failed`],
    [figures.doubledInLog > 0, `${figures.doubledInLog} records are in the log twice`],
    [figures.doubledInStore > 0, `${figures.doubledInStore} records are in the store twice`],
    [outOfOrder.length > 0, `The order is broken in partition ${outOfOrder.join(", ")}`],
    [
      unaccounted !== undefined,
      `Partition ${unaccounted?.partition}, offset ${unaccounted?.offset} is committed, ` +
      `but neither stored nor in the DLQ`,
    ],
    [
      !interrupted && figures.leftOver > 0,
      `${figures.leftOver} records were left over although nothing interrupted the run`,
    ],
    [
      inputLines !== undefined && knownLines !== inputLines,
      `${inputLines} lines were read, but ${figures.sent} sent and ${rejectedLines} rejected`,
    ],
    [
      deadLetteredLines !== rejectedLines,
      `${rejectedLines} lines were rejected, but ${deadLetteredLines} of them are in the DLQ`,
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, sentence]) => sentence);
}
