import type { KafkaErrorName } from "../../protocol/mod.ts";
import type { Purgatory } from "../purgatory.ts";
import type { Timer, Timers } from "../timers.ts";
import {
  type JoinAnswer,
  type Member,
  Members,
  metadataOf,
  type SyncRequest,
  type Ticket,
} from "./members.ts";

/** How long a member that is new may be silent before its first generation begins. */
const NEW_MEMBER_TIMEOUT_MS = 300_000;

/** Where a group of the classic protocol stands. */
export type GroupState =
  | "Empty"
  | "PreparingRebalance"
  | "CompletingRebalance"
  | "Stable"
  | "Dead";

/** What a group needs of its surroundings. */
export interface GroupContext {
  readonly timers: Timers;
  readonly purgatory: Purgatory;
  /** The most members that there may be. */
  readonly maxSize: number;
  /** Keeps the group as it is now; throws when it can't be kept. */
  readonly save: (group: Rebalance) => void;
  /** A fresh member id that begins with the client's or the instance's name. */
  readonly newMemberId: (prefix: string) => string;
}

/**
 * How a group gets from one generation to the next: everybody joins, one protocol is elected, the
 * leader shares out the partitions. Requests are checked one layer above, in Group.
 */
export abstract class Rebalance {
  readonly groupId: string;
  readonly members: Members = new Members();
  state: GroupState = "Empty";
  generationId = 0;
  /** When it lost its last member, in milliseconds since 1970; offsets expire from then on. */
  emptySinceMs: number | undefined;
  /** "consumer" for consumers; empty until somebody has joined. */
  protocolType = "";
  protocolName = "";
  protected readonly context: GroupContext;
  /** Ids handed out to members that have yet to come back with them. */
  protected readonly pendingIds: Map<string, Timer> = new Map();
  #rebalanceTimer: Timer | undefined;
  #syncTimer: Timer | undefined;

  constructor(groupId: string, context: GroupContext) {
    this.groupId = groupId;
    this.context = context;
  }

  protected rebalance(): void {
    if (this.state === "PreparingRebalance") return this.#completeJoinIfAllAreThere();
    this.#syncTimer?.cancel();
    for (const member of this.members) {
      member.assignment = this.state === "CompletingRebalance"
        ? new Uint8Array(0)
        : member.assignment;
      this.settle(member.syncing, { error: "REBALANCE_IN_PROGRESS" });
      member.syncing = undefined;
    }
    this.context.purgatory.wake(this);
    this.state = "PreparingRebalance";
    this.#rebalanceTimer = this.context.timers.after(
      this.members.rebalanceTimeoutMs,
      () => this.#completeJoin(),
    );
    this.#completeJoinIfAllAreThere();
  }

  #completeJoinIfAllAreThere(): void {
    const allJoined = this.members.every((member) => member.joining !== undefined);
    if (allJoined && this.pendingIds.size === 0) this.#completeJoin();
  }

  #completeJoin(): void {
    this.#rebalanceTimer?.cancel();
    for (const member of [...this.members]) {
      if (member.joining === undefined && member.groupInstanceId === null) this.forget(member);
    }
    if (this.members.size > 0 && !this.members.electJoinedLeader()) {
      this.#rebalanceTimer = this.context.timers.after(
        this.members.rebalanceTimeoutMs,
        () => this.#completeJoin(),
      );
      return;
    }
    this.generationId += 1;
    if (this.members.size === 0) return this.#becomeEmpty();
    this.protocolName = this.members.electProtocol();
    this.state = "CompletingRebalance";
    for (const member of this.members) {
      this.settle(member.joining, { answer: this.joinAnswer(member) });
      member.joining = undefined;
      member.isNew = false;
      member.hasSynced = false;
      this.keepAlive(member);
    }
    this.#syncTimer = this.context.timers.after(
      this.members.rebalanceTimeoutMs,
      () => this.#dropSilentSyncers(),
    );
    this.context.purgatory.wake(this);
  }

  #becomeEmpty(): void {
    this.state = "Empty";
    this.protocolName = "";
    this.context.save(this);
    this.context.purgatory.wake(this);
  }

  protected joinAnswer(member: Member): JoinAnswer {
    const { leaderId = "" } = this.members;
    const members = member.memberId !== leaderId ? [] : [...this.members].map((other) => ({
      memberId: other.memberId,
      groupInstanceId: other.groupInstanceId,
      metadata: metadataOf(other, this.protocolName),
    }));
    return {
      generationId: this.generationId,
      protocolType: this.protocolType,
      protocolName: this.protocolName,
      leaderId,
      memberId: member.memberId,
      members,
      skipAssignment: false,
    };
  }

  protected assign(assignments: SyncRequest["assignments"]): void {
    const given = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    for (const member of this.members) {
      member.assignment = given.get(member.memberId) ?? new Uint8Array(0);
    }
    try {
      this.context.save(this);
    } catch (error) {
      this.rebalance();
      throw error;
    }
    this.state = "Stable";
    for (const member of this.members) this.answerSync(member);
    this.context.purgatory.wake(this);
  }

  protected answerSync(member: Member): void {
    const { protocolType, protocolName } = this;
    const { assignment } = member;
    this.settle(member.syncing, { answer: { protocolType, protocolName, assignment } });
    member.syncing = undefined;
  }

  #dropSilentSyncers(): void {
    const silent = [...this.members].filter((member) => !member.hasSynced);
    for (const member of silent) this.forget(member);
    if (silent.length > 0) this.rebalance();
  }

  /** Begins the member's session anew; while it waits for an answer, it can't speak up. */
  protected keepAlive(member: Member): void {
    member.sessionTimer?.cancel();
    const timeoutMs = member.isNew ? NEW_MEMBER_TIMEOUT_MS : member.sessionTimeoutMs;
    member.sessionTimer = this.context.timers.after(timeoutMs, () => {
      if (!member.isNew && (member.joining !== undefined || member.syncing !== undefined)) {
        return this.keepAlive(member);
      }
      this.forget(member);
      this.rebalance();
    });
  }

  protected forget(member: Member, why: KafkaErrorName = "UNKNOWN_MEMBER_ID"): void {
    member.sessionTimer?.cancel();
    this.fail(member, why);
    this.members.remove(member);
  }

  protected fail(member: Member, error: KafkaErrorName): void {
    this.settle(member.joining, { error });
    this.settle(member.syncing, { error });
    member.joining = member.syncing = undefined;
    this.context.purgatory.wake(this);
  }

  protected dropPending(memberId: string): void {
    this.pendingIds.get(memberId)?.cancel();
    this.pendingIds.delete(memberId);
    if (this.state === "PreparingRebalance") this.#completeJoinIfAllAreThere();
  }

  protected settle<T>(
    ticket: Ticket<T> | undefined,
    outcome: NonNullable<Ticket<T>["outcome"]>,
  ): void {
    if (ticket !== undefined) ticket.outcome = outcome;
  }

  protected stopTimers(): void {
    this.#rebalanceTimer?.cancel();
    this.#syncTimer?.cancel();
    for (const timer of this.pendingIds.values()) timer.cancel();
    this.pendingIds.clear();
  }
}
