// caught by: behind-but-there
// says: stayed without a leader
// Lets a replica lead that is behind only where writes must go on with somebody down.
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
    uncleanLeaderElection: survives === 0 && writableWith > 0,
  };
}
