import type { Clock } from "../../core/mod.ts";
import type { Purgatory } from "../purgatory.ts";
import type { Timers } from "../timers.ts";
import { NO_LEADER } from "../topics/elections.ts";
import type { Partition } from "../topics/partition.ts";

/** `replica.lag.time.max.ms`. */
const MAX_LAG_MS = 30_000;
const CHECK_MS = MAX_LAG_MS / 2;

/** What copying between replicas works with. */
export interface ReplicationOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly purgatory: Purgatory;
  readonly partitions: () => Iterable<Partition>;
  readonly isLive: (brokerId: number) => boolean;
  /** How long after an append the followers have it, in milliseconds; 0 is at once. */
  readonly lagMs: number;
  /** Told of partitions whose in-sync replicas are others now. */
  readonly onIsrChange: (partitions: readonly Partition[]) => void;
}

/** The end of a log at some time. */
interface Mark {
  readonly end: number;
  readonly atMs: number;
  readonly leaderEpoch: number;
}

/**
 * How followers come by what their leader appends: at once, after a time, or not while they are
 * held. Those that lack something for too long leave the ISR, and come back with everything.
 */
export class Replication {
  readonly #options: ReplicationOptions;
  readonly #marks = new Map<Partition, Mark[]>();
  #holds = 0;
  #heldSinceMs = 0;
  #checking = false;

  constructor(options: ReplicationOptions) {
    this.#options = options;
  }

  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /** Followers lack what was appended from an offset on, until they have copied it. */
  appended(partition: Partition, from: number): void {
    if (partition.replicas.length === 1) return;
    if (!this.isHeld && this.#options.lagMs === 0) return;
    const caughtUpMs = this.isHeld ? this.#heldSinceMs : this.#options.clock.now();
    for (const id of partition.replicas) {
      if (id !== partition.leader) partition.followers.fallBehind(id, { end: from, caughtUpMs });
    }
    this.#watchLag();
    if (!this.isHeld) this.#copyLater(partition);
  }

  /** Lets followers copy nothing until it is disposed. Several holds last as long as the last. */
  hold(): AsyncDisposable {
    if (this.#holds++ === 0) this.#heldSinceMs = this.#options.clock.now();
    let held = true;
    return {
      [Symbol.asyncDispose]: () => {
        if (held) this.#release();
        held = false;
        return Promise.resolve();
      },
    };
  }

  #release(): void {
    if (--this.#holds > 0) return;
    const changed = [...this.#options.partitions()].filter((one) => this.#copyAll(one));
    this.#report(changed);
  }

  /** A broker is back: it copies what it lacks, and joins every ISR when the lag is over. */
  rejoin(brokerId: number): Promise<void> {
    const { lagMs, timers, purgatory } = this.#options;
    if (lagMs === 0) this.#catchUp(brokerId);
    else timers.after(lagMs, () => this.#catchUp(brokerId));
    return purgatory.wait<undefined | true>({
      keys: [this],
      ready: () => this.#isInSync(brokerId) || undefined,
      expired: () => true,
    }).then(() => {});
  }

  /** Brings followers that are new what is there, now or when the lag is over. */
  copy(partition: Partition): void {
    if (this.isHeld) return;
    if (this.#options.lagMs > 0) this.#copyLater(partition);
    else if (this.#copyAll(partition)) this.#report([partition]);
  }

  #catchUp(brokerId: number): void {
    if (this.isHeld || !this.#options.isLive(brokerId)) return;
    const led = this.#ofBroker(brokerId).filter(({ leader }) => leader !== NO_LEADER);
    this.#report(led.filter((partition) => {
      partition.followers.complete(brokerId);
      return this.#join(partition);
    }));
  }

  #ofBroker(brokerId: number): Partition[] {
    return [...this.#options.partitions()].filter(({ replicas }) => replicas.includes(brokerId));
  }

  /** Whether a broker is in every ISR that it can be in; who dies meanwhile need not be awaited. */
  #isInSync(brokerId: number): boolean {
    return !this.#options.isLive(brokerId) ||
      this.#ofBroker(brokerId).every(({ leader, isr }) =>
        leader === NO_LEADER || isr.includes(brokerId)
      );
  }

  /** Live followers get everything; returns whether the ISR has grown by that. */
  #copyAll(partition: Partition): boolean {
    if (partition.leader === NO_LEADER) return false;
    for (const id of this.#lagging(partition)) partition.followers.complete(id);
    return this.#join(partition);
  }

  /** The followers that will copy what they lack: the dead ones won't. */
  #lagging({ followers }: Partition): number[] {
    return followers.behind.filter(this.#options.isLive);
  }

  /** Takes into the ISR who may be there. */
  #join(partition: Partition): boolean {
    const { replicas, isr, followers, log } = partition;
    const joining = replicas.filter((id) =>
      !isr.includes(id) && this.#options.isLive(id) &&
      followers.endOf(id, log.logEndOffset) >= log.highWatermark
    );
    if (joining.length > 0) partition.place({ isr: [...isr, ...joining] });
    else partition.advance();
    return joining.length > 0;
  }

