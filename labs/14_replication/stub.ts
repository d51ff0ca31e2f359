/**
 * Lab 14, replication. Read labs/14_replication/README.md first, then make the choice.
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

/**
 * Chooses the settings that meet a requirement, or says that none do.
 *
 * What is graded, on topics and producers made from your answer while brokers are killed:
 * - the settings can be used: no more in-sync replicas are asked for than there are replicas;
 * - no acknowledged record is gone when as many brokers die as `survives` says, even if fewer copies
 *   than usual were in sync when it was acknowledged, or the followers were behind;
 * - with `survives` above 0, everything that was acknowledged is there when all brokers are back,
 *   however many were down in the meantime;
 * - writes go on with `writableWith` brokers down. Where records may be lost, they go on even when
 *   those who are left had fallen behind;
 * - writes are refused for the sake of `survives` only: while more than `survives` copies are up, they
 *   go on, also with more brokers down than `writableWith` says;
 * - with `latency: "lowest"` an acknowledgement comes while followers copy nothing;
 * - the answer is `"impossible"` for those requirements, and only those, that no settings can meet on
 *   three brokers.
 */
export function durability(requirement: Requirement): Durability | "impossible" {
  // TODO: these are Kafka's defaults with three replicas. Safe for whom, against what?
  void requirement;
  return {
    replicationFactor: 3,
    minInsyncReplicas: 1,
    acks: "all",
    uncleanLeaderElection: false,
  };
}
