import type { ApiName } from "../protocol/mod.ts";

/** Keys whose requests name consumer groups. */
const KEYS_WITH_GROUPS: ReadonlySet<ApiName> = new Set<ApiName>([
  "OffsetCommit",
  "OffsetFetch",
  "FindCoordinator",
  "JoinGroup",
  "Heartbeat",
  "LeaveGroup",
  "SyncGroup",
  "DescribeGroups",
  "AddOffsetsToTxn",
  "TxnOffsetCommit",
  "DeleteGroups",
  "OffsetDelete",
  "ConsumerGroupHeartbeat",
  "ConsumerGroupDescribe",
]);
/** The kind of key in FindCoordinator that is a group. */
const GROUP_KEY = 0;

/** Whether requests of this key name consumer groups at all. */
export function namesGroups(name: ApiName): boolean {
  return KEYS_WITH_GROUPS.has(name);
}

/** The consumer groups in a decoded request. */
export function groupsOf(body: unknown): string[] {
  const fields = body as Readonly<Record<string, unknown>>;
  const found = [fields.groupId, fields.groups, fields.groupsNames, fields.groupIds];
  if (fields.keyType === GROUP_KEY) found.push(fields.key, fields.coordinatorKeys);
  const names = found.flat().map((one) =>
    typeof one === "object" && one !== null ? (one as { groupId?: unknown }).groupId : one
  );
  return [...new Set(names.filter((name) => typeof name === "string" && name !== ""))] as string[];
}
