// caught by: writes-go-on
// says: refused a write
// Asks all three to be in sync whatever has to survive.
interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

export function durability({ survives, writableWith, latency }: Requirement) {
  if (survives > 0 && (latency === "lowest" || survives + writableWith > 2)) return "impossible";
  return {
    replicationFactor: 3,
    minInsyncReplicas: survives === 0 ? 1 : 3,
    acks: latency === "lowest" ? 1 : "all",
    uncleanLeaderElection: survives === 0,
  };
}
