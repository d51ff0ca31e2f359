import {
  type Recorder,
  Recording,
  type RunContext,
  type Subject,
  SubjectFailure,
} from "../../lib/workshop/mod.ts";
import type { KillPoint } from "./kill_point.ts";
import { type Payment, paymentsIn } from "./payments.ts";

/** The functions of the task. */
export type Guarantee = "atMostOnce" | "atLeastOnce";

/** What a worker works on. */
export interface WorkerOptions {
  readonly name: Guarantee;
  readonly topic: string;
  readonly batch: number;
  readonly atStake: number;
}

/** What became of one process. */
export interface Life {
  /** The call that it was killed at, in words; `undefined` when it came to the end of the log. */
  readonly killed: string | undefined;
  /** Payments that are committed by now and were not charged: nobody will. */
  readonly lost: readonly string[];
  /** Payments that were charged and are not committed: they will be again. */
  readonly exposed: readonly string[];
}

const PARTITION = 0;

/**
 * Has the learner's function work on a topic, life after life. Each life is a process of its own. It
 * begins where the group's committed offset in the cluster says, and what it asks for is done here:
 * so that it can be killed at any of its calls, and what was done is known.
 */
export class Worker {
  readonly #context: RunContext;
  readonly #options: WorkerOptions;
  readonly #group: string;
  readonly #payments: readonly Payment[];
  readonly #recording: Recording;
  readonly #charged = new Set<string>();
  readonly #lost = new Set<string>();
  #spare: Promise<Subject> | undefined;
  #lives = 0;
  /** The commits of each batch that was worked on to its end. */
  readonly commits: { readonly payments: number; readonly commits: number }[] = [];
  /** A payment that was begun while another was still being charged. */
  overlap: string | undefined;

  private constructor(
    context: RunContext,
    options: WorkerOptions,
    log: readonly Payment[],
  ) {
    this.#context = context;
    this.#options = options;
    this.#payments = log;
    this.#group = context.groupId(options.name === "atMostOnce" ? "at-most" : "at-least");
    this.#recording = new Recording({ process: "harness" });
  }

  /** Reads what there is to do; nothing runs yet. */
  static async over(context: RunContext, options: WorkerOptions): Promise<Worker> {
    return new Worker(context, options, await paymentsIn(context.kafka, options.topic));
  }

  /** What has happened so far. */
  get recording(): Recording {
    return this.#recording;
  }

  /** The offset behind the last payment. */
  get end(): bigint {
    return this.#payments.at(-1)!.offset + 1n;
  }

  /** The group's committed offset, asked of the cluster. */
  async committed(): Promise<bigint> {
    const { topic } = this.#options;
    const [position] = await this.#context.admin.committedOffsets(this.#group, [topic]);
    return position === undefined || position.offset < 0n ? 0n : position.offset;
  }

