// caught by: few-copies
// says: when all brokers were back
// Wants a leader at any price, and pays with what was acknowledged.
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
    acks: latency === "lowest" ? 1 : "all",
    uncleanLeaderElection: true,
  };
}
