import type { Clock } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import type { Purgatory } from "../purgatory.ts";
import type { StateLog, StateRecord, TransactionalProducer } from "../state/state_log.ts";
import type { Timers } from "../timers.ts";
import {
  decodeKey,
  decodeOffsetValue,
  encodeGroupKey,
  encodeOffsetKey,
  encodeOffsetValue,
} from "./coordinator_records.ts";
import { Group } from "./group.ts";
import {
  type JoinAnswer,
  type JoinRequest,
  type MemberClaim,
  type SyncAnswer,
  type SyncRequest,
} from "./members.ts";
import { type CommittedOffset, GroupOffsets } from "./offsets.ts";
import { expiredOffsets } from "./offset_expiry.ts";
import type { Rebalance } from "./rebalance.ts";
import { encodeGroup, SavedGroups } from "./saved_groups.ts";

/** What the coordinator of groups works with. */
export interface GroupCoordinatorOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly purgatory: Purgatory;
  readonly log: StateLog;
  /** Makes the unique part of a member id. */
  readonly newId: () => string;
  /** @default {6000} */
  readonly minSessionTimeoutMs?: number;
  /** @default {1800000} */
  readonly maxSessionTimeoutMs?: number;
  /** `group.max.size`. @default {no limit} */
  readonly maxSize?: number;
  /** `offsets.retention.minutes`. @default {seven days} */
  readonly offsetsRetentionMs?: number;
}

/** A position to commit. */
export interface OffsetToCommit {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

/** A group and its offsets. */
interface KnownGroup {
  readonly group: Group;
  readonly offsets: GroupOffsets;
}

/**
 * The coordinator of consumer groups: membership and committed offsets, kept in a log of its own.
 * Its methods throw a RequestError that names Kafka's error.
 */
export class GroupCoordinator {
  readonly #options: GroupCoordinatorOptions;
  readonly #groups = new Map<string, KnownGroup>();
  readonly #saved = new SavedGroups();

  constructor(options: GroupCoordinatorOptions) {
    this.#options = options;
  }

  // ---- membership

  join(groupId: string, request: JoinRequest): Promise<JoinAnswer> {
    requireId(groupId);
    const { minSessionTimeoutMs = 6000, maxSessionTimeoutMs = 1_800_000 } = this.#options;
    const { sessionTimeoutMs } = request;
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
      throw new RequestError("INVALID_SESSION_TIMEOUT");
    }
    if (request.memberId !== "") return this.#existing(groupId).join(request);
    return this.#getOrCreate(groupId).group.join(request);
  }

  sync(groupId: string, request: SyncRequest): Promise<SyncAnswer> {
    return this.#existing(groupId).sync(request);
  }

  heartbeat(groupId: string, claim: MemberClaim): void {
    this.#existing(groupId).heartbeat(claim);
  }

  leave(groupId: string, member: Omit<MemberClaim, "generationId">): void {
    this.#existing(groupId).leave(member);
  }

  // ---- offsets

  commit(groupId: string, claim: MemberClaim, offsets: readonly OffsetToCommit[]): void {
    const known = this.#groupForCommit(groupId, claim);
    known.group.checkCommit(claim, { transactional: false });
    const commits = this.#append(groupId, offsets);
    for (const commit of commits) known.offsets.commit(commit);
  }

  commitInTransaction(
    groupId: string,
    claim: MemberClaim & TransactionalProducer,
    offsets: readonly OffsetToCommit[],
  ): void {
    const known = this.#groupForCommit(groupId, claim);
    known.group.checkCommit(claim, { transactional: true });
    const commits = this.#append(groupId, offsets, claim);
    for (const commit of commits) known.offsets.commitInTransaction(claim.producerId, commit);
  }

