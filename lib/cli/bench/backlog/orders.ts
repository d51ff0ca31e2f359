/** What is done with each record of a backlog; each stage does what the one before it does, and more. */
export const STAGES = ["read", "validate", "score", "store"] as const;

/** What is done with each record of a backlog. */
export type Stage = (typeof STAGES)[number];

/** So that members learn soon of those that join after them, in milliseconds. */
export const HEARTBEAT_MS = 200;

/** What a member of the group works as: ours with a stage, or bare kafkajs that parses JSON. */
export type Work = Stage | "kafkajs";

/** What a member is told first. */
export interface MemberOrder {
  readonly work: Work;
  readonly address: string;
  readonly topic: string;
  readonly groupId: string;
  /** The SQLite file of the stage `store`. */
  readonly storePath: string;
  /** Records in each partition, by its number. */
  readonly counts: readonly number[];
}

/** What a member is told. */
export type ToMember =
  | { readonly kind: "join"; readonly order: MemberOrder }
  /** All members have their partitions: begin to read. */
  | { readonly kind: "go" }
  | { readonly kind: "leave" };

/** What a member tells. */
export type FromMember =
  | { readonly kind: "assigned"; readonly partitions: readonly number[] }
  | { readonly kind: "memory"; readonly bytes: number }
  | { readonly kind: "done"; readonly records: number; readonly peakBytes: number }
  | { readonly kind: "left" }
  | { readonly kind: "failed"; readonly message: string };
