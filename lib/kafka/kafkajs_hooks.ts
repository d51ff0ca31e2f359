import ConsumerGroup from "kafkajs/src/consumer/consumerGroup.js";
import { type PartitionAssigner, PartitionAssigners } from "kafkajs";
import { customAssigner, type LastMembership } from "./custom_assigner.ts";
import { onBeat } from "./kafkajs_clock.ts";
import type { GroupAssigner } from "./port.ts";
import type { TopicPartition } from "./wire/offsets.ts";

/** What a member is in a new generation. */
export interface JoinedMember {
  readonly generationId: number;
  readonly memberId: string;
  readonly assignment: readonly TopicPartition[];
  /** How long ago, in milliseconds, it asked for its assignment: the coordinator has heard that. */
  readonly syncedAgoMs: () => number;
}

/** Told at each turn of a membership. */
export interface MembershipHooks {
  /** The id that the coordinator last gave the member, so that no other of its own is waited for. */
  readonly formerMemberId: string | undefined;
  /** The member is about to join again, for whatever reason; the join waits for this. */
  joining(): Promise<void>;
  /** A join has failed in which the coordinator knew the member by this id, or by none any more. */
  failed(memberId: string | undefined): void;
  /** It has joined and knows its partitions. */
  joined(member: JoinedMember): void;
  /** The coordinator has answered a heartbeat that was sent so many milliseconds ago. */
  beat(agoMs: number): void;
}

/** How often a member without fetches of its own looks whether a heartbeat is due, in milliseconds. */
const IDLE_MS = 100;
const HOOKS = Symbol("hooks");
/** When a member last asked for its assignment, on the clock that never steps. */
const SYNCED_AT_MS = new WeakMap<object, number>();

interface GroupInternals {
  readonly assigners: readonly { readonly [HOOKS]?: MembershipHooks }[];
  readonly generationId: number;
  memberId: string | null;
  readonly cluster: { refreshMetadataIfNecessary(): Promise<void> };
  assigned(): readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  checkForStaleAssignment(): void;
  recoverFromFetch(error: unknown): Promise<void>;
  joinAndSync(): Promise<void>;
  fetch(nodeId: number): Promise<unknown[]>;
}

let hooked = false;

/**
 * An assigner that marks its consumer: kafkajs then keeps the membership only (join, sync,
 * heartbeats, leave) and reports each turn of it. Its events alone don't tell the generation, nor
 * the rejoining after a change of the topics.
 */
export function hookedAssigner(
  hooks: MembershipHooks,
  custom?: { readonly assigner: GroupAssigner; readonly last: () => LastMembership | undefined },
): PartitionAssigner {
  if (!hooked) {
    hooked = true;
    hookMembership(ConsumerGroup.prototype);
  }
  return (config) => {
    const assigner = custom === undefined
      ? PartitionAssigners.roundRobin(config)
      : customAssigner(custom.assigner, config.cluster, custom.last);
    return Object.assign(assigner, { [HOOKS]: hooks });
  };
}

function hooksOf(group: GroupInternals): MembershipHooks | undefined {
  return group.assigners.find((assigner) => HOOKS in assigner)?.[HOOKS];
}

function hookMembership(prototype: GroupInternals): void {
  const { joinAndSync, fetch } = prototype;
  prototype.joinAndSync = async function () {
    const hooks = hooksOf(this);
    const startedAtMs = performance.now();
    await hooks?.joining();
    if (hooks !== undefined) onBeat.set(this, (agoMs) => hooks.beat(agoMs));
    this.memberId ??= hooks?.formerMemberId ?? null;
    try {
      await joinAndSync.call(this);
    } catch (error) {
      hooks?.failed(this.memberId ?? undefined);
      throw error;
    }
    hooks?.joined({
      generationId: this.generationId,
      memberId: this.memberId!,
      assignment: this.assigned().flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition }))
      ),
      syncedAgoMs: () => performance.now() - (SYNCED_AT_MS.get(this) ?? startedAtMs),
    });
  };
  noteSync(prototype);
  prototype.fetch = async function (nodeId) {
    if (hooksOf(this) === undefined) return await fetch.call(this, nodeId);
    try {
      await this.cluster.refreshMetadataIfNecessary();
      this.checkForStaleAssignment();
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    } catch (error) {
      await this.recoverFromFetch(error);
    }
    return [];
  };
}

/** Notes when members ask for their assignment; kafkajs keeps the method to itself. */
function noteSync(prototype: GroupInternals): void {
  const sync = Object.getOwnPropertySymbols(prototype)
    .find(({ description }) => description === "private:ConsumerGroup:sync");
  const methods = prototype as unknown as Record<symbol, (this: object) => Promise<void>>;
  if (sync === undefined) return;
  const original = methods[sync]!;
  methods[sync] = async function () {
    SYNCED_AT_MS.set(this, performance.now());
    await original.call(this);
  };
}