  #append(groupId: string, offsets: readonly OffsetToCommit[], producer?: TransactionalProducer) {
    if (offsets.length === 0) return [];
    const commitTimestampMs = this.#options.clock.now();
    const records = offsets.map((commit) => ({
      key: encodeOffsetKey(groupId, commit.topic, commit.partition),
      value: encodeOffsetValue({ ...commit, commitTimestampMs }),
    }));
    const logOffset = this.#options.log.append(groupId, records, producer);
    return offsets.map((commit, index) => ({
      ...commit,
      commitTimestampMs,
      logOffset: logOffset + index,
    }));
  }

  /** What a group has committed; `undefined` for a partition where it has not. */
  committed(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#groups.get(groupId)?.offsets.get(topic, partition);
  }

  /** Takes over or drops what a transaction has committed for groups that `isHere` names. */
  endTransaction(
    producerId: number,
    committed: boolean,
    isHere: (groupId: string) => boolean = () => true,
  ): void {
    for (const [groupId, { offsets }] of this.#groups) {
      if (isHere(groupId)) offsets.endTransaction(producerId, committed);
    }
  }

  /** Forgets offsets of a group. */
  deleteOffsets(groupId: string, topic: string, partitions: readonly number[]): void {
    const offsets = this.#groups.get(groupId)?.offsets;
    const known = partitions.filter((partition) => offsets?.get(topic, partition) !== undefined);
    if (known.length === 0) return;
    const keys = known.map((partition) => encodeOffsetKey(groupId, topic, partition));
    this.#options.log.append(groupId, keys.map((key) => ({ key, value: null })));
    for (const partition of known) offsets!.remove(topic, partition);
  }

  /** Forgets what all groups have committed for a topic that is gone. */
  forgetTopic(topic: string): void {
    for (const [groupId, { offsets }] of this.#groups) {
      const committed = offsets.partitions().find((entry) => entry.topic === topic);
      if (committed !== undefined) this.deleteOffsets(groupId, topic, committed.partitions);
    }
  }

  /** Forgets offsets that are too old, and groups that have nothing left. */
  expire(): void {
    const { clock, offsetsRetentionMs: retentionMs = 604_800_000 } = this.#options;
    for (const [groupId, known] of this.#groups) {
      for (const old of expiredOffsets(known, { nowMs: clock.now(), retentionMs })) {
        this.deleteOffsets(groupId, old.topic, old.partitions);
      }
      if (known.group.state === "Empty" && known.offsets.isEmpty) this.delete(groupId);
    }
  }

  // ---- groups

  /** Whether a group has had a generation or an offset: one that only gave out ids has not. */
  isKept(groupId: string): boolean {
    const known = this.#groups.get(groupId);
    return known !== undefined && (known.group.generationId > 0 || !known.offsets.isEmpty);
  }

  get(groupId: string): KnownGroup | undefined {
    return this.#groups.get(groupId);
  }

  /** The groups that have had a generation or an offset. */
  list(): Group[] {
    return [...this.#groups.values()].map(({ group }) => group)
      .filter(({ groupId }) => this.isKept(groupId));
  }

  delete(groupId: string): void {
    const known = this.#groups.get(groupId);
    if (known === undefined) throw new RequestError("GROUP_ID_NOT_FOUND");
    if (known.group.state !== "Empty") throw new RequestError("NON_EMPTY_GROUP");
    for (const { topic, partitions } of known.offsets.partitions()) {
      this.deleteOffsets(groupId, topic, partitions);
    }
    this.#options.log.append(groupId, [{ key: encodeGroupKey(groupId), value: null }]);
    known.group.close();
    this.#groups.delete(groupId);
  }

  /** Forgets groups that another broker coordinates now: whoever waits is told so. */
  unload(isGone: (groupId: string) => boolean): void {
    for (const [groupId, { group }] of this.#groups) {
      if (!isGone(groupId)) continue;
      group.close("NOT_COORDINATOR");
      this.#groups.delete(groupId);
    }
  }

  // ---- after a start, or when the groups came from another broker

  /** Takes in a record that an earlier run kept; `producerId` when it was in a transaction. */
  replay(record: StateRecord, logOffset: number, producerId?: number): void {
    const key = decodeKey(record.key);
    if (key.kind === "unknown") return;
    if (key.kind === "group") {
      this.#saved.replay(key.groupId, record.value);
      if (record.value === null) this.#groups.delete(key.groupId);
      return;
    }
    const { offsets } = this.#getOrCreate(key.groupId);
    if (record.value === null) return void offsets.remove(key.topic, key.partition);
    const { topic, partition } = key;
    const commit = { topic, partition, ...decodeOffsetValue(record.value), logOffset };
    if (producerId === undefined) offsets.commit(commit);
    else offsets.commitInTransaction(producerId, commit);
  }

  /** Begins the sessions of the members that were replayed; `isHere` names their groups. */
  finishReplay(isHere: (groupId: string) => boolean = () => true): void {
    this.#saved.restoreTo((groupId) => this.#getOrCreate(groupId).group);
    for (const [groupId, { group, offsets }] of this.#groups) {
      if (!isHere(groupId)) continue;
      if (offsets.isEmpty && group.state === "Empty" && group.generationId === 0) {
        this.#groups.delete(groupId);
      }
    }
  }

  // ---- helpers

  #existing(groupId: string): Group {
    requireId(groupId);
    const known = this.#groups.get(groupId);
    if (known === undefined) throw new RequestError("UNKNOWN_MEMBER_ID");
    return known.group;
  }

  #groupForCommit(groupId: string, claim: MemberClaim): KnownGroup {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    if (claim.generationId >= 0) throw new RequestError("ILLEGAL_GENERATION");
    return this.#getOrCreate(groupId);
  }

  #getOrCreate(groupId: string): KnownGroup {
    let known = this.#groups.get(groupId);
    if (known === undefined) {
      const { timers, purgatory, newId, maxSize = Infinity } = this.#options;
      const group = new Group(groupId, {
        timers,
        purgatory,
        maxSize,
        save: (changed) => this.#save(changed),
        newMemberId: (prefix) => `${prefix}-${newId()}`,
      });
      known = { group, offsets: new GroupOffsets() };
      this.#groups.set(groupId, known);
    }
    return known;
  }

  #save(group: Rebalance): void {
    const stateTimestampMs = this.#options.clock.now();
    if (group.members.size === 0) group.emptySinceMs = stateTimestampMs;
    const value = encodeGroup(group, stateTimestampMs);
    this.#options.log.append(group.groupId, [{ key: encodeGroupKey(group.groupId), value }]);
  }
}

function requireId(groupId: string): void {
  if (groupId === "") throw new RequestError("INVALID_GROUP_ID");
}
