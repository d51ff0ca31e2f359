// caught by: few-copies
// says: never had them
// Takes two copies for enough against two deaths.
interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

export function durability({ survives, writableWith, latency }: Requirement) {
  if (survives > 0 && (latency === "lowest" || survives + writableWith > 2)) return "impossible";
  return {
    replicationFactor: 3,
    minInsyncReplicas: Math.min(2, survives + 1),
    acks: latency === "lowest" ? 1 : "all",
    uncleanLeaderElection: survives === 0,
  };
}
