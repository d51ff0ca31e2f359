// caught by: writes-go-on
// says: refused a write
// Saves a disk: two copies, both of which must be in sync.
interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

export function durability({ survives, writableWith, latency }: Requirement) {
  if (survives > 0 && (latency === "lowest" || survives + writableWith > 2)) return "impossible";
  const copies = survives + 1;
  return {
    replicationFactor: copies + (survives === 0 ? writableWith : 0),
    minInsyncReplicas: copies,
    acks: latency === "lowest" ? 1 : "all",
    uncleanLeaderElection: survives === 0,
  };
}
