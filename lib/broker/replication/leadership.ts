import type { Clock } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import { electClean, electUnclean, NO_LEADER } from "../topics/elections.ts";
import type { Partition, PlacementChange } from "../topics/partition.ts";
import type { Topics } from "../topics/topics.ts";
import type { Brokers } from "./brokers.ts";

/** What the election of leaders works with. */
export interface LeadershipOptions {
  readonly clock: Clock;
  readonly brokers: Brokers;
  readonly topics: Topics;
  /** Told of each partition that has another leader, or another epoch. */
  readonly onNewEpoch: (partition: Partition) => void;
}

/** How a leader is chosen when somebody asks for an election. */
export type ElectionType = "preferred" | "unclean";

/**
 * Who leads which partition: elections when brokers die and come back, elections that are asked
 * for. Each change is kept in the metadata log.
 */
export class Leadership {
  readonly #options: LeadershipOptions;

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** A broker is gone: it leaves the ISRs, and what it led is led by the next. */
  brokerDied(id: number): void {
    this.#change((partition) => {
      if (!partition.replicas.includes(id)) return undefined;
      const { log, followers } = partition;
      const caughtUpMs = this.#options.clock.now();
      followers.fallBehind(id, { end: log.logEndOffset, caughtUpMs });
      return this.#without(partition, id);
    });
  }

  /** The last of the ISR stays in it: only that one has all that was acknowledged. */
  #without(partition: Partition, id: number): PlacementChange | undefined {
    const { leader, isr } = partition;
    const others = isr.filter((one) => one !== id);
    const left = others.length > 0 ? others : isr;
    if (leader === id) return this.#elected(partition, left);
    return left.length < isr.length ? { isr: left } : undefined;
  }

  /** The leader that these in-sync replicas allow, or an unclean one where the topic does. */
  #elected(partition: Partition, isr: readonly number[]): PlacementChange {
    const { isLive } = this.#options.brokers;
    const { replicas } = partition;
    const clean = electClean({ replicas, isr, isLive });
    if (clean !== NO_LEADER) return { leader: clean, isr };
    const unclean = this.#mayBeUnclean(partition) ? electUnclean({ replicas, isLive }) : NO_LEADER;
    return unclean === NO_LEADER ? { leader: NO_LEADER, isr } : { leader: unclean, isr: [unclean] };
  }

  #mayBeUnclean({ topic }: Partition): boolean {
    return this.#options.topics.get(topic)?.config("unclean.leader.election.enable") === "true";
  }

  /** A broker is back: it leads what nobody else may lead. */
  brokerRose(id: number): void {
    this.#change((partition) =>
      partition.leader === NO_LEADER && partition.replicas.includes(id)
        ? this.#elected(partition, partition.isr)
        : undefined
    );
  }

  /** Puts a leader where none is, or one that does not live, as at a start. */
  electMissing(): void {
    const { isLive } = this.#options.brokers;
    this.#change((partition) =>
      isLive(partition.leader) ? undefined : this.#elected(partition, partition.isr)
    );
  }

  /**
   * Elects the preferred leader, which is the first replica, or an unclean one where none leads.
   *
   * @throws {RequestError} `ELECTION_NOT_NEEDED`, `PREFERRED_LEADER_NOT_AVAILABLE`,
   * `ELIGIBLE_LEADERS_NOT_AVAILABLE`
   */
  elect(partition: Partition, type: ElectionType): void {
    const change = type === "preferred" ? this.#preferred(partition) : this.#unclean(partition);
    this.#change((one) => one === partition ? change : undefined, [partition]);
  }

  #preferred({ replicas, isr, leader }: Partition): PlacementChange {
    const preferred = replicas[0]!;
    if (leader === preferred) throw new RequestError("ELECTION_NOT_NEEDED");
    if (!isr.includes(preferred) || !this.#options.brokers.isLive(preferred)) {
      throw new RequestError("PREFERRED_LEADER_NOT_AVAILABLE");
    }
    return { leader: preferred };
  }

  #unclean({ replicas, isr, leader }: Partition): PlacementChange {
    const { isLive } = this.#options.brokers;
    if (leader !== NO_LEADER) throw new RequestError("ELECTION_NOT_NEEDED");
    const next = electUnclean({ replicas, isLive });
    if (next === NO_LEADER) throw new RequestError("ELIGIBLE_LEADERS_NOT_AVAILABLE");
    return { leader: next, isr: isr.includes(next) ? isr : [next] };
  }

  /** Gives leaders back to the first replicas, as `auto.leader.rebalance.enable` does. */
  balance(): void {
    const { isLive } = this.#options.brokers;
    this.#change(({ replicas: [preferred], isr, leader }) =>
      leader !== preferred && isr.includes(preferred!) && isLive(preferred!)
        ? { leader: preferred! }
        : undefined
    );
  }

  /** Changes one partition's placement. */
  place(partition: Partition, change: PlacementChange): void {
    this.#change(() => change, [partition]);
  }

  /** Changes placements, keeps them, and tells of new epochs once all is in place. */
  #change(
    changeOf: (partition: Partition) => PlacementChange | undefined,
    partitions: readonly Partition[] = this.#options.topics.partitions(),
  ): void {
    const { topics, onNewEpoch } = this.#options;
    const changed: Partition[] = [];
    const begun: Partition[] = [];
    for (const partition of partitions) {
      const change = changeOf(partition);
      if (change === undefined) continue;
      const { leaderEpoch } = partition;
      partition.place(change);
      changed.push(partition);
      if (partition.leaderEpoch !== leaderEpoch) begun.push(partition);
    }
    topics.keepPlacements(changed);
    for (const partition of begun) onNewEpoch(partition);
  }
}
