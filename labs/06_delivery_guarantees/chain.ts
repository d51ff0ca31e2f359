import { checkHistory, type HistoryReport, type RunContext } from "../../lib/workshop/mod.ts";
import type { KillPoint } from "./kill_point.ts";
import { type Life, Worker, type WorkerOptions } from "./worker.ts";
import type { Guarantee } from "./working_process.ts";

/** What came of one function under kills. */
export interface Outcome {
  readonly name: Guarantee;
  readonly topic: string;
  readonly worker: Worker;
  /** One for each kill point, in their order, as far as the log reached. */
  readonly lives: readonly Life[];
  /** What the checker says of the whole history. */
  readonly report: HistoryReport;
  /** Payments that were never charged. */
  readonly lost: number;
  /** Charges beyond a payment's first. */
  readonly repeated: number;
  /** Where the group stands at the end. */
  readonly committed: bigint;
}

/** What a function is put through. */
export interface Ordeal extends WorkerOptions {
  /** One process is killed at each, one after another; a last one comes to the end. */
  readonly killPoints: readonly KillPoint[];
  /** Told how many processes have been killed so far, after each. */
  readonly onKilled?: (kills: number) => void;
}

/** Kills a process at each point, lets another come to the end, and has the history judged. */
export async function goThrough(context: RunContext, ordeal: Ordeal): Promise<Outcome> {
  const { name, topic, killPoints, onKilled = () => {} } = ordeal;
  const worker = await Worker.over(context, ordeal);
  const lives: Life[] = [];
  for (const point of killPoints) {
    const life = await worker.live(point);
    if (life.killed === undefined) break;
    lives.push(life);
    onKilled(lives.length);
  }
  await worker.live();
  await worker.readFinally();
  const delivery = name === "atMostOnce" ? "at-most-once" : "at-least-once";
  const report = await checkHistory(worker.recording.events, {
    expect: { delivery, inputs: [topic] },
  });
  const count = (invariant: string, what: string) =>
    report.counts.find((each) => each.invariant === invariant)!.counts[what]!;
  return {
    name,
    topic,
    worker,
    lives,
    report,
    lost: count("I1", "never worked on"),
    repeated: count("I6", "repeated"),
    committed: await worker.committed(),
  };
}
