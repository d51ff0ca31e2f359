/** What somebody needs of a topic on three brokers; the learner's file says what each means. */
export interface Requirement {
  readonly survives: 0 | 1 | 2;
  readonly writableWith: 0 | 1 | 2;
  readonly latency: "lowest" | "any";
}

/** The settings that somebody chose for it. */
export interface Durability {
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly acks: 1 | "all";
  readonly uncleanLeaderElection: boolean;
}

const COUNTS = [0, 1, 2] as const;

/** All that can be required. */
export const REQUIREMENTS: readonly Requirement[] = COUNTS.flatMap((survives) =>
  COUNTS.flatMap((writableWith) =>
    (["lowest", "any"] as const).map((latency) => ({ survives, writableWith, latency }))
  )
);

/** Why no settings meet a requirement on three brokers, `undefined` when some do. */
export function whyImpossible({ survives, writableWith, latency }: Requirement) {
  if (survives === 0) return undefined;
  if (latency === "lowest") {
    return "what only the leader has is gone with it, and to wait for another copy takes longer " +
      "than the lowest latency";
  }
  const copies = survives + 1;
  if (copies + writableWith <= 3) return undefined;
  const up = 3 - writableWith;
  return `a record needs ${copies} copies to survive, and with ${writableWith} of three brokers ` +
    `down there ${up === 1 ? "is" : "are"} ${up}`;
}

/** A requirement in words, to stand in a sentence. */
export function requirementText({ survives, writableWith, latency }: Requirement): string {
  const kept = survives === 0
    ? "acknowledged records may be lost"
    : `acknowledged records survive ${counted(survives, "death")}`;
  return `${kept}, writes go on with ${counted(writableWith, "broker")} down, ` +
    `latency ${latency}`;
}

/** Settings in Kafka's words. */
export function settingsText(settings: Durability): string {
  const { replicationFactor, minInsyncReplicas, acks, uncleanLeaderElection } = settings;
  return `${replicationFactor} replicas, min.insync.replicas=${minInsyncReplicas}, acks=${acks}, ` +
    `unclean election ${uncleanLeaderElection ? "on" : "off"}`;
}

/** `no broker`, `1 broker`, `2 brokers`, `2 copies`. */
export function counted(count: number, what: string): string {
  if (count === 0) return `no ${what}`;
  return count === 1 ? `1 ${what}` : `${count} ${what.replace(/y$/, "ie")}s`;
}
