import type { ConsumedRecord, TopicPartitionOffset } from "../../kafka/mod.ts";
import { Bits } from "./bits.ts";
import {
  firstUnaccounted,
  INPUT_PARTITION,
  type LogReading,
  type Origin,
  type Origins,
  readLog,
  readOrigins,
  type SentMark,
} from "./ledger_reading.ts";

/** What one producer of the run says of its sends; sequences count from 0. */
export interface ProducerTally {
  readonly producer: string;
  /** How many sequences were handed out: 0 to `sent − 1`. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Sequences that are definitely not in the log. */
  readonly failed: readonly number[];
  /** Sequences that may be in the log. */
  readonly uncertain: readonly number[];
}

/** All that the ledger is made from: the log, the DLQ and the store, each read afresh. */
export interface LedgerSources {
  readonly tallies: readonly ProducerTally[];
  readonly log: AsyncIterable<ConsumedRecord>;
  readonly markOf: (record: ConsumedRecord) => SentMark | undefined;
  readonly deadLetters: AsyncIterable<Origin>;
  /** In the order in which they were stored. */
  readonly stored: Iterable<Origin> | AsyncIterable<Origin>;
  readonly committed: readonly TopicPartitionOffset[];
  readonly processed: number;
  readonly retried: number;
  readonly inputLines: number | undefined;
  readonly blankLines: number;
  /** Lines of input that are no event: each is to be in the DLQ. */
  readonly rejectedLines: number;
  /** Whether a signal ended the run: then what is left over is no fault. */
  readonly interrupted: boolean;
}

/** The account of a run. */
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
  readonly processed: number;
  readonly retried: number;
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

/** Reads the log, the DLQ and the store to their ends and balances them. */
export async function drawLedger(sources: LedgerSources): Promise<Ledger> {
  const log = await readLog(sources.log, sources.markOf);
  const dlq = await readOrigins(sources.deadLetters);
  const store = await readOrigins(sources.stored);
  const sends = compareSends(sources.tallies, log.sequences);
  const partitions = [...log.partitions.keys()].sort((a, b) => a - b).map((partition) =>
    accountOf(partition, log, { dlq, store })
  );
  const total = (pick: (account: PartitionAccount) => number) =>
    partitions.reduce((sum, account) => sum + pick(account), 0);
  const figures = {
    inputLines: sources.inputLines,
    blankLines: sources.blankLines,
    rejectedLines: sources.rejectedLines,
    ...sends,
    inLog: log.count,
    doubledInLog: log.doubled,
    processed: sources.processed,
    retried: sources.retried,
    inDlq: dlq.distinct,
    repeatedInDlq: dlq.repeated,
    stored: store.distinct,
    doubledInStore: store.repeated,
    leftOver: total((account) => account.leftOver),
    partitions,
  };
  const faults = findFaults(figures, {
    ...sources,
    unaccounted: firstUnaccounted(log, sources.committed, [dlq, store]),
    deadLetteredLines: dlq.count(INPUT_PARTITION),
  });
  return { verdict: faults.length === 0 ? "pass" : "fail", faults, ...figures };
}

function compareSends(tallies: readonly ProducerTally[], sequences: ReadonlyMap<string, Bits>) {
  const sums = {
    sent: 0,
    acknowledged: 0,
    failed: 0,
    uncertain: 0,
    uncertainInLog: 0,
    lost: 0,
    phantoms: 0,
  };
  for (const tally of tallies) {
    const seen = sequences.get(tally.producer) ?? new Bits();
    const open = new Set([...tally.failed, ...tally.uncertain]);
    sums.sent += tally.sent;
    sums.acknowledged += tally.acknowledged;
    sums.failed += tally.failed.length;
    sums.uncertain += tally.uncertain.length;
    sums.uncertainInLog += tally.uncertain.filter((sequence) => seen.has(sequence)).length;
    sums.phantoms += tally.failed.filter((sequence) => seen.has(sequence)).length;
    for (let sequence = 0; sequence < tally.sent; sequence++) {
      if (!open.has(sequence) && !seen.has(sequence)) sums.lost++;
    }
  }
  return sums;
}

function accountOf(
  partition: number,
  log: LogReading,
  read: { dlq: Origins; store: Origins },
): PartitionAccount {
  const { offsets, ordered } = log.partitions.get(partition)!;
  const stored = read.store.count(partition);
  const inDlq = read.dlq.count(partition);
  return {
    partition,
    inLog: offsets.size,
    stored,
    inDlq,
    leftOver: Math.max(0, offsets.size - stored - inDlq),
    orderInLog: ordered,
    orderInStore: read.store.ordered.get(partition) ?? true,
  };
}

function findFaults(
  figures: Omit<Ledger, "verdict" | "faults">,
  run: LedgerSources & {
    readonly unaccounted: Origin | undefined;
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
