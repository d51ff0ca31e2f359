import type { PartitionLag, Verdict } from "./lag_report.ts";

/** How long a group is watched before it is judged. */
export interface TrendOptions {
  /** The time over which growth is looked for, and ten times that, in milliseconds. @default {30000} */
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

interface Total {
  readonly lag: number;
  readonly end: number;
  readonly atMs: number;
}

const MIN_TOTALS = 9;
const MAX_TOTALS = 1000;
/** Growth below this share of what was written is the sawtooth between commits. */
const MIN_GROWTH = 0.03;

/** Watches one group from pass to pass and says what its trend means. */
export class GroupTrend {
  readonly #windowMs: number;
  readonly #stalledAfterMs: number;
  readonly #progress = new Map<string, Progress>();
  #totals: Total[] = [];

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
    const end = Number(partitions.reduce((sum, partition) => sum + partition.end, 0n));
    this.#totals.push({ lag, end, atMs });
    this.#totals = this.#since(atMs - 10 * this.#windowMs).slice(-MAX_TOTALS);
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

  /** The totals since a time, but never too few to judge by. */
  #since(atMs: number): Total[] {
    const first = this.#totals.findIndex((total) => total.atMs >= atMs);
    return this.#totals.slice(Math.min(first, Math.max(0, this.#totals.length - MIN_TOTALS)));
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

  /** A fast growth shows in the short window, a slow one in the long. */
  #fallingBehind({ groupId, atMs }: GroupSighting): Judgement | undefined {
    for (const windowMs of [this.#windowMs, 10 * this.#windowMs]) {
      const totals = this.#since(atMs - windowMs);
      const [first, last] = [totals[0]!, totals.at(-1)!];
      if (last.atMs - first.atMs < 0.9 * windowMs || !grows(totals)) continue;
      const seconds = Math.round((atMs - first.atMs) / 1000);
      const why = `Unread records of group ${groupId} grew from ${grouped(first.lag)} to ` +
        `${grouped(last.lag)} in ${seconds} s`;
      return { verdict: "falling behind", why };
    }
  }
}

/**
 * Whether lag grows: it is a sawtooth between commits, so the lowest of the last third must lie
 * above the highest of the first, and by more than a small share of what was written meanwhile.
 */
function grows(totals: readonly Total[]): boolean {
  if (totals.length < MIN_TOTALS) return false;
  const third = Math.floor(totals.length / 3);
  const parts = [
    totals.slice(0, third),
    totals.slice(third, totals.length - third),
    totals.slice(totals.length - third),
  ].map((part) => part.map((total) => total.lag));
  const [early, middle, late] = parts.map(mean);
  const growth = Math.min(...parts[2]!) - Math.max(...parts[0]!);
  const written = totals.at(-1)!.end - totals[0]!.end;
  return early! < middle! && middle! < late! && growth > Math.max(10, written * MIN_GROWTH);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
