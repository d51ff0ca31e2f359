/**
 * What the page shows, as plain JSON: offsets and lags are decimal strings, because numbers above
 * 2⁵³ don't survive JSON; times are milliseconds since 1970.
 */
export interface DashboardSnapshot {
  /** When the figures were taken. */
  readonly atMs: number;
  /** What runs, for the head of the page: `"random_events demo"`. */
  readonly title: string;
  /** The brokers and whether they answer. */
  readonly cluster: ClusterView;
  /** Counts since the start; the server makes rates of them. */
  readonly traffic: TrafficView;
  /** Topics and their partitions. */
  readonly topics: readonly TopicView[];
  /** Consumer groups, how far they are and who is in them. */
  readonly groups: readonly GroupView[];
  /** What is wrong now, the worst first. */
  readonly alerts: readonly AlertView[];
  /** Records that were given up on. */
  readonly deadLetters: DeadLettersView;
  /** Counts by some property of the records: type, risk band, value category, city. */
  readonly statistics: readonly BreakdownView[];
  /** Where results are kept; `null` when nothing is stored. */
  readonly store: StoreView | null;
  /** Counts of all there is, where topics and groups are only some of it. @default {their sums} */
  readonly totals?: TotalsView;
}

/** Counts over the whole cluster. */
export interface TotalsView {
  /** How many topics there are. */
  readonly topics: number;
  /** How many partitions they have. */
  readonly partitions: number;
  /** How many groups there are. */
  readonly groups: number;
  /** Partitions with a replica out of sync. */
  readonly underReplicated: number;
  /** Partitions that nobody leads: they can be neither written nor read. */
  readonly leaderless: number;
  /** Unread records of all groups. */
  readonly lag: string;
}

/** A cluster in the page's head. */
export interface ClusterView {
  /** What kind of broker it is: `"Embedded cluster"`, `"Apache Kafka"`. */
  readonly kind: string;
  /** Its version, as a reader should see it: `"4.1 protocol"`. */
  readonly version: string;
  /** Where clients connect: `"localhost:9092"`. */
  readonly bootstrapServers: string;
  /** The cluster's id; "" while unknown. */
  readonly clusterId: string;
  /** Whether it answers. */
  readonly up: boolean;
  /** Why it doesn't, in a sentence; `null` when it does. */
  readonly why: string | null;
  /** Broker id of the controller, -1 when there is none. */
  readonly controllerId: number;
  /** Brokers known so far. */
  readonly brokers: readonly {
    /** Broker id. */
    readonly id: number;
    /** `host:port`. */
    readonly address: string;
    /** Whether the cluster counts it as alive. */
    readonly up: boolean;
  }[];
}

/** Counts since the start. */
export interface TrafficView {
  /**
   * What was counted: records by who sent and handled them, or what offsets tell of any cluster:
   * then `produced` is what was written and `processed` what was committed, nothing else is known.
   *
   * @default {"records"}
   */
  readonly measured?: "records" | "offsets";
  /** Records acknowledged by the cluster. */
  readonly produced: number;
  /** Records handled to the end. */
  readonly processed: number;
  /** Attempts after a first one. */
  readonly retried: number;
  /** Records sent to the dead-letter topic. */
  readonly deadLettered: number;
}

/** A topic's partitions. */
export interface TopicView {
  /** Its name. */
  readonly name: string;
  /** Its partitions in their order. */
  readonly partitions: readonly {
    /** The partition's number. */
    readonly partition: number;
    /** First offset still kept. */
    readonly low: string;
    /** Offset of the next record. */
    readonly end: string;
    /** Broker id of the leader, -1 when there is none. */
    readonly leader: number;
    /** Whether a replica is out of sync. */
    readonly underReplicated: boolean;
  }[];
}

/** What the trend says of a group. */
export type GroupVerdict = "ok" | "falling behind" | "rewound" | "stalled" | "stopped";

