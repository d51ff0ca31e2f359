import { type Clock, WorkshopError } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import type { Purgatory } from "../purgatory.ts";
import type { Timers } from "../timers.ts";
import { NO_LEADER } from "../topics/elections.ts";
import type { Partition } from "../topics/partition.ts";
import type { Topics } from "../topics/topics.ts";
import type { Brokers } from "./brokers.ts";
import { Leadership } from "./leadership.ts";
import { cancelled, checkReplicas, completed, reassign } from "./reassignments.ts";
import { Replication } from "./replication.ts";

/** `leader.imbalance.check.interval.seconds`, in milliseconds. */
const BALANCE_MS = 300_000;

/** What the replicas of a cluster work with. */
export interface ClusterReplicasOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly purgatory: Purgatory;
  readonly brokers: Brokers;
  readonly topics: () => Topics;
  /** How long after an append the followers have it, in milliseconds. */
  readonly followerLagMs: number;
  /** Told of each partition that has another leader, or another epoch. */
  readonly onNewEpoch: (partition: Partition) => void;
}

/** The replicas of all partitions: what becomes of them as brokers come and go. */
export class ClusterReplicas {
  readonly #options: ClusterReplicasOptions;
  readonly #replication: Replication;

  constructor(options: ClusterReplicasOptions) {
    this.#options = options;
    const { clock, timers, purgatory, brokers, topics } = options;
    this.#replication = new Replication({
      clock,
      timers,
      purgatory,
      partitions: () => topics().partitions(),
      isLive: brokers.isLive,
      lagMs: options.followerLagMs,
      onIsrChange: (partitions) => this.#isrChanged(partitions),
    });
  }

  get leadership(): Leadership {
    const { clock, brokers, topics } = this.#options;
    const onNewEpoch = (partition: Partition) => this.#epochBegan(partition);
    return new Leadership({ clock, brokers, topics: topics(), onNewEpoch });
  }

  /** Followers that came back while nobody led have somebody to copy from now. */
  #epochBegan(partition: Partition): void {
    if (partition.leader !== NO_LEADER) this.#replication.copy(partition);
    this.#options.onNewEpoch(partition);
  }

  /** At a start all brokers are up, and all replicas have all that was kept. */
  start(): void {
    const { brokers, topics } = this.#options;
    this.leadership.electMissing();
    for (const partition of topics().partitions()) {
      const isr = partition.replicas.filter(brokers.isLive);
      if (partition.leader !== NO_LEADER) partition.place({ isr });
      this.#complete(partition);
    }
    this.#balanceLater();
  }

  #balanceLater(): void {
    this.#options.timers.after(BALANCE_MS, () => {
      this.leadership.balance();
      this.#balanceLater();
    });
  }

  /** What happened since an append is the followers' to copy. */
  appended(partition: Partition, from: number): void {
    this.#replication.appended(partition, from);
  }

  /** See {@link Replication.hold}. */
  hold(): AsyncDisposable {
    return this.#replication.hold();
  }

  brokerDied(id: number): void {
    this.#options.brokers.died(id);
    this.leadership.brokerDied(id);
    this.#replication.changed();
  }

  /** Resolves when the broker is back in every ISR. */
  brokerRose(id: number): Promise<void> {
    this.#options.brokers.rose(id);
    this.leadership.brokerRose(id);
    return this.#replication.rejoin(id);
  }

  /**
   * Makes a replica the preferred leader of its partition, and elects it.
   *
   * @throws {WorkshopError} code `NOT_A_REPLICA` or `NOT_IN_SYNC` when it can't be elected
   */
  moveLeader(partition: Partition, brokerId: number): void {
    const { isr, replicas, topic, index } = partition;
    const isReplica = replicas.includes(brokerId);
    if (!isReplica || !isr.includes(brokerId) || !this.#options.brokers.isLive(brokerId)) {
      throw new WorkshopError(
        `Broker ${brokerId} can't lead ${topic}-${index}: ` +
          `it ${isReplica ? "is not in sync" : "has no replica"}, choose one of ${isr.join(", ")}`,
        { code: isReplica ? "NOT_IN_SYNC" : "NOT_A_REPLICA" },
      );
    }
    const others = replicas.filter((id) => id !== brokerId);
    this.leadership.place(partition, { replicas: [brokerId, ...others], leader: brokerId });
  }

  /**
   * Gives a partition other replicas, or ends the attempt when none are given.
   *
   * @throws {RequestError} `INVALID_REPLICA_ASSIGNMENT`, `NO_REASSIGNMENT_IN_PROGRESS`
   */
  reassign(partition: Partition, target: readonly number[] | null): void {
    const { brokers, clock } = this.#options;
    if (target === null) return this.leadership.place(partition, cancelled(partition, brokers));
    const change = reassign(partition, checkReplicas(brokers, target));
    if ((change.isr ?? []).length === 0) throw new RequestError("INVALID_REPLICA_ASSIGNMENT");
    const { logStartOffset: end } = partition.log;
    for (const id of change.adding ?? []) {
      partition.followers.fallBehind(id, { end, caughtUpMs: clock.now() });
    }
    this.leadership.place(partition, change);
    this.#replication.copy(partition);
    this.#complete(partition);
  }

  #isrChanged(partitions: readonly Partition[]): void {
    this.#options.topics().keepPlacements(partitions);
    for (const partition of partitions) this.#complete(partition);
  }

  #complete(partition: Partition): void {
    const change = completed(partition, this.#options.brokers);
    if (change !== undefined) this.leadership.place(partition, change);
  }
}