  /** Starts a process, kills it at a point or lets it come to the end of the log. */
  async live(killPoint?: KillPoint): Promise<Life> {
    const subject = await (this.#spare ?? this.#context.subject());
    this.#spare = killPoint === undefined ? undefined : this.#context.subject();
    this.#spare?.catch(() => {});
    const process = new WorkingProcess(subject, {
      ...this.#options,
      group: this.#group,
      context: this.#context,
      recorder: this.#recording.as(`${this.#options.name} ${++this.#lives}`),
      killPoint,
      onCharged: (id) => this.#charged.add(id),
    });
    const from = await this.committed();
    let left = this.#payments.filter(({ offset }) => offset >= from);
    while (left.length > 0 && process.killed === undefined) {
      const batch = left.slice(0, this.#options.batch);
      left = left.slice(batch.length);
      const commits = await process.work(batch);
      if (process.killed === undefined) this.commits.push({ payments: batch.length, commits });
    }
    this.overlap ??= process.overlap;
    if (process.killed === undefined) await subject[Symbol.asyncDispose]();
    return await this.#account(process.killed);
  }

  /** Notes what a fresh reader finds in the log, and where the group stands. */
  async readFinally(): Promise<void> {
    const { topic } = this.#options;
    const reader = this.#recording.as("reader");
    const place = { topic, partition: PARTITION };
    reader.record({ type: "end", ...place, offset: this.end });
    for (const { id, offset } of await paymentsIn(this.#context.kafka, topic)) {
      reader.record({ type: "log", id, key: topic, ...place, offset });
    }
    const offset = await this.committed();
    reader.record({ type: "committed", group: this.#group, ...place, offset });
  }

  async #account(killed: string | undefined): Promise<Life> {
    const committed = await this.committed();
    const ids = (fits: (payment: Payment) => boolean) =>
      this.#payments.filter((payment) => fits(payment)).map(({ id }) => id);
    const lost = ids(({ id, offset }) =>
      offset < committed && !this.#charged.has(id) && !this.#lost.has(id)
    );
    for (const id of lost) this.#lost.add(id);
    const exposed = ids(({ id, offset }) => offset >= committed && this.#charged.has(id));
    return { killed, lost, exposed };
  }
}

interface ProcessOptions extends WorkerOptions {
  readonly group: string;
  readonly context: RunContext;
  readonly recorder: Recorder;
  readonly killPoint: KillPoint | undefined;
  readonly onCharged: (id: string) => void;
}

/** One process, and what it asks for. */
class WorkingProcess {
  readonly #subject: Subject;
  readonly #options: ProcessOptions;
  /** What was asked for and is not done yet. */
  readonly #open = new Set<Promise<void>>();
  #calls = 0;
  #commits = 0;
  #charging = 0;
  /** The call at which it was killed, in words. */
  killed: string | undefined;
  overlap: string | undefined;

  constructor(subject: Subject, options: ProcessOptions) {
    this.#subject = subject;
    this.#options = options;
  }

  /** Hands a batch over; how many commits came of it. */
  async work(batch: readonly Payment[]): Promise<number> {
    const { name, atStake } = this.#options;
    this.#commits = 0;
    for (const payment of batch) this.#note(payment, "deliver");
    const handed = {
      payments: batch,
      atStake,
      effect: (payment: unknown) => this.#doing(this.#effect(batch, payment)),
      commit: (offset: unknown) => this.#doing(this.#commit(offset)),
    };
    try {
      await this.#subject.call(name, [handed]);
      await this.#subject.rest();
      while (this.#open.size > 0) await Promise.allSettled(this.#open);
    } catch (error) {
      const struck = error instanceof SubjectFailure && error.kind === "killed by the harness";
      if (!struck || this.killed === undefined) throw error;
    }
    return this.#commits;
  }

  /** Goes on with it also when nobody waits. */
  #doing(work: Promise<void>): Promise<void> {
    this.#open.add(work);
    work.catch(() => {}).finally(() => this.#open.delete(work));
    return work;
  }

  async #effect(batch: readonly Payment[], given: unknown): Promise<void> {
    const { id } = (given ?? {}) as { readonly id?: unknown };
    const payment = batch.find((each) => each.id === id);
    if (payment === undefined) throw new TypeError("effect() was given no payment of the batch");
    const call = ++this.#calls;
    if (await this.#strikes({ call, side: "before" }, `charging ${payment.id}`)) return;
    if (this.#charging++ > 0) this.overlap ??= payment.id;
    // It takes a while to charge a card: what nobody waited for has come in by then.
    await this.#subject.rest().catch(() => {});
    if (this.killed !== undefined) return;
    this.#charging--;
    this.#options.onCharged(payment.id);
    this.#note(payment, "effect");
    await this.#strikes({ call, side: "after" }, `charging ${payment.id}`);
  }

  async #commit(given: unknown): Promise<void> {
    if (typeof given !== "bigint" || given < 0n) {
      throw new TypeError(
        `commit() was given ${given}: it takes an offset, a bigint of at least 0n`,
      );
    }
    const { context, group, topic, recorder } = this.#options;
    const call = ++this.#calls;
    if (await this.#strikes({ call, side: "before" }, `committing ${given}`)) return;
    const place = { topic, partition: PARTITION, offset: given };
    this.#commits++;
    recorder.record({ type: "commit", phase: "invoke", group, ...place });
    await context.admin.commitOffsets(group, [place]);
    recorder.record({ type: "commit", phase: "ok", group, ...place });
    await this.#strikes({ call, side: "after" }, `committing ${given}`);
  }

  /** Kills the process if this is the call; what it asked for before, and nobody heard, is not done. */
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
