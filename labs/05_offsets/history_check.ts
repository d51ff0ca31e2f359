import type { Random } from "../../lib/core/mod.ts";
import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { calls } from "./asked.ts";
import { placeText, POLICIES, type Question, resumedOf } from "./states.ts";
import type { PartitionState, ResetPolicy } from "./stub.ts";

const HISTORIES = 30;
const RESTARTS = 12;

interface Log {
  start: number;
  /** How often each record was read, by offset; what is missing is not owed to the group. */
  reads: (number | undefined)[];
  committed: number | undefined;
}

/** A topic that lives, and a group that is restarted again and again. */
class History {
  readonly policy: ResetPolicy;
  readonly #random: Random;
  readonly #logs: Log[] = [];
  #hasBegun = false;
  event = "the group starts for the first time";

  constructor(random: Random) {
    this.#random = random;
    this.policy = random.pick(POLICIES);
    for (let count = random.int(1, 3); count > 0; count--) this.#add();
    this.#write();
  }

  #add(): void {
    this.#logs.push({ start: 0, reads: [], committed: undefined });
  }

  #write(): void {
    for (const log of this.#logs) {
      for (let count = this.#random.int(0, 9); count > 0; count--) {
        log.reads.push(this.#hasBegun ? 0 : undefined);
      }
    }
  }

  get question(): Question {
    const state = this.#logs.map(({ start, reads, committed }, partition): PartitionState => ({
      partition,
      committed: committed === undefined ? null : BigInt(committed),
      logStart: BigInt(start),
      logEnd: BigInt(reads.length),
      atTime: start < reads.length ? BigInt(Math.floor((start + reads.length) / 2)) : null,
    }));
    return { state, policy: this.policy };
  }

  /** The group reads on, everything or a part, and commits. */
  resume(offsets: readonly bigint[]): void {
    for (const [at, log] of this.#logs.entries()) {
      const from = Number(offsets[at]);
      if (!this.#hasBegun) {
        for (let offset = from; offset < log.reads.length; offset++) log.reads[offset] = 0;
      }
      // What the log does not have is never brought: the reader stands still.
      if (from < log.start || from > log.reads.length) continue;
      const to = this.#random.pick([log.reads.length, this.#random.int(from, log.reads.length)]);
      for (let offset = from; offset < to; offset++) {
        log.reads[offset] = (log.reads[offset] ?? 0) + 1;
      }
      log.committed = to;
    }
    this.#hasBegun = true;
  }

  /** Something happens while the group is away. */
  happen(): void {
    const events = [
      () => "records were written",
      () => this.#delete(),
      () => this.#grow(),
      () => this.#replace(),
    ];
    this.event = this.#random.pick(events)();
    this.#write();
  }

  #delete(): string {
    const log = this.#random.pick(this.#logs);
    log.start = this.#random.int(log.start, log.reads.length);
    return "old records were deleted";
  }

  #grow(): string {
    if (this.#logs.length < 6) this.#add();
    return "a partition was added";
  }

  /** Records of its own, fewer than were committed: else nobody could tell it from the old one. */
  #replace(): string {
    const log = this.#random.pick(this.#logs);
    if ((log.committed ?? 0) < 15) return "records were written";
    Object.assign(log, { start: 0, reads: [0, 0] });
    return "the topic was deleted and made anew";
  }

  /** The first record that was skipped or read twice. */
  problem(): { partition: number; offset: number; times: number } | undefined {
    for (const [partition, { start, reads, committed }] of this.#logs.entries()) {
      const until = committed ?? 0;
      for (let offset = start; offset < reads.length; offset++) {
        const times = reads[offset];
        if (times === undefined || times === 1) continue;
        if (times > 1 || offset < until) return { partition, offset, times };
      }
    }
    return undefined;
  }
}

/** Many restarts, and each record once. */
export const histories: Check = {
  id: "histories",
  claim: "Over many restarts nothing in the log is skipped, and nothing is read twice",
  async run(context) {
    const subject = await context.subject();
    const all = Array.from({ length: HISTORIES }, () => new History(context.random));
    for (let restart = 0; restart < RESTARTS; restart++) {
      const questions = all.map(({ question }) => question);
      const outcomes = await subject.outcomes("resumeOffsets", questions.map(calls));
      for (const [at, history] of all.entries()) {
        const question = questions[at]!;
        const resumed = resumedOf(question, subject.valueOf("resumeOffsets", outcomes[at]!));
        if (typeof resumed === "string") return formless(resumed, question);
        history.resume(resumed.map(({ offset }) => offset));
        const problem = history.problem();
        if (problem !== undefined) return broken(history, question, problem, restart);
        history.happen();
      }
    }
    return pass({ histories: HISTORIES, restarts: HISTORIES * RESTARTS });
  },
};

function formless(happened: string, { state, policy }: Question): Fail {
  const evidence = { policy, partitions: state.length };
  return fail({ happened, anomaly: "no place to go on", evidence });
}

function broken(
  { event }: History,
  { state, policy }: Question,
  { partition, offset, times }: { partition: number; offset: number; times: number },
  restart: number,
): Fail {
  return fail({
    happened: times === 0
      ? `After ${event}, the group went on behind offset ${offset} of partition ${partition}, which ` +
        "it had not read: nobody will read it any more. A start decides once and for all, for the " +
        "restarts after it begin where this one committed"
      : `After ${event}, the group read offset ${offset} of partition ${partition} again, which it ` +
        "had read and committed: what is committed has been worked on, and is now worked on again",
    anomaly: times === 0 ? "skipped records" : "repeated records",
    evidence: { event, restart, policy, partition, offset, state: placeText(state[partition]!) },
    ...(restart === 0 ? {} : { fault: `the group was away, and ${event}` }),
  });
}
