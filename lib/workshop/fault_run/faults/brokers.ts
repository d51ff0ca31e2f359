import { messageOf } from "../../../core/mod.ts";
import type { ApiName } from "../../../protocol/mod.ts";
import { INPUT_PARTITIONS } from "../run_plan.ts";
import type { FaultRun, InForce, RunFault } from "../run_fault.ts";
import { coordinatorPlace } from "./coordinator_place.ts";

/** A broker that is dead until the fault is over. */
async function dead(run: FaultRun, brokerId: number, fired: () => number): Promise<InForce> {
  const { control } = run;
  await control.kill(brokerId);
  let ended = false;
  return {
    fired,
    async end() {
      if (ended) return;
      ended = true;
      await control.revive(brokerId);
    },
  };
}

/** A leader dies when it has appended and not yet answered. */
export const killedUnanswered: RunFault = {
  name: "broker-killed-unanswered",
  what: "A leader is killed between its append and its answer",
  brokers: 3,
  alone: true,
  recovers: "while it lasts",
  async inject(run) {
    const { proxy, control, names } = run;
    const brokerId = run.random.pick(control.brokerIds);
    const held = proxy.inject({
      apiKeys: ["Produce"],
      topics: [names.input],
      brokers: [brokerId],
      action: { delayMs: 30_000, of: "answer" },
    }, `answers of broker ${brokerId} are held back`);
    await run.until(() => held.fired > 0);
    try {
      return await dead(run, brokerId, () => held.fired);
    } finally {
      await held.end();
    }
  },
};

/** A broker dies and comes back. */
export const killed: RunFault = {
  name: "broker-killed",
  what: "A broker is killed, and comes back when all goes on without it",
  brokers: 3,
  alone: true,
  recovers: "while it lasts",
  inject: (run) => dead(run, run.random.pick(run.control.brokerIds), () => 1),
};

/** Leaders move while batches for several partitions are on their way. */
export const leadersMoved: RunFault = {
  name: "leaders-moved-in-flush",
  what: "Leaders move while a flush to several partitions is on its way",
  on: ["embedded"],
  brokers: 3,
  alone: true,
  async inject(run) {
    const { proxy, control, names, admin } = run;
    const slow = proxy.inject(
      { apiKeys: ["Produce"], topics: [names.input], action: { delayMs: [50, 300] } },
      "batches are on their way for a while",
    );
    await run.until(() => slow.fired >= 3);
    let moved = 0;
    for (const { partition, leader } of await admin.describeTopic(names.input)) {
      if (partition >= INPUT_PARTITIONS - 1) break;
      const others = control.brokerIds.filter((id) => id !== leader);
      await control.moveLeader({ topic: names.input, partition }, run.random.pick(others));
      moved++;
    }
    return { fired: () => Math.min(moved, slow.fired), end: async () => await slow.end() };
  },
};

/** A coordinator moves while it is asked for something. */
function coordinatorMoved(
  { api, kind, name, pipelines }: {
    readonly api: ApiName;
    readonly kind: "group" | "transaction";
    readonly name: string;
    readonly pipelines: RunFault["pipelines"];
  },
): RunFault {
  return {
    name: `coordinator-moved-${name}`,
    what: `The ${kind} coordinator moves while it is asked for ${api}`,
    on: ["embedded"],
    brokers: 3,
    ...(pipelines === undefined ? {} : { pipelines }),
    async inject(run) {
      const slow = run.proxy.inject(
        {
          apiKeys: [api],
          action: { delayMs: [100, 400], of: run.random.pick(["request", "answer"]) },
        },
        `${api} takes a while`,
      );
      let moved = 0;
      for (let turn = 0; turn < 3; turn++) {
        const before = slow.fired;
        await run.until(() => slow.fired > before);
        const key = kind === "group" ? run.names.group : transactionalIdOf(run);
        await moveCoordinator(run, kind, key).then(() => moved++, (error) => {
          run.recorder.record({
            type: "fault",
            name: `coordinator-moved-${name}`,
            phase: "fired",
            detail: `not moved: ${messageOf(error)}`,
          });
        });
      }
      return { fired: () => Math.min(moved, slow.fired), end: async () => await slow.end() };
    },
  };
}

/** One of those that the pipeline works under, or that of the transactions in its input. */
function transactionalIdOf({ pipeline, names: { group, input }, random }: FaultRun): string {
  if (pipeline === "plain") return `${group}-source`;
  return `${group}-${input}-${random.int(0, INPUT_PARTITIONS - 1)}`;
}

async function moveCoordinator(
  { admin, control, random }: FaultRun,
  kind: "group" | "transaction",
  key: string,
): Promise<void> {
  const { leader, ...place } = await coordinatorPlace(admin, kind, key);
  await control.moveLeader(place, random.pick(control.brokerIds.filter((id) => id !== leader)));
}

export const coordinatorMovedInCommit: RunFault = coordinatorMoved({
  api: "OffsetCommit",
  kind: "group",
  name: "commit",
  pipelines: ["plain"],
});
export const coordinatorMovedInSendOffsets: RunFault = coordinatorMoved({
  api: "TxnOffsetCommit",
  kind: "group",
  name: "send-offsets",
  pipelines: ["exactly-once"],
});
export const coordinatorMovedInEndTxn: RunFault = coordinatorMoved({
  api: "EndTxn",
  kind: "transaction",
  name: "end-txn",
  pipelines: ["plain", "exactly-once"],
});

/** A broker stands still, with all its connections open. */
export const frozen: RunFault = {
  name: "broker-frozen",
  what: "A broker's process is stopped, and goes on later as if nothing had been",
  brokers: 3,
  on: ["kafka"],
  notOn: ["windows"],
  alone: true,
  recovers: "while it lasts",
  async inject(run) {
    const { control } = run;
    const brokerId = run.random.pick(control.brokerIds);
    const held = await control.freeze!(brokerId);
    return { fired: () => 1, end: async () => await held[Symbol.asyncDispose]() };
  },
};
