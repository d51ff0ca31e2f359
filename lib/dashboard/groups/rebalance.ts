/** A member as a rebalance tells of it. */
export interface RebalanceMember {
  /** The member's id, given by the cluster. */
  readonly memberId: string;
  /** What the client calls itself. */
  readonly clientId: string;
}

/** One rebalance of a group, as far as somebody who looks now and then can tell. */
export interface RebalanceView {
  /** Which one it is since the watching began, from 1; Kafka tells onlookers no generation. */
  readonly number: number;
  /** When it was first seen, milliseconds since 1970. */
  readonly startedAtMs: number;
  /** When it was first seen to be over; `null` while it goes on. */
  readonly endedAtMs: number | null;
  /** It took at least so long, in milliseconds. */
  readonly minMs: number;
  /** It took at most so long, in milliseconds; `null` while it goes on, or if it was seen midway. */
  readonly maxMs: number | null;
  /** The states that were seen, in their order. */
  readonly states: readonly string[];
  /** Who was in the group afterwards and not before; of many, the first are named. */
  readonly joined: readonly RebalanceMember[];
  /** How many those were. */
  readonly joinedCount: number;
  /** Who was in the group before and not afterwards; of many, the first are named. */
  readonly left: readonly RebalanceMember[];
  /** How many those were. */
  readonly leftCount: number;
  /** How many are in it now, or were at its end. */
  readonly members: number;
  /** How many partitions have another reader than before. */
  readonly moved: number;
}

/** What one look at a group saw. */
export interface GroupLook {
  /** Kafka's name of the group's state. */
  readonly state: string;
  /** Who was in it. */
  readonly members: readonly (RebalanceMember & {
    readonly assignment: readonly { readonly topic: string; readonly partition: number }[];
  })[];
}

const REBALANCING: ReadonlySet<string> = new Set([
  "PreparingRebalance",
  "CompletingRebalance",
  "Assigning",
  "Reconciling",
]);

/** Whether a group in this state is sharing out its partitions anew. */
export function isRebalancing(state: string): boolean {
  return REBALANCING.has(state);
}

/** Who came, who went and how much was moved from one look to another. */
export function changesBetween(
  before: GroupLook,
  after: GroupLook,
): Pick<RebalanceView, "joined" | "left" | "moved"> {
  const known = new Set(before.members.map(({ memberId }) => memberId));
  const there = new Set(after.members.map(({ memberId }) => memberId));
  const owners = ownersOf(before);
  const moved = [...ownersOf(after)].filter(([place, owner]) => owners.get(place) !== owner).length;
  return {
    joined: after.members.filter(({ memberId }) => !known.has(memberId)).map(nameOf),
    left: before.members.filter(({ memberId }) => !there.has(memberId)).map(nameOf),
    moved,
  };
}

function nameOf({ memberId, clientId }: RebalanceMember): RebalanceMember {
  return { memberId, clientId };
}

function ownersOf({ members }: GroupLook): ReadonlyMap<string, string> {
  return new Map(
    members.flatMap(({ memberId, assignment }) =>
      assignment.map(({ topic, partition }) => [`${topic}/${partition}`, memberId] as const)
    ),
  );
}