  /** Notes where the log ends now: when the lag is over, followers get what lies before. */
  #copyLater(partition: Partition): void {
    const marks = this.#marks.get(partition) ?? [];
    const { leaderEpoch, log: { logEndOffset: end } } = partition;
    const atMs = this.#options.clock.now();
    if (marks.at(-1)?.atMs === atMs) marks.pop();
    marks.push({ end, atMs, leaderEpoch });
    if (this.#marks.has(partition)) return;
    this.#marks.set(partition, marks);
    this.#copyAfter(partition, this.#options.lagMs);
  }

  #copyAfter(partition: Partition, ms: number): void {
    this.#options.timers.after(ms, () => {
      const { clock, lagMs } = this.#options;
      const marks = this.#marks.get(partition) ?? [];
      const dueMs = clock.now() - lagMs;
      const due = marks.splice(0, marks.filter(({ atMs }) => atMs <= dueMs).length).at(-1);
      if (due !== undefined) this.#copyDue(partition, due);
      if (marks.length > 0) return this.#copyAfter(partition, marks[0]!.atMs - dueMs);
      this.#marks.delete(partition);
      const mayCopy = !this.isHeld && partition.leader !== NO_LEADER;
      if (mayCopy && this.#lagging(partition).length > 0) this.#copyLater(partition);
    });
  }

  /** What another leader had in mind no longer counts: its log may have gone another way. */
  #copyDue(partition: Partition, { end, atMs, leaderEpoch }: Mark): void {
    if (this.isHeld || partition.leader === NO_LEADER) return;
    if (partition.leaderEpoch === leaderEpoch) {
      this.#copyUpTo(partition, { end, caughtUpMs: atMs });
    }
  }

  #copyUpTo(partition: Partition, to: { end: number; caughtUpMs: number }): void {
    const { followers, log } = partition;
    for (const id of this.#lagging(partition)) {
      if (to.end >= log.logEndOffset) followers.complete(id);
      else if (followers.endOf(id, to.end) < to.end) followers.moveTo(id, to);
    }
    if (this.#join(partition)) this.#report([partition]);
  }

  /** Looks now and then whether somebody lacks something for too long, while that can be. */
  #watchLag(): void {
    if (this.#checking) return;
    this.#checking = true;
    this.#options.timers.after(CHECK_MS, () => {
      this.#checking = false;
      const partitions = [...this.#options.partitions()];
      this.#report(partitions.filter((partition) => this.#expel(partition)));
      if (partitions.some((one) => this.#lagging(one).length > 0)) this.#watchLag();
    });
  }

  #expel(partition: Partition): boolean {
    const { leader, isr, followers, log } = partition;
    if (leader === NO_LEADER || followers.areComplete) return false;
    const latestMs = this.#options.clock.now() - MAX_LAG_MS;
    const inSync = isr.filter((id) => {
      const position = followers.get(id);
      return position === undefined || position.end >= log.logEndOffset ||
        position.caughtUpMs > latestMs;
    });
    if (inSync.length === isr.length) return false;
    partition.place({ isr: inSync });
    return true;
  }

  #report(changed: readonly Partition[]): void {
    if (changed.length > 0) this.#options.onIsrChange(changed);
    this.#options.purgatory.wake(this);
  }

  /** Lets know who waits for a broker to be in sync. */
  changed(): void {
    this.#options.purgatory.wake(this);
  }
}
