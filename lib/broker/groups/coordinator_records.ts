import { Reader, Writer } from "../../protocol/mod.ts";
import type { CommittedOffset } from "./offsets.ts";

// The keys and values of __consumer_offsets, as Apache Kafka writes them: each begins with the
// version of its schema, and the key's version tells which kind of record it is.
const OFFSET_KEY_VERSION = 1;
const GROUP_KEY_VERSION = 2;
const VALUE_VERSION = 3;

/** What a group's record holds. */
export interface SavedGroup {
  readonly protocolType: string;
  readonly generationId: number;
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  readonly stateTimestampMs: number;
  readonly members: readonly SavedMember[];
}

/** A member as its group's record holds it. */
export interface SavedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly metadata: Uint8Array;
  readonly assignment: Uint8Array;
}

/** What the key of a record says it is about. */
export type CoordinatorKey =
  | { readonly kind: "offset"; readonly groupId: string; topic: string; partition: number }
  | { readonly kind: "group"; readonly groupId: string }
  | { readonly kind: "unknown" };

/** The key of a committed offset. */
export function encodeOffsetKey(groupId: string, topic: string, partition: number): Uint8Array {
  const writer = new Writer();
  writer.int16(OFFSET_KEY_VERSION);
  writer.string(groupId);
  writer.string(topic);
  writer.int32(partition);
  return writer.toBytes();
}

/** The key of a group's record. */
export function encodeGroupKey(groupId: string): Uint8Array {
  const writer = new Writer();
  writer.int16(GROUP_KEY_VERSION);
  writer.string(groupId);
  return writer.toBytes();
}

/** Reads either key. */
export function decodeKey(bytes: Uint8Array): CoordinatorKey {
  const reader = new Reader(bytes);
  const version = reader.int16();
  if (version > GROUP_KEY_VERSION) return { kind: "unknown" };
  const groupId = reader.string() ?? "";
  if (version === GROUP_KEY_VERSION) return { kind: "group", groupId };
  return { kind: "offset", groupId, topic: reader.string() ?? "", partition: reader.int32() };
}

/** The value of a committed offset. */
export function encodeOffsetValue(committed: Omit<CommittedOffset, "logOffset">): Uint8Array {
  const writer = new Writer();
  writer.int16(VALUE_VERSION);
  writer.int64(committed.offset);
  writer.int32(committed.leaderEpoch);
  writer.string(committed.metadata);
  writer.int64(committed.commitTimestampMs);
  return writer.toBytes();
}

/** Reads the value of a committed offset. */
export function decodeOffsetValue(bytes: Uint8Array): Omit<CommittedOffset, "logOffset"> {
  const reader = new Reader(bytes);
  reader.int16();
  return {
    offset: reader.int64(),
    leaderEpoch: reader.int32(),
    metadata: reader.string() ?? "",
    commitTimestampMs: reader.int64(),
  };
}

/** The value of a group's record. */
export function encodeGroupValue(group: SavedGroup): Uint8Array {
  const writer = new Writer();
  writer.int16(VALUE_VERSION);
  writer.string(group.protocolType);
  writer.int32(group.generationId);
  writer.string(group.protocolName);
  writer.string(group.leaderId);
  writer.int64(group.stateTimestampMs);
  writer.int32(group.members.length);
  for (const member of group.members) {
    writer.string(member.memberId);
    writer.string(member.groupInstanceId);
    writer.string(member.clientId);
    writer.string(member.clientHost);
    writer.int32(member.rebalanceTimeoutMs);
    writer.int32(member.sessionTimeoutMs);
    writer.sized(member.metadata);
    writer.sized(member.assignment);
  }
  return writer.toBytes();
}

/** Reads the value of a group's record. */
export function decodeGroupValue(bytes: Uint8Array): SavedGroup {
  const reader = new Reader(bytes);
  reader.int16();
  return {
    protocolType: reader.string() ?? "",
    generationId: reader.int32(),
    protocolName: reader.string(),
    leaderId: reader.string(),
    stateTimestampMs: reader.int64(),
    members: Array.from({ length: reader.int32() }, () => decodeMember(reader)),
  };
}

function decodeMember(reader: Reader): SavedMember {
  return {
    memberId: reader.string() ?? "",
    groupInstanceId: reader.string(),
    clientId: reader.string() ?? "",
    clientHost: reader.string() ?? "",
    rebalanceTimeoutMs: reader.int32(),
    sessionTimeoutMs: reader.int32(),
    metadata: reader.sized() ?? new Uint8Array(0),
    assignment: reader.sized() ?? new Uint8Array(0),
  };
}
