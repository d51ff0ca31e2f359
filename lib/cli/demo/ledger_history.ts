import type { ConsumedRecord } from "../../kafka/mod.ts";
import type { Expectations, HistoryEvent } from "../../workshop/history/mod.ts";
import type { LedgerSources, ProducerTally } from "./ledger_sources.ts";
import { INPUT_PARTITION, LedgerCounts, type Origin } from "./ledger_reading.ts";

/** What the records of a run stand in, for the checker; what a document comes from has its places. */
export const LOG = "log";
/** What documents stand in: a partition of the store holds what came from that of the log. */
export const STORE = "store";
/** Lines of input that never were records. */
const INPUT = "input";
const GROUP = "demo";

/**
 * What has to hold of a demo: nothing that is committed is lost, the store takes each document once.
 * What is left over behind the committed offsets is told apart; dead letters may repeat.
 */
export const EXPECTED: Expectations = {
  delivery: "at-least-once",
  idempotent: true,
  keyedStore: true,
  deadLettersMayRepeat: true,
  interrupted: true,
  inputs: [LOG],
};

type Mark = { readonly t: number; readonly p: string };
const PRODUCER: Mark = { t: 0, p: "producer" };
const READER: Mark = { t: 0, p: "reader" };

/**
 * The run as a history: what its producers say, then what was read afresh. It can be gone through
 * once, and `counts` fills meanwhile.
 */
export async function* ledgerHistory(
  sources: LedgerSources,
  counts: LedgerCounts,
): AsyncGenerator<HistoryEvent> {
  for (const tally of sources.tallies) yield* sends(tally);
  yield { ...READER, type: "end", topic: LOG, partition: 0, offset: 0n };
  for await (const record of sources.log) {
    const event = logged(record, sources, counts);
    if (event !== undefined) yield event;
  }
  for await (const origin of sources.deadLetters) {
    counts.deadLetters.add(origin);
    const id = counts.idAt(origin);
    const { partition, offset } = origin;
    const from = partition === INPUT_PARTITION
      ? { topic: INPUT, partition: 0, offset }
      : { topic: LOG, partition, offset };
    yield { ...READER, type: "dlq", phase: "found", id, from, reason: "any", attempts: 1 };
  }
  const { stored: origins = counts.doneBelow(sources.committed) } = sources;
  for await (const origin of origins) yield stored(origin, counts);
  for (const { partition, offset } of sources.committed) {
    if (offset < 0n) continue;
    yield { ...READER, type: "committed", group: GROUP, topic: LOG, partition, offset };
  }
}

function* sends({ producer, sent, failed, uncertain }: ProducerTally): Generator<HistoryEvent> {
  const phases = new Map<number, "fail" | "info">();
  for (const sequence of failed) phases.set(sequence, "fail");
  for (const sequence of uncertain) phases.set(sequence, "info");
  for (let sequence = 0; sequence < sent; sequence++) {
    const phase = phases.get(sequence) ?? "ok";
    yield { ...PRODUCER, type: "send", phase, id: `${producer}:${sequence}`, topic: LOG };
  }
}

/** A producer's sequence rises in each partition, whatever the keys are. */
function logged(
  record: ConsumedRecord,
  { markOf }: LedgerSources,
  counts: LedgerCounts,
): HistoryEvent | undefined {
  const mark = markOf(record);
  if (mark === undefined) return undefined;
  const { partition, offset } = record;
  const id = `${mark.producer}:${mark.sequence}`;
  counts.logged({ partition, offset }, id);
  return { ...READER, type: "log", id, key: `${partition}`, topic: LOG, partition, offset };
}

/** Documents are stored in the order of their offsets. */
function stored(origin: Origin, counts: LedgerCounts): HistoryEvent {
  counts.stored.add(origin);
  const { partition, offset } = origin;
  return {
    ...READER,
    type: "effect",
    id: counts.idAt(origin),
    key: `${partition}`,
    seq: Number(offset),
    topic: STORE,
    partition,
    offset,
    outcome: "applied",
  };
}
