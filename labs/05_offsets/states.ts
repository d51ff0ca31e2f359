import { type Random, shuffled } from "../../lib/core/mod.ts";
import type { PartitionState, ResetPolicy, Resumed } from "./stub.ts";

/** The policies there are. */
export const POLICIES: readonly ResetPolicy[] = ["earliest", "latest", "time"];

/** One question to `resumeOffsets`. */
export interface Question {
  readonly state: readonly PartitionState[];
  readonly policy: ResetPolicy;
}

/** The kinds of groups that are asked about. */
export const KINDS = ["has committed", "is new", "topic has grown", "log has moved on"] as const;

/** A kind of group. */
export type Kind = (typeof KINDS)[number];

/** Here numbers are a thousand apart, and a log of ours lies between two of them. */
const BEYOND_NUMBERS = 2n ** 62n;

/** A group of a kind, over a topic of a few partitions. */
export function randomQuestion(random: Random, kind: Kind): Question {
  const policy = random.pick(POLICIES);
  const count = random.int(kind === "topic has grown" ? 2 : 1, 6);
  // A group that was stopped before it had read anything.
  const hasReadNothing = kind === "has committed" && random.next() < 0.2;
  // A group that was away so long that all it had committed is gone has begun all the same.
  const allGone = kind === "topic has grown" && random.next() < 0.3;
  const added = random.int(0, count - 1);
  const state = shuffled(
    random,
    Array.from({ length: count }, (_, partition) => {
      const log = randomLog(random, partition, hasReadNothing);
      if (hasReadNothing) return { ...log, committed: log.logStart };
      const committed = committedOf(random, kind, log, partition === added);
      if (committed === null || !allGone) return { ...log, committed };
      return { ...log, committed: surelyGone(random, log) };
    }),
  );
  return { state, policy };
}

/** Topics that have grown, of which the group has begun one partition, wherever that is listed. */
export function begunInOne(random: Random): Question[] {
  return [2, 3].flatMap((count) =>
    Array.from({ length: count }, (_, begun): Question => {
      const logs = Array.from({ length: count }, (_, at) => logWithRecords(random, at));
      const state = shuffled(random, logs).map((log, at): PartitionState => ({
        ...log,
        committed: at === begun ? log.logStart : null,
      }));
      return { state, policy: "latest" };
    })
  );
}

function logWithRecords(random: Random, partition: number): Omit<PartitionState, "committed"> {
  for (;;) {
    const log = randomLog(random, partition, false);
    if (log.logEnd > log.logStart) return log;
  }
}

function randomLog(
  random: Random,
  partition: number,
  isWhole: boolean,
): Omit<PartitionState, "committed"> {
  // Now and then nothing was ever deleted, or nothing is left, or a number can't hold the offset.
  const starts = [0n, 0n, BigInt(random.int(1, 500)), BEYOND_NUMBERS + BigInt(random.int(1, 500))];
  const logStart = isWhole ? 0n : random.pick(starts);
  const logEnd = logStart + BigInt(random.pick([0, random.int(1, 9), random.int(10, 500)]));
  const atTime = random.next() < 0.3 || logStart === logEnd
    ? null
    : logStart + BigInt(random.pick([0, random.int(0, Number(logEnd - logStart) - 1)]));
  return { partition, logStart, logEnd, atTime };
}

function committedOf(
  random: Random,
  kind: Kind,
  { logStart, logEnd }: Omit<PartitionState, "committed">,
  isAdded: boolean,
): bigint | null {
  const inLog = logStart + BigInt(random.int(0, Number(logEnd - logStart)));
  switch (kind) {
    case "is new":
      return null;
    case "has committed":
      return random.pick([logStart, logEnd, inLog]);
    case "topic has grown":
      return isAdded || random.next() < 0.2 ? null : inLog;
    case "log has moved on":
      return goneFrom(random, logStart, logEnd, inLog);
  }
}

/** Before the log's start, where it has one; else behind its end; sometimes still there. */
function goneFrom(random: Random, logStart: bigint, logEnd: bigint, inLog: bigint): bigint {
  const before = logStart === 0n ? undefined : beforeStart(random, logStart);
  const behind = logEnd + BigInt(random.int(1, 300));
  return random.pick([before ?? behind, behind, before ?? inLog, inLog]);
}

function surelyGone(
  random: Random,
  { logStart, logEnd }: Omit<PartitionState, "committed">,
): bigint {
  const before = logStart === 0n ? [] : [beforeStart(random, logStart)];
  return random.pick([...before, logEnd + BigInt(random.int(1, 300))]);
}

/** Whether an offset of it is lost on the way through a number. */
export function isHuge({ state }: Question): boolean {
  return state.some(({ logStart }) => logStart >= BEYOND_NUMBERS);
}

function beforeStart(random: Random, logStart: bigint): bigint {
  return logStart - BigInt(random.int(1, Math.min(500, Number(logStart))));
}

/** A partition of a question with what was answered for it. */
export interface Answered {
  readonly question: Question;
  readonly at: PartitionState;
  readonly resumed: Resumed;
}

/**
 * An answer, an entry for each partition in the order of the state; else what is wrong with its form.
 */
export function resumedOf({ state }: Question, answer: unknown): readonly Resumed[] | string {
  if (!Array.isArray(answer)) {
    return `resumeOffsets() returned ${
      shown(answer)
    } where a list is expected, with an entry for each partition`;
  }
  const entries: Resumed[] = [];
  for (const { partition } of state) {
    const found = answer.filter((entry) => entry?.partition === partition);
    if (found.length !== 1) {
      const how = found.length === 0 ? "has no entry" : `has ${found.length} entries`;
      return `Partition ${partition} ${how}: nobody could say where to read it`;
    }
    const [entry] = found;
    if (typeof entry.offset !== "bigint" || typeof entry.alarm !== "boolean") {
      return `The entry of partition ${partition} is ${
        shown(entry)
      }: its offset must be a bigint ` +
        "and its alarm a boolean";
    }
    entries.push(entry);
  }
  if (answer.length === state.length) return entries;
  return `The answer has ${answer.length} entries for ${state.length} partitions`;
}

/** A partition's state in one line. */
export function placeText({ committed, logStart, logEnd }: PartitionState): string {
  const told = committed === null ? "nothing committed" : `committed ${committed}`;
  return `${told}, log from ${logStart} to ${logEnd}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, item) => typeof item === "bigint" ? `${item}n` : item);
  return (text ?? String(value)).slice(0, 80);
}
