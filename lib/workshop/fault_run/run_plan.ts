import { type Random, seededRandom } from "../../core/mod.ts";
import { partitionForKey } from "../../kafka/mod.ts";
import type { PipelineKind } from "./pipeline_kind.ts";

/** How a planted record is broken. */
export type PoisonKind = "bad JSON" | "bad payload" | "TypeError";

/** A record of the load. */
export interface PlannedRecord {
  /** Unique in the run. */
  readonly id: string;
  /** Rises in the run, so also by key. */
  readonly seq: number;
  readonly key: string;
  /** The payload's text. */
  readonly value: string;
  /** Why it has to end in the dead letters, if it has to. */
  readonly poison?: PoisonKind;
}

/** All that chance decides in a run; the same seed decides the same. */
export interface RunPlan {
  readonly seed: string;
  /** The fault comes when so many records have been acknowledged. */
  readonly injectAfter: number;
  /** The load is at least so large. */
  readonly leastRecords: number;
  /** What the fault draws from. */
  readonly faultRandom: Random;
  /** What the transactions of the input are drawn from. */
  readonly sourceRandom: Random;
  /** The records one after the other, as many as are asked for. */
  records(): Generator<PlannedRecord, never>;
}

/** How many partitions the input has. */
export const INPUT_PARTITIONS = 6;
const KEYS_PER_PARTITION = 4;
/** One record in a hundred is poison. */
const POISON_EVERY = 100;
const POISON_KINDS: readonly PoisonKind[] = ["bad JSON", "bad payload", "TypeError"];
/** One record in fifty fails before it succeeds. */
const FLAKY_SHARE = 0.02;

/** Plans the run of one fault in one pipeline. */
export function planRun(
  seed: string,
  { fault, pipeline }: { readonly fault: string; readonly pipeline: PipelineKind },
): RunPlan {
  const random = seededRandom(seed).fork(`${fault}/${pipeline}`);
  return {
    seed,
    injectAfter: random.int(60, 140),
    leastRecords: 300,
    faultRandom: random.fork("fault"),
    sourceRandom: random.fork("source"),
    records: () => plannedRecords(random.fork("load")),
  };
}

function* plannedRecords(random: Random): Generator<PlannedRecord, never> {
  const keys = keysOf(KEYS_PER_PARTITION);
  const firstKind = random.int(0, POISON_KINDS.length - 1);
  let poisonAt = 0;
  for (let seq = 0;; seq++) {
    if (seq % POISON_EVERY === 0) poisonAt = seq + random.int(0, POISON_EVERY - 1);
    const kind = POISON_KINDS[(firstKind + seq / POISON_EVERY | 0) % POISON_KINDS.length]!;
    const flaky = random.next() < FLAKY_SHARE ? random.int(1, 2) : 0;
    const who = { id: `load:${seq}`, key: random.pick(keys), seq };
    yield seq === poisonAt
      ? { ...who, value: poisonValue(who.id, kind), poison: kind }
      : { ...who, value: JSON.stringify({ ...who, amount: random.int(1, 500), flaky }) };
  }
}

function poisonValue(id: string, kind: PoisonKind): string {
  if (kind === "bad JSON") return `{"id":"${id}","amount":`;
  if (kind === "bad payload") return JSON.stringify({ id, amount: "a lot" });
  return JSON.stringify({ id, amount: 1, customer: null });
}

/** As many keys for each partition, so that the load reaches all of them. */
function keysOf(perPartition: number): string[] {
  const found = new Map<number, string[]>();
  for (
    let number = 0;
    [...found.values()].flat().length < perPartition * INPUT_PARTITIONS;
    number++
  ) {
    const key = `key-${number}`;
    const partition = partitionForKey(new TextEncoder().encode(key), INPUT_PARTITIONS);
    const keys = found.getOrInsertComputed(partition, () => []);
    if (keys.length < perPartition) keys.push(key);
  }
  return [...found.values()].flat();
}
