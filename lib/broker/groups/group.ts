import type { KafkaErrorName } from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import {
  type JoinAnswer,
  type JoinRequest,
  type Member,
  type MemberClaim,
  sameProtocols,
  type SyncAnswer,
  type SyncRequest,
  type Ticket,
} from "./members.ts";
import { Rebalance } from "./rebalance.ts";

/**
 * A group of the classic protocol: members join, the leader shares out the partitions, everybody
 * syncs, and any change begins it anew. It knows nothing of sockets; who waits, waits in the
 * purgatory under the group.
 */
export class Group extends Rebalance {
  // ---- joining

  /**
   * Takes a member in, which may begin a rebalance, and waits for the generation that follows.
   *
   * @throws {RequestError} `MEMBER_ID_REQUIRED` carries the new id as its message
   */
  join(request: JoinRequest): Promise<JoinAnswer> {
    this.#refuseIfDead();
    if (!this.#hasRoomFor(request)) throw new RequestError("GROUP_MAX_SIZE_REACHED");
    if (!this.#supports(request)) throw new RequestError("INCONSISTENT_GROUP_PROTOCOL");
    const ticket: Ticket<JoinAnswer> = {};
    if (request.memberId === "") this.#joinNew(request, ticket);
    else this.#joinKnown(request, ticket);
    return this.#wait(ticket);
  }

  /** In a rebalance only those count that have come back. */
  #hasRoomFor({ memberId }: JoinRequest): boolean {
    const { maxSize } = this.context;
    if (this.state === "Empty") return true;
    const member = this.members.get(memberId);
    if (this.state !== "PreparingRebalance") {
      return member !== undefined || this.members.size < maxSize;
    }
    const back = [...this.members].filter(({ joining }) => joining !== undefined).length;
    return member?.joining !== undefined || back < maxSize;
  }

  #supports({ protocolType, protocols }: JoinRequest): boolean {
    if (this.members.size === 0) return protocolType !== "" && protocols.length > 0;
    return protocolType === this.protocolType && this.members.share(protocols);
  }

