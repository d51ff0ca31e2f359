// caught by: impossible
// says: No settings do both
// Never says no.
interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

export function durability({ survives, writableWith, latency }: Requirement) {
  return {
    replicationFactor: 3,
    minInsyncReplicas: Math.min(survives + 1, 3 - writableWith),
    acks: latency === "lowest" ? 1 : "all",
    uncleanLeaderElection: survives === 0,
  };
}
