import {
  type Recorder,
  type RunContext,
  type Subject,
  SubjectFailure,
} from "../../lib/workshop/mod.ts";
import type { KillPoint } from "./kill_point.ts";
import type { Payment } from "./payments.ts";

/** The functions of the task. */
export type Guarantee = "atMostOnce" | "atLeastOnce";

/** The one partition that there is. */
export const PARTITION = 0;

/** What a process works with. */
export interface ProcessOptions {
  readonly name: Guarantee;
  readonly topic: string;
  readonly group: string;
  readonly context: RunContext;
  readonly recorder: Recorder;
  readonly killPoint: KillPoint | undefined;
  readonly onCharged: (id: string) => void;
}

/** What came of a batch. */
export interface Done {
  readonly commits: number;
  /** A call that was still under way when the function's promise resolved, in words. */
  readonly underWay: string | undefined;
}

/** Something that a process has asked for and that is not done yet. */
interface Asked {
  readonly what: string;
  readonly payment?: string;
  readonly done: Promise<void>;
}

/** One process, and what it asks for. */
export class WorkingProcess {
  readonly #subject: Subject;
  readonly #options: ProcessOptions;
  /** By the number of the call. */
  readonly #open = new Map<number, Asked>();
  #calls = 0;
  #commits = 0;
  /** The call at which it was killed, in words. */
  killed: string | undefined;
  /** A payment that was begun while another was still being charged. */
  overlap: string | undefined;

  constructor(subject: Subject, options: ProcessOptions) {
    this.#subject = subject;
    this.#options = options;
  }

  /** Hands a batch over. */
  async work(batch: readonly Payment[], atStake: number): Promise<Done> {
    const { name } = this.#options;
    let underWay: string | undefined;
    this.#commits = 0;
    for (const payment of batch) this.#note(payment, "deliver");
    const handed = {
      payments: batch,
      atStake,
      effect: (given: unknown) => this.#effect(batch, given),
      commit: (given: unknown) => this.#commit(given),
    };
    try {
      await this.#subject.call(name, [handed]);
      underWay = [...this.#open.values()][0]?.what;
      await this.#subject.rest();
      while (this.#open.size > 0) {
        await Promise.allSettled([...this.#open.values()].map(({ done }) => done));
      }
    } catch (error) {
      const struck = error instanceof SubjectFailure && error.kind === "killed by the harness";
      if (!struck || this.killed === undefined) throw error;
    }
    return { commits: this.#commits, underWay };
  }

  async #effect(batch: readonly Payment[], given: unknown): Promise<void> {
    const { id } = (given ?? {}) as { readonly id?: unknown };
    const payment = batch.find((each) => each.id === id);
    if (payment === undefined) throw new TypeError("effect() was given no payment of the batch");
    await this.#ask({ what: `charging ${payment.id}`, payment: payment.id }, () => {
      this.#options.onCharged(payment.id);
      this.#note(payment, "effect");
      return Promise.resolve();
    });
  }

  async #commit(given: unknown): Promise<void> {
    if (typeof given !== "bigint" || given < 0n) {
      throw new TypeError(
        `commit() was given ${given}, a ${typeof given}: it takes an offset, a bigint from 0n`,
      );
    }
    await this.#ask({ what: `committing ${given}` }, async () => {
      const { context, group, topic, recorder } = this.#options;
      const place = { topic, partition: PARTITION, offset: given };
      this.#commits++;
      recorder.record({ type: "commit", phase: "invoke", group, ...place });
      await context.admin.commitOffsets(group, [place]);
      recorder.record({ type: "commit", phase: "ok", group, ...place });
    });
  }

  #ask(
    about: { readonly what: string; readonly payment?: string },
    work: () => Promise<void>,
  ): Promise<void> {
    const call = ++this.#calls;
    const done = this.#do(call, about, work);
    this.#open.set(call, { ...about, done });
    done.catch(() => {}).finally(() => this.#open.delete(call));
    return done;
  }

  async #do(
    call: number,
    { what, payment }: { readonly what: string; readonly payment?: string },
    work: () => Promise<void>,
  ): Promise<void> {
    if (await this.#strikes({ call, side: "before" }, what)) return;
    // It takes a while. What was asked for meanwhile, because nobody waited for this, is done first.
    await this.#comesToRest().catch(() => {});
    const later = [...this.#open].filter(([other]) => other > call).map(([, asked]) => asked);
    if (payment !== undefined) this.overlap ??= later.find((other) => other.payment)?.payment;
    await Promise.allSettled(later.map(({ done }) => done));
    if (this.killed !== undefined) return;
    await work();
    await this.#strikes({ call, side: "after" }, what);
  }

  /** With nobody killed it is told, too, who is done by now: calls of nothing are answered behind it. */
  async #comesToRest(): Promise<void> {
    const { name, killPoint } = this.#options;
    if (killPoint === undefined) await this.#subject.outcomes(name, []);
    await this.#subject.rest();
  }

  /** Kills the process if this is the call; what it asked for before, and nobody did, is not done. */
  async #strikes({ call, side }: KillPoint, what: string): Promise<boolean> {
    if (this.killed !== undefined) return true;
    const { killPoint, recorder } = this.#options;
    if (killPoint?.call !== call || killPoint.side !== side) return false;
    const name = `killed ${side} ${what}`;
    this.killed = name;
    recorder.record({ type: "fault", name, phase: "fired" });
    await this.#subject.kill();
    recorder.record({ type: "fault", name, phase: "end" });
    return true;
  }

  #note({ id, offset }: Payment, type: "deliver" | "effect"): void {
    const { topic, recorder, group } = this.#options;
    const at = { id, key: topic, topic, partition: PARTITION, offset };
    if (type === "deliver") recorder.record({ type, ...at, reader: group });
    else recorder.record({ type, ...at, outcome: "applied" });
  }
}
