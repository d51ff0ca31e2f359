// caught by: impossible
// says: can be met
// Thinks that three brokers can't survive two deaths.
interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

export function durability({ survives, writableWith, latency }: Requirement) {
  if (survives === 2 || (survives > 0 && latency === "lowest")) return "impossible";
  if (survives + writableWith > 2 && survives > 0) return "impossible";
  return {
    replicationFactor: 3,
    minInsyncReplicas: survives + 1,
    acks: latency === "lowest" ? 1 : "all",
    uncleanLeaderElection: survives === 0,
  };
}
