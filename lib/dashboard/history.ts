import type { DashboardSnapshot } from "./source.ts";

/** One point of the charts. */
export interface Sample {
  /** When, milliseconds since 1970. */
  readonly atMs: number;
  /** Records acknowledged per second since the point before. */
  readonly producedPerSecond: number;
  /** Records handled per second since the point before. */
  readonly processedPerSecond: number;
  /** Unread records of all groups. */
  readonly lag: number;
}

/** Some points: those that were missed, or all. */
export interface Points {
  /** The points, oldest first. */
  readonly samples: readonly Sample[];
  /** Whether they replace what a page has, rather than adding to it. */
  readonly complete: boolean;
}

/** The points of the last minutes, each with a number that rises by one. */
export class History {
  readonly #limit: number;
  #samples: Sample[] = [];
  #count = 0;
  #last: Pick<DashboardSnapshot, "atMs" | "traffic"> | undefined;

  /** Keeps the last `limit` points. */
  constructor(limit = 300) {
    this.#limit = limit;
  }

  /** The newest point; `undefined` before the first. */
  get last(): Sample | undefined {
    return this.#samples.at(-1);
  }

  /** The number of the newest point, 0 before the first. */
  get newest(): number {
    return this.#count;
  }

  /** Makes a point of a snapshot; none of the first, which has nothing to be compared with. */
  add(snapshot: DashboardSnapshot): Sample | undefined {
    const before = this.#last;
    if (before !== undefined && snapshot.atMs <= before.atMs) return undefined;
    this.#last = snapshot;
    if (before === undefined) return undefined;
    const seconds = (snapshot.atMs - before.atMs) / 1000;
    // a count that fell has begun anew: what happened in between is unknown
    const rate = (now: number, then: number) => Math.max(0, now - then) / seconds;
    const sample = {
      atMs: snapshot.atMs,
      producedPerSecond: rate(snapshot.traffic.produced, before.traffic.produced),
      processedPerSecond: rate(snapshot.traffic.processed, before.traffic.processed),
      lag: Number(
        snapshot.totals?.lag ??
          snapshot.groups.reduce((sum, group) => sum + BigInt(group.totalLag), 0n),
      ),
    };
    this.#samples.push(sample);
    this.#count += 1;
    if (this.#samples.length > this.#limit) this.#samples.shift();
    return sample;
  }

  /** The points after number `since`, or all that are kept when some of those are gone. */
  after(since: number): Points {
    const missed = this.#count - since;
    const complete = missed < 0 || missed > this.#samples.length;
    const samples = this.#samples.slice(complete ? 0 : this.#samples.length - missed);
    return { samples, complete };
  }
}
