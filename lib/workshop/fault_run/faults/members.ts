import type { ApiName } from "../../../protocol/mod.ts";
import { STOP_LIMIT_MS } from "../members.ts";
import type { HoldPoint } from "../member/messages.ts";
import type { FaultRun, InForce, RunFault } from "../run_fault.ts";

const over = () => Promise.resolve();

/** What a dead member did is taken over while its successor still starts. */
function succeeded(run: FaultRun, fired: () => number): InForce {
  const successor = run.members.start();
  successor.catch(() => {});
  return { fired, end: async () => void await successor };
}

/** Members come and go. */
export const comingAndGoing: RunFault = {
  name: "members-come-and-go",
  moves: "kafka_consumer_rebalances_total",
  what: "A member joins every two seconds, and one leaves",
  async inject(run) {
    let turns = 0;
    for (let turn = 0; turn < 3; turn++) {
      const leaving = run.random.pick(run.members.names);
      await Promise.all([run.members.start(), run.pass(2000)]);
      await run.members.stop(leaving);
      turns++;
    }
    return { fired: () => turns, end: over };
  },
};

/** A member is asked to end in the middle of its work. */
export const terminated: RunFault = {
  name: "sigterm-mid-batch",
  moves: "kafka_consumer_rebalances_total",
  what: "A member gets SIGTERM in the middle of its work: it ends in time, and repeats nothing",
  async inject(run) {
    const name = run.random.pick(run.members.names);
    const effects = run.progress.count("effect") + run.progress.count("txn");
    await run.until(() => run.progress.count("effect") + run.progress.count("txn") > effects + 5);
    await run.pass(run.random.int(0, 40));
    const { code, ms } = await run.members.stop(name);
    await run.members.start();
    return {
      fired: () => 1,
      end: over,
      judge: (events) => [
        ...(code === 0
          ? []
          : [{ rule: "I10", what: `SIGTERM ended ${name} with code ${code}` } as const]),
        ...(ms <= STOP_LIMIT_MS
          ? []
          : [{ rule: "I10", what: `SIGTERM took ${Math.round(ms)} ms` } as const]),
        ...events.filter((event) => event.type === "effect" && event.outcome === "duplicate")
          .map((event) => ({
            rule: "I6" as const,
            what: `${event.type === "effect" ? event.id : ""} was finished and came again`,
          })),
      ],
    };
  },
};

/** A member dies at a point of its own work. */
function killedAt(at: HoldPoint): RunFault {
  return {
    moves: "kafka_consumer_rebalances_total",
    name: `sigkill-${at.replace("the ", "").replaceAll(" ", "-")}`,
    what: `A member gets SIGKILL ${at} of a record`,
    pipelines: ["plain"],
    recovers: "while it lasts",
    async inject(run) {
      const [name] = run.members.names;
      run.members.tell({ tell: "hold", at, after: run.random.int(0, 30) }, name);
      const isHeld = await run.until(() => run.members.heard("held").length > 0);
      await run.members.kill(name!);
      return succeeded(run, () => isHeld ? 1 : 0);
    },
  };
}

export const killedBeforeEffect: RunFault = killedAt("before the effect");
export const killedAfterEffect: RunFault = killedAt("after the effect");

/** A member dies while a request of it is on its way: before the broker has it, or after. */
function killedAround(
  { api, what, pipelines }: {
    readonly api: ApiName;
    readonly what: string;
    readonly pipelines: RunFault["pipelines"];
  },
  when: "before" | "after",
): RunFault {
  return {
    moves: "kafka_consumer_rebalances_total",
    name: `sigkill-${when}-${what}`,
    what: `A member gets SIGKILL ${when} the broker has done its ${api}`,
    ...(pipelines === undefined ? {} : { pipelines }),
    recovers: "while it lasts",
    async inject(run) {
      const name = run.random.pick(run.members.names);
      const lost = run.proxy.inject({
        apiKeys: [api],
        clientIds: [name],
        action: when === "before" ? "refuse" : "dropAnswer",
        after: run.random.int(0, 3),
      }, `${api} of ${name} is lost`);
      await run.until(() => lost.fired > 0);
      await run.members.kill(name);
      await lost.end();
      return succeeded(run, () => lost.fired);
    },
  };
}

