import { ReplicationGates } from "./replication_gates.ts";
import { freePorts } from "./ports.ts";
import type { NodePorts } from "./properties.ts";

/** Far from the ids of brokers, so that nobody takes it for one. */
const CONTROLLER_ID = 100;

/** The ports of a cluster that is about to start, and what stands between its brokers. */
export interface ClusterPlan {
  readonly brokers: readonly NodePorts[];
  /** A controller that is no broker; without it each broker is one. */
  readonly controller: NodePorts | undefined;
  /** What followers fetch through. */
  readonly gates: ReplicationGates | undefined;
}

/** What a plan depends on. */
export interface PlanOptions {
  readonly brokers: number;
  /** Those of the brokers. @default {free ones} */
  readonly ports?: readonly number[] | undefined;
  /** Whether brokers have a listener among themselves. */
  readonly internal: boolean;
  /** Whether brokers will be killed and kept from copying. */
  readonly controlled: boolean;
}

/** Chooses ports; opens the gates of a controlled cluster. */
export async function planCluster(options: PlanOptions): Promise<ClusterPlan> {
  const { brokers: count, ports, internal, controlled } = options;
  const free = freePorts(count * 3 + 1);
  const nodes = Array.from({ length: count }, (_, id): NodePorts => ({
    id,
    port: ports?.[id] ?? free.pop()!,
    controllerPort: free.pop()!,
    ...(internal || controlled ? { internalPort: free.pop()! } : {}),
  }));
  if (!controlled) return { brokers: nodes, controller: undefined, gates: undefined };
  const gates = await ReplicationGates.open(nodes.map(({ internalPort }) => internalPort!));
  const { ports: advertised } = gates;
  return {
    brokers: nodes.map((node, at) => ({ ...node, advertisedInternalPort: advertised[at]! })),
    // Whichever brokers are killed, leaders are elected.
    controller: { id: CONTROLLER_ID, port: 0, controllerPort: free.pop()! },
    gates,
  };
}

/** Time between two looks of a cleaner in a controlled cluster. */
export const CLEANER_INTERVAL_MS = 200;

/** The settings of a cluster that is killed, held and cleaned at will: all of it quickly. */
export const CONTROLLED_SETTINGS: Readonly<Record<string, string>> = {
  "auto.leader.rebalance.enable": "false",
  "broker.heartbeat.interval.ms": "500",
  "broker.session.timeout.ms": "3000",
  "log.cleaner.backoff.ms": String(CLEANER_INTERVAL_MS),
  // Nothing is compacted before the order comes.
  "log.cleaner.min.cleanable.ratio": "1",
  "log.initial.task.delay.ms": "100",
  // A broker waits so long for another that stands still, with the ends of transactions in its hands.
  "request.timeout.ms": "8000",
  "log.retention.check.interval.ms": String(CLEANER_INTERVAL_MS),
  "log.segment.delete.delay.ms": "500",
  "offsets.topic.num.partitions": "5",
  "replica.fetch.wait.max.ms": "200",
  "transaction.state.log.num.partitions": "5",
};
