import type { FaultAction } from "../../../proxy/mod.ts";
import type { ApiName } from "../../../protocol/mod.ts";
import type { InjectedFault } from "../../faults.ts";
import type { FaultRun, InForce, RunFault } from "../run_fault.ts";

/** The requests that move records, offsets and transactions. */
const WORKING: readonly ApiName[] = [
  "Produce",
  "Fetch",
  "OffsetCommit",
  "AddPartitionsToTxn",
  "TxnOffsetCommit",
  "EndTxn",
];

/** Several faults of the proxy as one. */
export function together(faults: readonly InjectedFault[]): InForce {
  return {
    fired: () => faults.reduce((sum, { fired }) => sum + fired, 0),
    end: async () => {
      for (const fault of faults) await fault.end();
    },
  };
}

/** Spoils requests of each working kind, as they come, until some of each way were hit. */
async function spoil(
  run: FaultRun,
  { actions, times, apis = WORKING }: {
    readonly actions: readonly FaultAction[];
    readonly times: number;
    readonly apis?: readonly ApiName[];
  },
): Promise<InForce> {
  const faults = actions.map((action) =>
    run.proxy.inject(
      { apiKeys: apis, action, times, probability: 0.3, random: run.random.fork(`${action}`) },
      `requests meet ${action}`,
    )
  );
  await run.until(() => faults.every(({ fired }) => fired >= Math.min(times, 3)));
  return together(faults);
}

/** Connections end under requests, before and after the broker has done the work. */
export const connectionReset: RunFault = {
  name: "connection-reset",
  what: "Connections are reset under requests, before or after the broker has done the work",
  inject: (run) => spoil(run, { actions: ["refuse", "reset", "dropAnswer"], times: 6 }),
};

/** Frames end in their middle. */
export const halfFrame: RunFault = {
  name: "half-a-frame",
  what: "Connections end in the middle of a request or an answer",
  inject: (run) => spoil(run, { actions: ["halfRequest", "halfAnswer"], times: 8 }),
};

/** Nobody reaches any broker for a while. */
export const unreachable: RunFault = {
  name: "brokers-unreachable",
  what: "All connections are reset and new ones refused for two seconds",
  async inject(run) {
    const refused = run.proxy.refuse();
    await run.pass(2000);
    return together([refused]);
  },
};

/** Answers take longer than the producer waits for them. */
export const brokerSlow: RunFault = {
  name: "broker-slow",
  what: "Each request that moves records or offsets takes longer than the producer waits",
  async inject(run) {
    const of = run.random.pick(["request", "answer"] as const);
    const action: FaultAction = { delayMs: [2000, 3000], of };
    const slow = run.proxy.inject(
      { apiKeys: WORKING, action, random: run.random },
      "requests take seconds",
    );
    await run.pass(4000);
    return together([slow]);
  },
};

/** Damaged batches on their way to the broker. */
export const flippedInProduced: RunFault = {
  name: "flipped-bit-produced",
  what: "A bit of a batch is turned on its way to the broker",
  on: ["embedded"],
  inject: (run) => spoil(run, { actions: ["flipRequest"], times: 10, apis: ["Produce"] }),
};

/** Damaged batches on their way to the consumer. */
export const flippedInFetched: RunFault = {
  name: "flipped-bit-fetched",
  what: "A bit of a batch is turned on its way to the consumer",
  on: ["embedded"],
  inject: (run) => spoil(run, { actions: ["flipAnswer"], times: 10, apis: ["Fetch"] }),
};

const ANY: readonly ApiName[] = [...WORKING, "Heartbeat", "Metadata", "FindCoordinator"];

/** Frames that brokers can't read. */
export const malformedRequests: RunFault = {
  name: "malformed-requests",
  what: "The broker gets frames that nobody can read instead of requests",
  on: ["embedded"],
  inject: (run) => spoil(run, { actions: ["garbleRequest"], times: 20, apis: ANY }),
};

/** Frames that clients can't read. */
export const malformedAnswers: RunFault = {
  name: "malformed-answers",
  what: "Clients get frames that nobody can read instead of answers",
  on: ["embedded"],
  inject: (run) => spoil(run, { actions: ["garbleAnswer"], times: 20, apis: ANY }),
};