  #joinNew(request: JoinRequest, ticket: Ticket<JoinAnswer>): void {
    const instanceId = request.groupInstanceId;
    const memberId = this.context.newMemberId(instanceId ?? request.clientId);
    const existing = instanceId === null ? undefined : this.members.ofInstance(instanceId);
    if (existing !== undefined) return this.#replaceStatic(existing, memberId, request, ticket);
    if (instanceId === null && request.idRequired) {
      const timer = this.context.timers.after(request.sessionTimeoutMs, () => {
        this.dropPending(memberId);
      });
      this.pendingIds.set(memberId, timer);
      throw new RequestError("MEMBER_ID_REQUIRED", memberId);
    }
    this.#add(memberId, request, ticket);
  }

  #joinKnown(request: JoinRequest, ticket: Ticket<JoinAnswer>): void {
    const { memberId } = request;
    if (this.pendingIds.has(memberId)) return this.#add(memberId, request, ticket);
    const member = this.#memberOf(request);
    const unchanged = sameProtocols(member.protocols, request.protocols);
    const leads = memberId === this.members.leaderId;
    if (this.state === "Empty") throw new RequestError("UNKNOWN_MEMBER_ID");
    const current = this.state === "CompletingRebalance" ? unchanged : unchanged && !leads;
    if (this.state !== "PreparingRebalance" && current) {
      this.keepAlive(member);
      ticket.outcome = { answer: this.joinAnswer(member) };
      return;
    }
    this.#update(member, request, ticket);
    this.rebalance();
  }

  #add(memberId: string, request: JoinRequest, ticket: Ticket<JoinAnswer>): void {
    this.pendingIds.get(memberId)?.cancel();
    this.pendingIds.delete(memberId);
    if (this.members.size === 0) this.protocolType = request.protocolType;
    const member: Member = {
      memberId,
      groupInstanceId: request.groupInstanceId,
      clientId: request.clientId,
      clientHost: request.clientHost,
      sessionTimeoutMs: request.sessionTimeoutMs,
      rebalanceTimeoutMs: request.rebalanceTimeoutMs,
      protocols: request.protocols,
      assignment: new Uint8Array(0),
      joining: ticket,
      isNew: true,
      hasSynced: false,
    };
    this.members.add(member);
    this.keepAlive(member);
    this.rebalance();
  }

  #update(member: Member, request: JoinRequest, ticket: Ticket<JoinAnswer>): void {
    this.fail(member, "REBALANCE_IN_PROGRESS");
    member.clientId = request.clientId;
    member.clientHost = request.clientHost;
    member.protocols = request.protocols;
    member.sessionTimeoutMs = request.sessionTimeoutMs;
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    member.joining = ticket;
    this.keepAlive(member);
  }

  /** A static member has come back under its name: the member of before is shut out. */
  #replaceStatic(
    member: Member,
    memberId: string,
    request: JoinRequest,
    ticket: Ticket<JoinAnswer>,
  ): void {
    const leaderBefore = this.members.leaderId;
    this.fail(member, "FENCED_INSTANCE_ID");
    this.members.rename(member, memberId);
    this.#update(member, request, ticket);
    const sameChoice = this.state === "Stable" &&
      this.members.electProtocol() === this.protocolName;
    if (!sameChoice) return this.rebalance();
    member.joining = undefined;
    this.context.save(this);
    const answer = this.joinAnswer(member);
    ticket.outcome = {
      answer: request.canSkipAssignment
        ? { ...answer, skipAssignment: memberId === this.members.leaderId }
        : { ...answer, leaderId: leaderBefore ?? "", members: [] },
    };
  }

  // ---- syncing

  /**
   * Waits for the leader's assignment, or brings it.
   *
   * @throws {RequestError}
   */
  sync(request: SyncRequest): Promise<SyncAnswer> {
    const member = this.#checkClaim(request);
    if (differs(request.protocolType, this.protocolType)) {
      throw new RequestError("INCONSISTENT_GROUP_PROTOCOL");
    }
    if (differs(request.protocolName, this.protocolName)) {
      throw new RequestError("INCONSISTENT_GROUP_PROTOCOL");
    }
    if (this.state === "Empty") throw new RequestError("UNKNOWN_MEMBER_ID");
    if (this.state === "PreparingRebalance") throw new RequestError("REBALANCE_IN_PROGRESS");
    const ticket: Ticket<SyncAnswer> = {};
    this.settle(member.syncing, { error: "REBALANCE_IN_PROGRESS" });
    member.hasSynced = true;
    member.syncing = ticket;
    this.keepAlive(member);
    if (this.state === "Stable") this.answerSync(member);
    else if (member.memberId === this.members.leaderId) this.assign(request.assignments);
    return this.#wait(ticket);
  }

  // ---- staying and leaving

  /** @throws {RequestError} */
  heartbeat(claim: MemberClaim): void {
    const member = this.#checkClaim(claim);
    if (this.state === "Empty") throw new RequestError("UNKNOWN_MEMBER_ID");
    this.keepAlive(member);
    if (this.state === "PreparingRebalance") throw new RequestError("REBALANCE_IN_PROGRESS");
  }

  /** @throws {RequestError} there is no such member */
  leave({ memberId, groupInstanceId }: Omit<MemberClaim, "generationId">): void {
    this.#refuseIfDead();
    if (this.pendingIds.has(memberId)) return this.dropPending(memberId);
    const member = memberId === "" && groupInstanceId !== null
      ? this.members.ofInstance(groupInstanceId)
      : this.#memberOf({ memberId, groupInstanceId });
    if (member === undefined) throw new RequestError("UNKNOWN_MEMBER_ID");
    this.forget(member);
    this.rebalance();
  }

  /**
   * Looks whether a commit may be taken: from a member of this generation, or from outside as long
   * as the group has no members.
   *
   * @throws {RequestError}
   */
  checkCommit(claim: MemberClaim, options: { transactional: boolean }): void {
    this.#refuseIfDead();
    const { memberId, groupInstanceId, generationId } = claim;
    if (generationId < 0 && this.state === "Empty") return;
    if (generationId >= 0 || memberId !== "" || groupInstanceId !== null) {
      const member = this.#checkClaim(claim);
      if (!options.transactional) this.keepAlive(member);
    } else if (!options.transactional) {
      throw new RequestError("UNKNOWN_MEMBER_ID");
    }
    if (!options.transactional && this.state === "CompletingRebalance") {
      throw new RequestError("REBALANCE_IN_PROGRESS");
    }
  }

  /** Ends the group; whoever still asks is told to look for it anew. */
  close(why: KafkaErrorName = "UNKNOWN_MEMBER_ID"): void {
    this.stopTimers();
    for (const member of [...this.members]) this.forget(member, why);
    this.state = "Dead";
    this.context.purgatory.wake(this);
  }

  /** Puts back what an earlier run saved; its members have a session's time to speak up. */
  restore(saved: Pick<Group, "generationId" | "protocolType" | "protocolName">, members: Member[]) {
    this.generationId = saved.generationId;
    this.protocolType = saved.protocolType;
    this.protocolName = saved.protocolName;
    this.state = members.length > 0 ? "Stable" : "Empty";
    for (const member of members) {
      this.members.add(member);
      this.keepAlive(member);
    }
  }

  // ---- helpers

  #refuseIfDead(): void {
    if (this.state === "Dead") throw new RequestError("COORDINATOR_NOT_AVAILABLE");
  }

  #checkClaim(claim: MemberClaim): Member {
    this.#refuseIfDead();
    const member = this.#memberOf(claim);
    if (claim.generationId !== this.generationId) throw new RequestError("ILLEGAL_GENERATION");
    return member;
  }

  #memberOf({ memberId, groupInstanceId }: Omit<MemberClaim, "generationId">): Member {
    const member = groupInstanceId === null
      ? this.members.get(memberId)
      : this.members.ofInstance(groupInstanceId);
    if (member === undefined) throw new RequestError("UNKNOWN_MEMBER_ID");
    if (member.memberId !== memberId) throw new RequestError("FENCED_INSTANCE_ID");
    return member;
  }

  async #wait<T>(ticket: Ticket<T>): Promise<T> {
    const outcome = await this.context.purgatory.wait({
      keys: [this],
      ready: () => ticket.outcome,
      expired: () => ({ error: "COORDINATOR_NOT_AVAILABLE" as const }),
    });
    if ("error" in outcome) throw new RequestError(outcome.error);
    return outcome.answer;
  }
}

/** Whether a client that names a protocol (version 5 on) means another one. */
function differs(named: string | null, actual: string): boolean {
  return named !== null && named !== actual;
}
