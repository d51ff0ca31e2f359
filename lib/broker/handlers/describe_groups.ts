// Behavior: state and members of groups. A group that is not there is answered as Dead, without an
// error. Protocol and metadata are told only while the group is Stable.
//
// Version notes: 3 can ask for authorized operations, 4 adds static members.
import type { ResponseInput } from "../../protocol/mod.ts";
import { attempt } from "../errors.ts";
import type { Group } from "../groups/group.ts";
import { metadataOf } from "../groups/members.ts";
import { handler, type RequestContext } from "./handler.ts";
import { authorizedOperations, UNKNOWN_OPERATIONS } from "./operations.ts";

type Described = ResponseInput<"DescribeGroups">["groups"][number];

const NOTHING = new Uint8Array(0);

export const describeGroups = handler("DescribeGroups", [0, 5], (context, body) => {
  const operations = (groupId: string, { errorCode }: Described) =>
    body.includeAuthorizedOperations && errorCode === 0
      ? authorizedOperations(context.access, "group", groupId)
      : UNKNOWN_OPERATIONS;
  const groups = body.groups.map((groupId) => {
    const described = describe(context, groupId);
    return { ...described, authorizedOperations: operations(groupId, described) };
  });
  return { throttleTimeMs: 0, groups };
});

function describe({ cluster, brokerId, access }: RequestContext, groupId: string): Described {
  const found = attempt(() => {
    access.demand("group", groupId);
    cluster.checkCoordinator("group", groupId, brokerId);
  });
  const nothing = { groupId, protocolType: "", protocolData: "", members: [] };
  if (found.errorCode !== 0) return { ...nothing, errorCode: found.errorCode, groupState: "" };
  const known = cluster.groups.get(groupId);
  if (known === undefined || !cluster.groups.isKept(groupId)) {
    return { ...nothing, errorCode: 0, groupState: "Dead" };
  }
  return { errorCode: 0, ...describeGroup(known.group) };
}

function describeGroup(group: Group): Omit<Described, "errorCode"> {
  const { groupId, state, protocolType, protocolName, members } = group;
  const stable = state === "Stable";
  return {
    groupId,
    groupState: state,
    protocolType,
    protocolData: stable ? protocolName : "",
    members: [...members].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: stable ? metadataOf(member, protocolName) : NOTHING,
      memberAssignment: member.assignment,
    })),
  };
}
