/** A member as the task sees it: its id, and the partitions that it says it had. */
export interface Member {
  readonly id: string;
  readonly owned: readonly number[];
}

/** One question to `assign`. */
export interface Question {
  readonly members: readonly Member[];
  readonly partitions: readonly number[];
}

/** Who gets what, by member id. */
export type Shares = ReadonlyMap<string, readonly number[]>;

/** The answer of `assign` as shares; else what is wrong with its form. */
export function sharesOf({ members }: Question, answer: unknown): Shares | string {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return `assign() returned ${shown(answer)} where an object is expected: a list of partitions ` +
      "by each member's id";
  }
  const shares = new Map<string, readonly number[]>();
  for (const { id } of members) {
    const share = (answer as Record<string, unknown>)[id];
    if (share === undefined) {
      return `Member ${id} has no entry: a member that gets nothing gets an empty list, so that ` +
        "nobody can take it for forgotten";
    }
    if (!Array.isArray(share) || !share.every((one) => Number.isInteger(one))) {
      return `Member ${id} gets ${shown(share)} where a list of partition numbers is expected`;
    }
    shares.set(id, share);
  }
  const stranger = Object.keys(answer).find((id) => !shares.has(id));
  if (stranger === undefined) return shares;
  return `"${stranger}" gets partitions and is no member of the group: the coordinator drops them`;
}

/** Partitions that nobody gets. */
export function unread({ partitions }: Question, shares: Shares): number[] {
  const given = new Set([...shares.values()].flat());
  return partitions.filter((partition) => !given.has(partition));
}

/** The first partition that is given twice, with those who get it. */
export function doubled(shares: Shares): { partition: number; readers: string[] } | undefined {
  const readers = readersOf(shares);
  for (const [partition, ids] of readers) {
    if (ids.length > 1) return { partition, readers: ids };
  }
  return undefined;
}

/** The first partition that is given and does not exist. */
export function unknown({ partitions }: Question, shares: Shares): number | undefined {
  return [...shares.values()].flat().find((partition) => !partitions.includes(partition));
}

/** The members with the most and with the fewest partitions. */
export function extremes(shares: Shares): { most: [string, number]; fewest: [string, number] } {
  const counts = [...shares].map(([id, share]): [string, number] => [id, share.length])
    .sort(([, a], [, b]) => b - a);
  return { most: counts[0]!, fewest: counts.at(-1)! };
}

/** Partitions that have left a member that is still there. */
export function moved({ members, partitions }: Question, shares: Shares): number[] {
  return members.flatMap(({ id, owned }) =>
    owned.filter((partition) =>
      partitions.includes(partition) && !shares.get(id)?.includes(partition)
    )
  );
}

/**
 * How many partitions have to leave members that are still there, for shares that differ by at most
 * one. No partition may be claimed twice.
 */
export function leastMoves({ members, partitions }: Question): number {
  const least = Math.floor(partitions.length / members.length);
  const larger = partitions.length % members.length;
  const owned = members.map((member) =>
    member.owned.filter((partition) => partitions.includes(partition)).length
  );
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const kept = sum(owned.map((count) => Math.min(count, least))) +
    Math.min(larger, owned.filter((count) => count > least).length);
  return sum(owned) - kept;
}

/** A partition that somebody got who never had it, though who did got a new one instead. */
export function givenUp({ members, partitions }: Question, shares: Shares) {
  const owned = new Map(members.map(({ id, owned }) => [id, new Set(owned)]));
  const readers = readersOf(shares);
  for (const partition of partitions) {
    const reader = readers.get(partition)?.[0];
    if (reader === undefined || owned.get(reader)?.has(partition)) continue;
    for (const [claimant, before] of owned) {
      const instead = shares.get(claimant)?.find((one) => !before.has(one));
      if (before.has(partition) && instead !== undefined) {
        return { partition, reader, claimant, instead };
      }
    }
  }
  return undefined;
}

/** The group after this answer: each member owns what it was given, each partition counted once. */
export function settled({ members, partitions }: Question, shares: Shares): Question {
  const left = new Set(partitions);
  const after = members.map(({ id }) => ({
    id,
    owned: (shares.get(id) ?? []).filter((partition) => left.delete(partition)),
  }));
  return { members: after, partitions };
}

/** Shares in one line: `a: 0 1, b: 2, c: idle`. */
export function sharesText(shares: Shares): string {
  return [...shares].map(([id, share]) => `${id}: ${share.join(" ") || "idle"}`).join(", ");
}

function readersOf(shares: Shares): Map<number, string[]> {
  const readers = new Map<number, string[]>();
  for (const [id, share] of shares) {
    for (const partition of share) readers.getOrInsertComputed(partition, () => []).push(id);
  }
  return readers;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
