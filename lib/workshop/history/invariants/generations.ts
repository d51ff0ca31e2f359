import type { EventOf } from "../event.ts";
import type { Breach } from "../judge.ts";

/**
 * Whether offsets are committed by whom a partition belongs to. A commit that a newer generation
 * overtakes on its way is no fault, so it is judged by what was known when it was asked for.
 */
export class Generations {
  readonly #breach: (breach: Breach) => void;
  /** The newest generation that each group has been seen in. */
  readonly #newest = new Map<string, number>();
  /** What members were given, by group, member and generation. */
  readonly #given = new Map<string, Set<string>>();
  /** Commits under way that were wrong when they were asked for, and what was wrong. */
  readonly #wrong = new Map<string, { why: string; at: number }>();
  /** How many commits named a generation. */
  judged = 0;
  /** How many wrong ones were refused. */
  refused = 0;

  constructor(breach: (breach: Breach) => void) {
    this.#breach = breach;
  }

  deliver({ reader, generation }: EventOf<"deliver">): void {
    if (generation !== undefined && generation >= 0) this.#meet(reader, generation);
  }

  assign(event: EventOf<"assign">): void {
    if (event.phase !== "assigned") return;
    this.#meet(event.group, event.generation);
    const key = memberKey(event);
    const given = this.#given.get(key) ?? new Set();
    for (const partition of event.partitions) given.add(`${event.topic}/${partition}`);
    this.#given.set(key, given);
  }

  commit(event: EventOf<"commit">, at: number): void {
    const { phase, generation } = event;
    if (generation === undefined || generation < 0) return;
    const key = commitKey(event);
    if (phase === "invoke") {
      this.judged++;
      const why = this.#problem(event, generation);
      if (why === undefined) this.#wrong.delete(key);
      else this.#wrong.set(key, { why, at });
      return;
    }
    const wrong = this.#wrong.get(key);
    this.#wrong.delete(key);
    if (wrong === undefined) return;
    if (phase !== "ok") {
      this.refused++;
      return;
    }
    const { group, topic, partition, offset } = event;
    this.#breach({
      anomaly: "stale commit",
      claim: "Offsets are committed by the partition's owner, in its generation",
      found: `Group ${group} took offset ${offset} of ${topic}/${partition} ${wrong.why}`,
      evidence: { topic, partition, offset, group },
      at: wrong.at,
    });
  }

  #problem(event: EventOf<"commit">, generation: number): string | undefined {
    const newest = this.#newest.get(event.group) ?? generation;
    if (generation < newest) {
      return `from generation ${generation} when generation ${newest} was there`;
    }
    const given = this.#given.get(memberKey({ ...event, generation }));
    if (given === undefined || given.has(`${event.topic}/${event.partition}`)) return undefined;
    return `from ${event.member}, which did not have the partition in generation ${generation}`;
  }

  #meet(group: string, generation: number): void {
    this.#newest.set(group, Math.max(generation, this.#newest.get(group) ?? generation));
  }
}

function memberKey(
  { group, member, generation }: {
    readonly group: string;
    readonly member?: string;
    readonly generation: number;
  },
): string {
  return `${group}\n${member ?? ""}\n${generation}`;
}

function commitKey({ p, group, topic, partition, offset, member }: EventOf<"commit">): string {
  return `${p}\n${group}\n${topic}/${partition}@${offset}\n${member ?? ""}`;
}