const COMMIT = { api: "OffsetCommit", what: "commit", pipelines: ["plain"] } as const;
const TRANSACTION = { api: "EndTxn", what: "end-txn", pipelines: ["exactly-once"] } as const;
const OFFSETS = {
  api: "TxnOffsetCommit",
  what: "txn-offsets",
  pipelines: ["exactly-once"],
} as const;

export const killedBeforeCommit: RunFault = killedAround(COMMIT, "before");
export const killedAfterCommit: RunFault = killedAround(COMMIT, "after");
export const killedBeforeEndTxn: RunFault = killedAround(TRANSACTION, "before");
export const killedAfterEndTxn: RunFault = killedAround(TRANSACTION, "after");
export const killedAfterTxnOffsets: RunFault = killedAround(OFFSETS, "after");

/** The group moves on while finished records are not committed: they come again. */
export const duplicateDelivery: RunFault = {
  name: "duplicate-delivery",
  moves: "kafka_consumer_rebalances_total",
  what: "Commits are lost while the group rebalances: finished records come again",
  on: ["embedded"],
  pipelines: ["plain"],
  async inject(run) {
    const lost = run.proxy.inject(
      { apiKeys: ["OffsetCommit"], groups: [run.names.group], action: "refuse" },
      "commits are lost",
    );
    await run.until(() => lost.fired > 2);
    const leaving = run.random.pick(run.members.names);
    await run.members.kill(leaving);
    await run.members.start();
    const again = () => run.progress.count("effect duplicate");
    return { fired: again, end: async () => await lost.end() };
  },
};

/** Frozen beyond its session: the group goes on without it. */
const FROZEN_MS = 9000;

/** A member whose connections are frozen, and then late. */
export const zombieByProxy: RunFault = {
  name: "zombie-frozen-connection",
  moves: "kafka_consumer_rebalances_total",
  what: "No byte of a member passes for longer than its session, then all of them do, late",
  recovers: "afterwards",
  async inject(run) {
    const name = run.random.pick(run.members.names);
    const frozen = run.proxy.freezeClient(name);
    const assigned = run.progress.count("assign");
    await run.pass(FROZEN_MS);
    const isLeftBehind = await run.until(() => run.progress.count("assign") > assigned);
    let ended = false;
    return {
      fired: () => isLeftBehind ? 1 : 0,
      end: async () => {
        if (ended) return;
        ended = true;
        await frozen.end();
      },
    };
  },
};

/** A member whose process is frozen. */
export const zombieBySignal: RunFault = {
  name: "zombie-sigstop",
  moves: "kafka_consumer_rebalances_total",
  what: "A member's process is stopped for longer than its session, then goes on",
  notOn: ["windows"],
  async inject(run) {
    const name = run.random.pick(run.members.names);
    const assigned = run.progress.count("assign");
    run.members.signal(name, "SIGSTOP");
    try {
      await run.pass(FROZEN_MS);
      await run.until(() => run.progress.count("assign") > assigned);
    } finally {
      run.members.signal(name, "SIGCONT");
    }
    return { fired: () => run.progress.count("assign") - assigned, end: over };
  },
};

/** The wall clock of all clients is set. */
export const clockStep: RunFault = {
  name: "clock-one-hour",
  what: "The wall clock of all clients jumps an hour ahead, then an hour back",
  on: ["embedded"],
  async inject(run: FaultRun): Promise<InForce> {
    const hours = run.random.pick([[1, -1], [-1, 1]]);
    let steps = 0;
    const set = (stepMs: number) => {
      run.members.tell({ tell: "clock", stepMs });
      run.load.clock.stepMs = stepMs;
      steps++;
    };
    for (const hour of hours) {
      set(hour * 3_600_000);
      await run.pass(1500);
    }
    return { fired: () => steps, end: () => Promise.resolve(set(0)) };
  },
};
