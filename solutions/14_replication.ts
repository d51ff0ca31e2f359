/**
 * Lab 14, replication: the reference solution.
 *
 * @module
 */

/** What somebody needs of a topic on three brokers. */
export interface Requirement {
  /**
   * How many brokers may die right after they have acknowledged a record, before that record may be
   * gone. 0: acknowledged records may be lost.
   */
  readonly survives: 0 | 1 | 2;
  /** How many brokers may be down, whichever they are, while writes still go on. */
  readonly writableWith: 0 | 1 | 2;
  /** `"lowest"`: an acknowledgement waits for nobody but the leader. */
  readonly latency: "lowest" | "any";
}

/** The settings of the topic and of those who write to it. */
export interface Durability {
  /** Copies of each partition. */
  readonly replicationFactor: 1 | 2 | 3;
  /** The topic's `min.insync.replicas`. */
  readonly minInsyncReplicas: 1 | 2 | 3;
  /** What the producers wait for. */
  readonly acks: 1 | "all";
  /** The topic's `unclean.leader.election.enable`. */
  readonly uncleanLeaderElection: boolean;
}

const BROKERS = 3;

/** Chooses the settings that meet a requirement, or says that none do. */
export function durability(requirement: Requirement): Durability | "impossible" {
  const { survives, writableWith, latency } = requirement;
  if (survives === 0) {
    return {
      replicationFactor: BROKERS,
      minInsyncReplicas: 1,
      acks: latency === "lowest" ? 1 : "all",
      // A leader that is behind is better than none, where losing what it lacks is allowed.
      uncleanLeaderElection: true,
    };
  }
  // As many copies as may die, and one that is left, before anybody is told "stored".
  const copies = (survives + 1) as 2 | 3;
  if (latency === "lowest" || copies + writableWith > BROKERS) return "impossible";
  return {
    replicationFactor: BROKERS,
    minInsyncReplicas: copies,
    acks: "all",
    uncleanLeaderElection: false,
  };
}
