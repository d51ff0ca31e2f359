import { RequestError } from "../errors.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { Purgatory } from "../purgatory.ts";
import { Followers } from "./followers.ts";

/** How a partition is kept in the cluster's own log. */
export interface PartitionPlacement {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Replicas that a reassignment under way adds. */
  readonly adding?: readonly number[];
  /** Replicas that a reassignment under way will remove. */
  readonly removing?: readonly number[];
}

/** What is to be changed of a placement; another leader means another epoch. */
export type PlacementChange = Partial<Omit<PartitionPlacement, "leaderEpoch">> & {
  /** Begins a new epoch although the leader stays. */
  readonly newEpoch?: boolean;
};

/** What a partition needs of its surroundings. */
export interface PartitionOptions {
  readonly placement: PartitionPlacement;
  readonly purgatory: Purgatory;
  /** The value in force of `min.insync.replicas`. */
  readonly minInSyncReplicas: () => number;
  /** Told of each append: where the log ended before. */
  readonly onAppend?: (partition: Partition, from: number) => void;
}

const NONE: readonly number[] = [];

/** One partition of a topic: who leads it, who has it, and its log. Requests wait under it. */
export class Partition {
  readonly topic: string;
  readonly index: number;
  readonly log: PartitionLog;
  /** Broker id of the leader; −1 when there is none. */
  leader: number;
  leaderEpoch: number;
  /** Where its log ended when this epoch began. */
  epochStartOffset = 0;
  replicas: readonly number[];
  isr: readonly number[];
  adding: readonly number[];
  removing: readonly number[];
  readonly followers: Followers = new Followers();
  readonly #options: PartitionOptions;

  constructor(
    name: { readonly topic: string; readonly index: number },
    log: PartitionLog,
    options: PartitionOptions,
  ) {
    const { placement } = options;
    this.topic = name.topic;
    this.index = name.index;
    this.log = log;
    this.leader = placement.leader;
    this.leaderEpoch = placement.leaderEpoch;
    this.replicas = placement.replicas;
    this.isr = placement.isr;
    this.adding = placement.adding ?? NONE;
    this.removing = placement.removing ?? NONE;
    this.#options = options;
  }

  /** What is kept of it. */
  get placement(): PartitionPlacement {
    const { leader, leaderEpoch, replicas, isr, adding, removing } = this;
    const known = { leader, leaderEpoch, replicas, isr };
    return adding.length + removing.length === 0 ? known : { ...known, adding, removing };
  }

  /** `min.insync.replicas`, as far as there are so many replicas. */
  get minInSyncReplicas(): number {
    return Math.min(this.#options.minInSyncReplicas(), this.replicas.length);
  }

  /** Whether it has a leader and as many in-sync replicas as the topic asks for. */
  get isWritable(): boolean {
    return this.leader >= 0 && this.isr.length >= this.minInSyncReplicas;
  }

  /**
   * Resolves when all in-sync replicas have what is in the log now, nothing when they have it
   * already. It rejects when another leader, who may lack it, comes first, or it takes too long.
   */
  replicated(timeoutMs?: number): Promise<void> | undefined {
    const { log, leaderEpoch } = this;
    const end = log.logEndOffset;
    if (log.highWatermark >= end) return undefined;
    const waited = this.#options.purgatory.wait<"done" | "lost" | "late">({
      keys: [this],
      ready: () =>
        this.leaderEpoch !== leaderEpoch ? "lost" : log.highWatermark >= end ? "done" : undefined,
      expired: () => "late",
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return waited.then((outcome) => {
      if (outcome === "lost") throw new RequestError("NOT_LEADER_OR_FOLLOWER");
      if (outcome === "late") throw new RequestError("REQUEST_TIMED_OUT");
    });
  }

  /** Appends as the leader does, then lets know who waits. */
  write<T>(append: (log: PartitionLog, leaderEpoch: number) => T): T {
    const from = this.log.logEndOffset;
    const appended = append(this.log, this.leaderEpoch);
    this.#options.onAppend?.(this, from);
    this.advance();
    return appended;
  }

  /** Raises the high watermark to what all in-sync replicas have, and lets know who waits. */
  advance(): void {
    const { log, followers, leader } = this;
    if (this.isWritable) {
      const end = log.logEndOffset;
      log.advanceHighWatermark(
        followers.areComplete ? end : Math.min(
          ...this.isr.map((id) => id === leader ? end : followers.endOf(id, end)),
        ),
      );
    }
    this.#options.purgatory.wake(this);
  }

  /** Takes on another placement. A new leader goes on from where its own copy of the log ends. */
  place(change: PlacementChange): void {
    const { leader = this.leader, newEpoch = false } = change;
    this.replicas = change.replicas ?? this.replicas;
    this.isr = change.isr ?? this.isr;
    this.adding = change.adding ?? this.adding;
    this.removing = change.removing ?? this.removing;
    for (const id of this.followers.behind) {
      if (!this.replicas.includes(id)) this.followers.complete(id);
    }
    if (leader !== this.leader || newEpoch) this.#follow(leader);
    this.advance();
  }

  #follow(leader: number): void {
    this.leader = leader;
    this.leaderEpoch += 1;
    if (leader < 0) return;
    const { log, followers } = this;
    log.truncate(Math.max(followers.endOf(leader, log.logEndOffset), log.logStartOffset));
    followers.complete(leader);
    followers.truncate(log.logEndOffset);
    this.epochStartOffset = log.logEndOffset;
    log.epochs.begin(this.leaderEpoch, log.logEndOffset);
  }

  /**
   * Looks whether a broker leads this partition, and whether the client means the same epoch.
   *
   * @throws {RequestError}
   */
  checkLeader(brokerId: number, clientEpoch = -1): void {
    this.checkReplica(brokerId, clientEpoch);
    if (this.leader !== brokerId) throw new RequestError("NOT_LEADER_OR_FOLLOWER");
  }

  /**
   * Looks whether a broker has this partition, as its leader or not, and whether the client means
   * the same epoch.
   *
   * @throws {RequestError}
   */
  checkReplica(brokerId: number, clientEpoch = -1): void {
    if (!this.replicas.includes(brokerId)) throw new RequestError("NOT_LEADER_OR_FOLLOWER");
    if (clientEpoch < 0) return;
    if (clientEpoch < this.leaderEpoch) throw new RequestError("FENCED_LEADER_EPOCH");
    if (clientEpoch > this.leaderEpoch) throw new RequestError("UNKNOWN_LEADER_EPOCH");
  }
}
