import {
  decodeGroupValue,
  encodeGroupValue,
  type SavedGroup,
  type SavedMember,
} from "./coordinator_records.ts";
import type { Group } from "./group.ts";
import { type Member, metadataOf } from "./members.ts";
import type { Rebalance } from "./rebalance.ts";

/** A group as its record holds it. */
export function encodeGroup(group: Rebalance, stateTimestampMs: number): Uint8Array {
  return encodeGroupValue({
    protocolType: group.protocolType,
    generationId: group.generationId,
    protocolName: group.members.size === 0 ? null : group.protocolName,
    leaderId: group.members.leaderId ?? null,
    stateTimestampMs,
    members: [...group.members].map((member) => ({
      ...member,
      metadata: metadataOf(member, group.protocolName),
    })),
  });
}

/** The groups that an earlier run kept, until they come to life again. */
export class SavedGroups {
  readonly #groups = new Map<string, SavedGroup>();

  /** Takes in the value of a group's record; the last one counts. */
  replay(groupId: string, value: Uint8Array | null): void {
    if (value === null) this.#groups.delete(groupId);
    else this.#groups.set(groupId, decodeGroupValue(value));
  }

  /** Hands each to the group that `groupOf` gives for it, and keeps none. */
  restoreTo(groupOf: (groupId: string) => Group): void {
    for (const [groupId, saved] of this.#groups) restoreGroup(groupOf(groupId), saved);
    this.#groups.clear();
  }
}

/** Gives a group back its generation and its members, whose sessions begin. */
function restoreGroup(group: Group, saved: SavedGroup): void {
  const { generationId, protocolType, leaderId, members } = saved;
  const protocolName = saved.protocolName ?? "";
  if (members.length === 0) group.emptySinceMs = saved.stateTimestampMs;
  group.restore(
    { generationId, protocolType, protocolName },
    members.map((member) => restoredMember(member, protocolName)),
  );
  if (leaderId !== null && members.length > 0) group.members.leaderId = leaderId;
}

function restoredMember(saved: SavedMember, protocolName: string): Member {
  const { metadata, ...member } = saved;
  return {
    ...member,
    protocols: [{ name: protocolName, metadata }],
    isNew: false,
    hasSynced: true,
  };
}
