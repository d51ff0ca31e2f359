/** A position that a group has committed for one partition. */
export interface CommittedOffset {
  /** The next offset to read. */
  readonly offset: number;
  /** Leader epoch of the last record read; −1 when the client did not say. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
  /** Where the commit lies in its log: of two, the later one holds. */
  readonly logOffset: number;
}

/** A committed offset and the partition that it is for. */
export interface PartitionCommit extends CommittedOffset {
  readonly topic: string;
  readonly partition: number;
}

/** Committed offsets by topic and partition. */
type OffsetsByTopic = Map<string, Map<number, CommittedOffset>>;

/** The offsets of one group: committed ones, and those that wait for their transaction's end. */
export class GroupOffsets {
  readonly #committed: OffsetsByTopic = new Map();
  /** By producer id. */
  readonly #pending = new Map<number, PartitionCommit[]>();

  get isEmpty(): boolean {
    return this.#committed.size === 0 && this.#pending.size === 0;
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#committed.get(topic)?.get(partition);
  }

  /** Topics and partitions that something was committed for. */
  partitions(): { topic: string; partitions: number[] }[] {
    return [...this.#committed].map(([topic, offsets]) => ({
      topic,
      partitions: [...offsets.keys()].sort((a, b) => a - b),
    }));
  }

  /** Whether an open transaction holds an offset for this partition. */
  isPending(topic: string, partition: number): boolean {
    return this.#pending.values().some((commits) =>
      commits.some((commit) => commit.topic === topic && commit.partition === partition)
    );
  }

  commit({ topic, partition, ...committed }: PartitionCommit): void {
    const before = this.get(topic, partition);
    if (before !== undefined && before.logOffset > committed.logOffset) return;
    const offsets = this.#committed.get(topic) ?? new Map<number, CommittedOffset>();
    this.#committed.set(topic, offsets.set(partition, committed));
  }

  /** Keeps an offset until the producer's transaction ends. */
  commitInTransaction(producerId: number, commit: PartitionCommit): void {
    const commits = this.#pending.get(producerId) ?? [];
    commits.push(commit);
    this.#pending.set(producerId, commits);
  }

  /** Takes the producer's pending offsets over, or drops them. */
  endTransaction(producerId: number, committed: boolean): void {
    const commits = this.#pending.get(producerId) ?? [];
    this.#pending.delete(producerId);
    if (committed) commits.forEach((commit) => this.commit(commit));
  }

  /** Forgets a partition; `false` when nothing was committed for it. */
  remove(topic: string, partition: number): boolean {
    const offsets = this.#committed.get(topic);
    const removed = offsets?.delete(partition) ?? false;
    if (offsets?.size === 0) this.#committed.delete(topic);
    return removed;
  }
}
