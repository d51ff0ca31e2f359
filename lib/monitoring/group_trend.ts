import type { PartitionLag, Verdict } from "./lag_report.ts";

/** How long a group is watched before it is judged. */
export interface TrendOptions {
  /** The time over which growth is looked for, in milliseconds. @default {30000} */
  readonly windowMs?: number;
  /** Unread records and no commit for this long mean stalled, in milliseconds. @default {30000} */
  readonly stalledAfterMs?: number;
}

/** A group as one pass saw it. */
export interface GroupSighting {
  /** The group's name. */
  readonly groupId: string;
  /** How many are in it. */
  readonly members: number;
  /** Where it has committed. */
  readonly partitions: readonly PartitionLag[];
  /** Monotonic time. */
  readonly atMs: number;
}

/** A verdict and the sentence that gives its reason. */
export interface Judgement {
  /** The trend in a word. */
  readonly verdict: Verdict;
  /** The trend in a sentence. */
  readonly why: string;
}

interface Progress {
  committed: bigint;
  /** Since when there have been unread records and no commit. */
  stuckSinceMs: number;
  rewound: { readonly fromOffset: bigint; readonly atMs: number } | undefined;
}

const MIN_SAMPLES = 4;

/** Watches one group from pass to pass and says what its trend means. */
export class GroupTrend {
  readonly #windowMs: number;
  readonly #stalledAfterMs: number;
  readonly #progress = new Map<string, Progress>();
  #totals: { readonly lag: number; readonly atMs: number }[] = [];

  /** A trend without a past. */
  constructor(options: TrendOptions = {}) {
    this.#windowMs = options.windowMs ?? 30_000;
    this.#stalledAfterMs = options.stalledAfterMs ?? 30_000;
  }

  /** Notes what a pass saw and judges it against all that was seen before. */
  judge(sighting: GroupSighting): Judgement {
    const { partitions, atMs } = sighting;
    const seen = new Set(partitions.map(nameOf));
    for (const name of this.#progress.keys()) if (!seen.has(name)) this.#progress.delete(name);
    for (const partition of partitions) this.#note(partition, atMs);
    const lag = Number(partitions.reduce((sum, partition) => sum + partition.lag, 0n));
    this.#totals.push({ lag, atMs });
    this.#forget(atMs);
    return this.#stopped(sighting, lag) ?? this.#stalled(sighting) ?? this.#rewound(sighting) ??
      this.#fallingBehind(sighting) ?? keepsUp(sighting, lag);
  }

  #note(partition: PartitionLag, atMs: number): void {
    const { committed, lag } = partition;
    const known = this.#progress.get(nameOf(partition));
    if (known === undefined) {
      this.#progress.set(nameOf(partition), { committed, stuckSinceMs: atMs, rewound: undefined });
      return;
    }
    if (committed < known.committed) known.rewound = { fromOffset: known.committed, atMs };
    if (committed !== known.committed || lag === 0n) known.stuckSinceMs = atMs;
    known.committed = committed;
  }

  #forget(atMs: number): void {
    const first = this.#totals.findIndex((total) => total.atMs >= atMs - this.#windowMs);
    this.#totals = this.#totals.slice(Math.min(first, Math.max(0, this.#totals.length - 6)));
  }

  #stopped({ groupId, members }: GroupSighting, lag: number): Judgement | undefined {
    if (members > 0 || lag === 0) return undefined;
    return {
      verdict: "stopped",
      why: `Nobody is in group ${groupId} and ${records(lag)} unread`,
    };
  }

  #stalled({ groupId, partitions, atMs }: GroupSighting): Judgement | undefined {
    for (const partition of partitions) {
      const { stuckSinceMs } = this.#progress.get(nameOf(partition))!;
      if (partition.lag === 0n || atMs - stuckSinceMs < this.#stalledAfterMs) continue;
      const seconds = Math.round((atMs - stuckSinceMs) / 1000);
      return {
        verdict: "stalled",
        why: `Group ${groupId} has not moved from offset ${partition.committed} of ` +
          `${nameOf(partition)} for ${seconds} s and ${
            records(Number(partition.lag))
          } unread there`,
      };
    }
  }

  #rewound({ groupId, partitions, atMs }: GroupSighting): Judgement | undefined {
    for (const partition of partitions) {
      const name = nameOf(partition);
      const { rewound } = this.#progress.get(name)!;
      if (rewound !== undefined && atMs - rewound.atMs <= this.#windowMs) {
        const why = `Group ${groupId} went back in ${name} from offset ${rewound.fromOffset}; it ` +
          `is at ${partition.committed}`;
        return { verdict: "rewound", why };
      }
      if (partition.committed > partition.end) {
        const why = `Group ${groupId} stands at offset ${partition.committed} of ${name}, past ` +
          `its end ${partition.end}: the log was cut or made anew`;
        return { verdict: "rewound", why };
      }
    }
  }

  /** Lag is a sawtooth between commits, so its troughs are compared, not its peaks. */
  #fallingBehind({ groupId, atMs }: GroupSighting): Judgement | undefined {
    const totals = this.#totals;
    if (totals.length < MIN_SAMPLES) return undefined;
    const middle = Math.floor(totals.length / 2);
    const trough = (part: typeof totals) => Math.min(...part.map((total) => total.lag));
    const [earlier, later] = [trough(totals.slice(0, middle)), trough(totals.slice(middle))];
    if (later <= earlier + Math.max(10, earlier * 0.1)) return undefined;
    const seconds = Math.round((atMs - totals[0]!.atMs) / 1000);
    const [from, to] = [totals[0]!.lag, totals.at(-1)!.lag];
    return {
      verdict: "falling behind",
      why: `Unread records of group ${groupId} grew from ${grouped(from)} to ${grouped(to)} in ` +
        `${seconds} s`,
    };
  }
}

function keepsUp({ groupId, members, partitions }: GroupSighting, lag: number): Judgement {
  const why = partitions.length === 0
    ? `Group ${groupId} has committed nothing yet`
    : lag === 0
    ? `Group ${groupId} has read everything${members === 0 ? "; nobody is in it" : ""}`
    : `Group ${groupId} keeps up: ${records(lag)} unread`;
  return { verdict: "ok", why };
}

function nameOf({ topic, partition }: PartitionLag): string {
  return `${topic}/${partition}`;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function records(count: number): string {
  return count === 1 ? "1 record is" : `${grouped(count)} records are`;
}