/** A consumer group. */
export interface GroupView {
  /** The group's name. */
  readonly groupId: string;
  /** Kafka's name of its state. */
  readonly state: string;
  /** The trend in a word. */
  readonly verdict: GroupVerdict;
  /** The trend in a sentence. */
  readonly why: string;
  /** Unread records in all its partitions. */
  readonly totalLag: string;
  /** Age of the oldest unread record in seconds; `null` while it can't be told. */
  readonly lagSeconds: number | null;
  /** How far it is in each partition of its topics. */
  readonly partitions: readonly PartitionLagView[];
  /** Who is in it. */
  readonly members: readonly {
    /** The member's id, given by the cluster. */
    readonly memberId: string;
    /** What the client calls itself. */
    readonly clientId: string;
    /** Where it connects from. */
    readonly host: string;
    /** The partitions it reads. */
    readonly assignment: readonly { readonly topic: string; readonly partition: number }[];
  }[];
}

/** How far a group is in one partition. */
export interface PartitionLagView {
  /** The topic's name. */
  readonly topic: string;
  /** The partition's number. */
  readonly partition: number;
  /** First offset still kept. */
  readonly low: string;
  /** Next offset to read; `null` when nothing was ever committed. */
  readonly committed: string | null;
  /** Offset of the next record. */
  readonly end: string;
  /** Unread records; `null` when nothing was ever committed. */
  readonly lag: string | null;
  /** Age of the oldest unread record in seconds; `null` while it can't be told. */
  readonly lagSeconds: number | null;
}

/** Something that is wrong now. */
export interface AlertView {
  /** The rule's name. */
  readonly name: string;
  /** What it is about: a group, a topic; "" for the cluster. */
  readonly subject: string;
  /** How much it hurts. */
  readonly severity: "warning" | "critical";
  /** `pending` until it has lasted long enough. */
  readonly state: "pending" | "firing";
  /** When it began. */
  readonly sinceMs: number;
  /** What is wrong, in a sentence with figures. */
  readonly why: string;
  /** What to do about it. */
  readonly action?: string;
  /** The rule that it follows from. */
  readonly expression?: string;
  /** Who noticed it. @default {"here"} */
  readonly from?: "here" | "prometheus";
}

/** The dead-letter topic. */
export interface DeadLettersView {
  /** Its name; "" where none is known: then the page doesn't speak of any. */
  readonly topic: string;
  /** Records in it since the start. */
  readonly total: number;
  /** The latest of them, newest first; a few are enough. */
  readonly latest: readonly DeadLetterView[];
}

/** One record that was given up on; where it came from and why, never its value. */
export interface DeadLetterView {
  /** When it was given up on. */
  readonly atMs: number;
  /** The topic it came from. */
  readonly topic: string;
  /** Its partition there; -1 for an input line that never was a record. */
  readonly partition: number;
  /** Its offset there, or the line's number. */
  readonly offset: string;
  /** Class of the error: `ValidationError`. */
  readonly errorClass: string;
  /** Code of the error: `SCHEMA_INVALID`. */
  readonly errorCode: string;
  /** Where in the processing it failed. */
  readonly stage: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** The error in words. */
  readonly reason: string;
}

/** Counts by one property. */
export interface BreakdownView {
  /** The property: `"Risk band"`. */
  readonly title: string;
  /** How many records there are, when the rows are only some of its values. @default {their sum} */
  readonly total?: number;
  /** Its values, in the order to show. */
  readonly rows: readonly {
    /** One value. */
    readonly label: string;
    /** How many records have it. */
    readonly count: number;
  }[];
}

/** Where results are kept. */
export interface StoreView {
  /** `"SQLite"`, `"MongoDB"`. */
  readonly name: string;
  /** Whether it answers. */
  readonly up: boolean;
  /** Why it doesn't, in a sentence; `null` when it does. */
  readonly why: string | null;
  /** Rows or documents by kind. */
  readonly counts: readonly {
    /** What is counted: `"events"`. */
    readonly label: string;
    /** How many. */
    readonly count: number;
  }[];
}

/** Where the dashboard gets its figures; asked about once a second, never twice at a time. */
export interface DashboardSource {
  /** The figures of this moment; a rejection is shown on the page with its reason. */
  snapshot(): Promise<DashboardSnapshot>;
}
