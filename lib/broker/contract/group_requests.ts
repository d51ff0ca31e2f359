import {
  decodeAssignment,
  encodeAssignment,
  encodeSubscription,
  type ResponseBody,
} from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, settled } from "./session.ts";

/** How a member asks to join. */
export interface JoinOptions {
  readonly group: string;
  readonly version?: number;
  readonly memberId?: string;
  readonly instanceId?: string | null;
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
  readonly protocolType?: string;
  readonly protocols?: readonly string[];
  readonly topics?: readonly string[];
}

/** The body of a join. */
export function joinBody(options: JoinOptions) {
  const metadata = encodeSubscription(0, { topics: options.topics ?? ["t"], userData: null });
  return {
    groupId: options.group,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 30_000,
    rebalanceTimeoutMs: options.rebalanceTimeoutMs ?? 30_000,
    memberId: options.memberId ?? "",
    groupInstanceId: options.instanceId ?? null,
    protocolType: options.protocolType ?? "consumer",
    protocols: (options.protocols ?? ["range"]).map((name) => ({ name, metadata })),
  };
}

/** Joins, once the coordinator is ready. */
export async function join(
  broker: RawConnection,
  options: JoinOptions,
): Promise<ResponseBody<"JoinGroup">> {
  return await settled(
    () => broker.call("JoinGroup", options.version ?? 5, joinBody(options)),
    ({ errorCode }) => errorCode,
  );
}

/** Joins as clients do: the first answer gives an id, the second one a membership. */
export async function joinTwice(
  broker: RawConnection,
  options: JoinOptions,
): Promise<ResponseBody<"JoinGroup">> {
  const first = await join(broker, options);
  if (errorName(first.errorCode) !== "MEMBER_ID_REQUIRED") return first;
  return await join(broker, { ...options, memberId: first.memberId });
}

/** How a member syncs. */
export interface SyncOptions {
  readonly group: string;
  readonly memberId: string;
  readonly generationId: number;
  readonly version?: number;
  readonly instanceId?: string | null;
  readonly protocol?: readonly [type: string, name: string];
  readonly assignments?: Readonly<Record<string, number>>;
}

/** Hands in assignments, when there are any, and gets one's own as text. */
export async function sync(broker: RawConnection, options: SyncOptions): Promise<Note> {
  return describeSync(await broker.call("SyncGroup", options.version ?? 3, syncBody(options)));
}

/** The parts of a sync's answer that are compared. */
export function describeSync({ errorCode, assignment }: ResponseBody<"SyncGroup">): Note {
  return { error: errorName(errorCode), assigned: describeAssignment(assignment) };
}

/** The body of a sync. */
export function syncBody(options: SyncOptions) {
  return {
    groupId: options.group,
    generationId: options.generationId,
    memberId: options.memberId,
    groupInstanceId: options.instanceId ?? null,
    protocolType: options.protocol?.[0] ?? null,
    protocolName: options.protocol?.[1] ?? null,
    assignments: Object.entries(options.assignments ?? {}).map(([memberId, partition]) => ({
      memberId,
      assignment: assignmentOf(partition),
    })),
  };
}

/**
 * A new group of one whose leader has its share. Join and sync are sent in one go: a broker takes a
 * connection's requests one after the other, and a short rebalance timeout does not run out between.
 */
export async function leadAlone(
  broker: RawConnection,
  options: JoinOptions,
): Promise<{ group: string; memberId: string; generationId: number }> {
  const { memberId } = await join(broker, options);
  const me = { group: options.group, memberId, generationId: 1 };
  await broker.send("JoinGroup", 5, joinBody({ ...options, memberId }));
  await broker.send("SyncGroup", 3, syncBody({ ...me, assignments: { [memberId]: 1 } }));
  await broker.receive("JoinGroup", 5);
  const { errorCode } = await broker.receive("SyncGroup", 3);
  if (errorCode !== 0) throw new Error(`SyncGroup ${options.group}: ${errorName(errorCode)}`);
  return me;
}

function assignmentOf(partition: number): Uint8Array {
  return encodeAssignment(0, {
    assignedPartitions: [{ topic: "t", partitions: [partition] }],
    userData: null,
  });
}

/** The partitions of an assignment; none when there are no bytes. */
export function describeAssignment(bytes: Uint8Array): Note {
  if (bytes.length === 0) return [];
  return decodeAssignment(bytes).assignedPartitions.flatMap(({ partitions }) => partitions);
}

/** Says that a member is alive. */
export async function heartbeat(
  broker: RawConnection,
  options: {
    readonly group: string;
    readonly memberId: string;
    readonly generationId: number;
    readonly instanceId?: string | null;
    readonly version?: number;
  },
): Promise<string> {
  const { errorCode } = await broker.call("Heartbeat", options.version ?? 3, {
    groupId: options.group,
    generationId: options.generationId,
    memberId: options.memberId,
    groupInstanceId: options.instanceId ?? null,
  });
  return errorName(errorCode);
}

/** Takes a member out of its group. */
export async function leave(
  broker: RawConnection,
  options: {
    readonly group: string;
    readonly memberId: string;
    readonly instanceId?: string | null;
    readonly version?: number;
  },
): Promise<Note> {
  const { group, memberId, instanceId = null, version = 3 } = options;
  const { errorCode, members } = await broker.call("LeaveGroup", version, {
    groupId: group,
    memberId,
    members: [{ memberId, groupInstanceId: instanceId }],
  });
  return [errorCode, ...members.map((member) => member.errorCode)].map(errorName);
}

/** What a group's coordinator says of it. */
export async function describeGroup(broker: RawConnection, group: string): Promise<Note> {
  return describeDescribed(
    await settled(
      () => broker.call("DescribeGroups", 4, { groups: [group] }),
      ({ groups }) => groups[0]!.errorCode,
    ),
  );
}

/** See {@link describeGroup}. */
export function describeDescribed({ groups }: ResponseBody<"DescribeGroups">): Note {
  const { errorCode, groupState, protocolType, protocolData, members } = groups[0]!;
  return {
    error: errorName(errorCode),
    state: groupState,
    protocolType,
    protocol: protocolData,
    members: members.map((member) => ({
      instanceId: member.groupInstanceId,
      clientId: member.clientId,
      assigned: describeAssignment(member.memberAssignment),
    })).toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
  };
}

/** The parts of a join's answer that no chance decides. */
export function describeJoin(answer: ResponseBody<"JoinGroup">): Note {
  return {
    error: errorName(answer.errorCode),
    generation: answer.generationId,
    protocol: answer.protocolName,
    isLeader: answer.leader !== "" && answer.leader === answer.memberId,
    hasMemberId: answer.memberId !== "",
    members: answer.members.length,
    skipAssignment: answer.skipAssignment,
  };
}
