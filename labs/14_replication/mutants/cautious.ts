// caught by: writes-go-on
// says: had copies enough
// Keeps the usual two in sync even where records may be lost.
interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

export function durability({ survives, writableWith, latency }: Requirement) {
  if (survives > 0 && (latency === "lowest" || survives + writableWith > 2)) return "impossible";
  return {
    replicationFactor: 3,
    minInsyncReplicas: Math.max(survives + 1, writableWith === 2 ? 1 : 2),
    acks: latency === "lowest" ? 1 : "all",
    uncleanLeaderElection: survives === 0,
  };
}
