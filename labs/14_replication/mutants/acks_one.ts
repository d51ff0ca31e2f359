// caught by: held-followers
// says: waited for no follower
// Three copies and the minimum in sync are right, but nobody waits for them.
interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

export function durability({ survives, writableWith, latency }: Requirement) {
  if (survives > 0 && (latency === "lowest" || survives + writableWith > 2)) return "impossible";
  return {
    replicationFactor: 3,
    minInsyncReplicas: survives + 1,
    acks: 1,
    uncleanLeaderElection: survives === 0,
  };
}
