import { Recording, type RunContext, type Subject } from "../../lib/workshop/mod.ts";
import type { KillPoint, Size } from "./kill_point.ts";
import { type Payment, paymentsIn } from "./payments.ts";
import { type Done, type Guarantee, PARTITION, WorkingProcess } from "./working_process.ts";

/** What a worker works on. */
export interface WorkerOptions {
  readonly name: Guarantee;
  readonly topic: string;
  /** Of the batches that a process is given, over and over. */
  readonly sizes: readonly Size[];
}

/** A batch that was worked on to its end. */
export interface DoneBatch extends Done {
  readonly payments: readonly Payment[];
  readonly atStake: number;
  /** Where the group stood when it was done. */
  readonly committed: bigint;
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
  /** The batches that were worked on to their end. */
  readonly done: DoneBatch[] = [];
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

  /** How many payments have been charged so far. */
  get charges(): number {
    return this.#charged.size;
  }

  /** Payments that no process has charged so far. */
  get uncharged(): Payment[] {
    return this.#payments.filter(({ id }) => !this.#charged.has(id));
  }

  /** The payment before with the same card and the same amount, if there is one. */
  twinOf(payment: Payment): Payment | undefined {
    return this.#payments.slice(0, this.#payments.indexOf(payment))
      .find(({ card, amount }) => card === payment.card && amount === payment.amount);
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
    const { sizes } = this.#options;
    for (let at = 0; left.length > 0 && process.killed === undefined; at++) {
      const { batch, atStake } = sizes[at % sizes.length]!;
      const payments = left.slice(0, batch);
      left = left.slice(batch);
      const done = await process.work(payments, atStake);
      if (process.killed !== undefined) break;
      this.done.push({ payments, atStake, ...done, committed: await this.committed() });
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
