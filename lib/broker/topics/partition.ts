import { RequestError } from "../errors.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { Purgatory } from "../purgatory.ts";

/** How a partition is kept in the cluster's own log. */
export interface PartitionPlacement {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** One partition of a topic: who leads it, who has it, and its log. Requests wait under it. */
export class Partition {
  readonly topic: string;
  readonly index: number;
  readonly log: PartitionLog;
  /** Broker id of the leader; −1 when there is none. */
  leader: number;
  leaderEpoch: number;
  replicas: readonly number[];
  isr: readonly number[];
  readonly #purgatory: Purgatory;

  constructor(
    name: { readonly topic: string; readonly index: number },
    log: PartitionLog,
    options: { readonly placement: PartitionPlacement; readonly purgatory: Purgatory },
  ) {
    this.topic = name.topic;
    this.index = name.index;
    this.log = log;
    this.leader = options.placement.leader;
    this.leaderEpoch = options.placement.leaderEpoch;
    this.replicas = options.placement.replicas;
    this.isr = options.placement.isr;
    this.#purgatory = options.purgatory;
  }

  /** What is kept of it. */
  get placement(): PartitionPlacement {
    const { leader, leaderEpoch, replicas, isr } = this;
    return { leader, leaderEpoch, replicas, isr };
  }

  /** Appends as the leader does, then lets know who waits. All replicas share one log. */
  write<T>(append: (log: PartitionLog, leaderEpoch: number) => T): T {
    const appended = append(this.log, this.leaderEpoch);
    this.log.advanceHighWatermark(this.log.logEndOffset);
    this.#purgatory.wake(this);
    return appended;
  }

  /**
   * Looks whether a broker leads this partition, and whether the client means the same epoch.
   *
   * @throws {RequestError}
   */
  checkLeader(brokerId: number, clientEpoch = -1): void {
    if (this.leader !== brokerId) throw new RequestError("NOT_LEADER_OR_FOLLOWER");
    if (clientEpoch < 0) return;
    if (clientEpoch < this.leaderEpoch) throw new RequestError("FENCED_LEADER_EPOCH");
    if (clientEpoch > this.leaderEpoch) throw new RequestError("UNKNOWN_LEADER_EPOCH");
  }
}
