import type { KafkaErrorName } from "../../protocol/mod.ts";
import type { Timer } from "../timers.ts";

/** A way of sharing out partitions that a member knows, and what it says for itself in it. */
export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

/** What a JoinGroup asks for. */
export interface JoinRequest {
  /** Empty when the member is new. */
  readonly memberId: string;
  /** Name that outlives the process (KIP-345). */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
  /** Whether a new member must come back with the id it is given (KIP-394). */
  readonly idRequired: boolean;
  /** Whether a returning leader can be told to leave the assignment as it is (KIP-814). */
  readonly canSkipAssignment: boolean;
}

/** What a JoinGroup is answered. */
export interface JoinAnswer {
  readonly generationId: number;
  readonly protocolType: string;
  readonly protocolName: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** Everyone's metadata, for the leader only. */
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly metadata: Uint8Array;
  }[];
  /** Whether a returning leader must leave the assignment as it is (KIP-814). */
  readonly skipAssignment: boolean;
}

/** What a SyncGroup is answered. */
export interface SyncAnswer {
  readonly protocolType: string;
  readonly protocolName: string;
  readonly assignment: Uint8Array;
}

/** Who asks, as Heartbeat, SyncGroup and OffsetCommit say it. */
export interface MemberClaim {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly generationId: number;
}

/** What a SyncGroup asks for. */
export interface SyncRequest extends MemberClaim {
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

/** Where an answer, or the name of an error, is put for the request that waits for it. */
export interface Ticket<T> {
  outcome?: { readonly answer: T } | { readonly error: KafkaErrorName };
}

/** A member of a group. */
export interface Member {
  memberId: string;
  readonly groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  assignment: Uint8Array;
  /** Set while its JoinGroup waits. */
  joining?: Ticket<JoinAnswer> | undefined;
  /** Set while its SyncGroup waits. */
  syncing?: Ticket<SyncAnswer> | undefined;
  /** Whether it has yet to be part of a generation. */
  isNew: boolean;
  /** Whether it has asked for its assignment of this generation. */
  hasSynced: boolean;
  sessionTimer?: Timer | undefined;
}

/** The members of one group, the static ones by name too, and who leads. */
export class Members {
  readonly #byId = new Map<string, Member>();
  readonly #byInstance = new Map<string, Member>();
  leaderId: string | undefined;

  get size(): number {
    return this.#byId.size;
  }

  [Symbol.iterator](): IterableIterator<Member> {
    return this.#byId.values();
  }

  get(memberId: string): Member | undefined {
    return this.#byId.get(memberId);
  }

  ofInstance(groupInstanceId: string): Member | undefined {
    return this.#byInstance.get(groupInstanceId);
  }

  add(member: Member): void {
    this.#byId.set(member.memberId, member);
    if (member.groupInstanceId !== null) this.#byInstance.set(member.groupInstanceId, member);
    this.leaderId ??= member.memberId;
  }

  remove(member: Member): void {
    this.#byId.delete(member.memberId);
    if (member.groupInstanceId !== null) this.#byInstance.delete(member.groupInstanceId);
    if (this.leaderId === member.memberId) this.leaderId = this.#byId.keys().next().value;
  }

  /** Gives a member another id; it keeps its place. */
  rename(member: Member, memberId: string): void {
    const leads = this.leaderId === member.memberId;
    this.#byId.delete(member.memberId);
    member.memberId = memberId;
    this.#byId.set(memberId, member);
    if (leads) this.leaderId = memberId;
  }

  every(holds: (member: Member) => boolean): boolean {
    return [...this].every(holds);
  }

  /** Hands the lead to someone who has joined, when the leader has not. */
  electJoinedLeader(): boolean {
    const leader = this.leaderId === undefined ? undefined : this.get(this.leaderId);
    if (leader?.joining !== undefined) return true;
    const next = [...this].find((member) => member.joining !== undefined);
    if (next === undefined) return false;
    this.leaderId = next.memberId;
    return true;
  }

  /** Whether some protocol of the list is known to every member. */
  share(protocols: readonly MemberProtocol[]): boolean {
    return protocols.some(({ name }) => this.every((member) => knows(member, name)));
  }

  /** The protocol that most members like best among those that all know. */
  electProtocol(): string {
    const votes = new Map<string, number>();
    for (const member of this) {
      const favourite = member.protocols.find(({ name }) =>
        this.every((other) => knows(other, name))
      );
      if (favourite !== undefined) {
        votes.set(favourite.name, (votes.get(favourite.name) ?? 0) + 1);
      }
    }
    const [winner] = [...votes].sort(([, a], [, b]) => b - a);
    return winner?.[0] ?? "";
  }

  /** The longest time that any member asks for to come back in a rebalance. */
  get rebalanceTimeoutMs(): number {
    return Math.max(0, ...[...this].map((member) => member.rebalanceTimeoutMs));
  }
}

function knows(member: Member, protocol: string): boolean {
  return member.protocols.some(({ name }) => name === protocol);
}

/** What a member says for itself in a protocol. */
export function metadataOf(member: Member, protocol: string): Uint8Array {
  return member.protocols.find(({ name }) => name === protocol)?.metadata ?? new Uint8Array(0);
}

/** Whether two lists of protocols are the same, in the same order, byte by byte. */
export function sameProtocols(
  a: readonly MemberProtocol[],
  b: readonly MemberProtocol[],
): boolean {
  return a.length === b.length && a.every(({ name, metadata }, index) => {
    const other = b[index]!;
    return name === other.name && sameBytes(metadata, other.metadata);
  });
}

/** Whether two runs of bytes are equal. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
