// caught by: lowest-latency
// says: while its followers were held
// Always waits for all in sync: the lowest latency is not to be had so.
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
    acks: "all",
    uncleanLeaderElection: survives === 0,
  };
}
