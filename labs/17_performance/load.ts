import { abortable, systemClock } from "../../lib/core/mod.ts";
import type { Producer } from "../../lib/producer/mod.ts";
import type { Sample } from "./samples.ts";

/** What is sent. */
export interface Load {
  readonly topic: string;
  /** Where they go, if that isn't chance. */
  readonly partition?: number;
  readonly valueOf: (index: number) => Uint8Array;
  readonly signal: AbortSignal;
}

/** Records that come at a rate. */
export interface Schedule extends Load {
  readonly perSecond: number;
  readonly forMs: number;
}

/** Keeps what was measured, by the clock of the harness. */
class Stopwatch {
  readonly #startMs = performance.now();
  readonly #samples: { dueMs: number; sentMs: number; doneMs: number | undefined }[] = [];

  get nowMs(): number {
    return performance.now() - this.#startMs;
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** Notes that a record is sent now; resolves when its outcome is known. */
  note(dueMs: number, sending: Promise<unknown>): Promise<void> {
    const sample = { dueMs, sentMs: this.nowMs, doneMs: undefined as number | undefined };
    this.#samples.push(sample);
    return sending.then(() => {
      sample.doneMs = this.nowMs;
    }, () => {});
  }
}

/** An open loop: records are sent when their turn is, whether or not earlier ones are through. */
export async function openLoop(producer: Producer, schedule: Schedule): Promise<readonly Sample[]> {
  const { topic, valueOf, perSecond, forMs, signal } = schedule;
  const watch = new Stopwatch();
  const noted: Promise<void>[] = [];
  const count = Math.floor(forMs * perSecond / 1000);
  const dueMs = (index: number) => index * 1000 / perSecond;
  for (let index = 0; index < count;) {
    for (; index < count && dueMs(index) <= watch.nowMs; index++) {
      noted.push(watch.note(dueMs(index), producer.send({ topic, value: valueOf(index) })));
    }
    if (index < count) await systemClock.sleep(Math.max(1, dueMs(index) - watch.nowMs), signal);
  }
  await Promise.all(noted);
  return watch.samples;
}

/** A sender with one record under way, which keeps to its schedule as far as it is let. */
export async function oneAtATime(
  producer: Producer,
  schedule: Schedule,
): Promise<readonly Sample[]> {
  const { topic, valueOf, perSecond, forMs, signal } = schedule;
  const watch = new Stopwatch();
  const count = Math.floor(forMs * perSecond / 1000);
  for (let index = 0; index < count; index++) {
    const dueMs = index * 1000 / perSecond;
    if (dueMs > watch.nowMs) await systemClock.sleep(dueMs - watch.nowMs, signal);
    await watch.note(dueMs, producer.send({ topic, value: valueOf(index) }));
  }
  return watch.samples;
}

/** What a closed loop came to. */
export interface ClosedLoop {
  /** How many were acknowledged in that time. */
  readonly records: number;
  readonly tookMs: number;
  readonly samples: readonly Sample[];
}

/**
 * A closed loop: so many records are always under way, up to a number of them or for a time. That
 * time begins with the first acknowledgement; when it is up it is over: what is still under way then
 * doesn't count, and isn't waited for.
 */
export async function closedLoop(
  producer: Producer,
  load: Load & {
    readonly underWay: number;
    readonly forMs?: number;
    readonly records?: number;
  },
): Promise<ClosedLoop> {
  const { topic, partition, valueOf, signal, underWay, forMs, records = Infinity } = load;
  const place = { topic, ...(partition !== undefined && { partition }) };
  const watch = new Stopwatch();
  const first = Promise.withResolvers<void>();
  let isOver = false;
  let index = 0;
  let acknowledged = 0;
  const slot = async () => {
    while (!isOver && index < records && !signal.aborted) {
      await watch.note(watch.nowMs, producer.send({ ...place, value: valueOf(index++) }));
      acknowledged++;
      first.resolve();
    }
  };
  const slots = Promise.all(Array.from({ length: underWay }, slot));
  let before = { records: 0, atMs: 0 };
  if (forMs === undefined) await slots;
  else {
    await abortable(first.promise, signal);
    // The others of the first batch are acknowledged in the same turn.
    await systemClock.sleep(1, signal);
    before = { records: acknowledged, atMs: watch.nowMs };
    await systemClock.sleep(forMs, signal);
    isOver = true;
  }
  signal.throwIfAborted();
  return {
    records: acknowledged - before.records,
    tookMs: watch.nowMs - before.atMs,
    samples: watch.samples,
  };
}

/** Records a second. */
export function rateOf({ records, tookMs }: Pick<ClosedLoop, "records" | "tookMs">): number {
  return Math.round(records / tookMs * 1000);
}
