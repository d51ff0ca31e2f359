// Behavior: takes members out of their group at once, so that the others need not wait for a
// session to end.
//
// Version notes: below 3 one member leaves and its error is the answer's; from 3 several may, each
// with an error of its own, static ones by their instance id alone.
import { attempt, RequestError } from "../errors.ts";
import { handler } from "./handler.ts";

export const leaveGroup = handler("LeaveGroup", [0, 5], (context, body) => {
  const { cluster, brokerId, version, access } = context;
  const found = attempt(() => {
    access.demand("group", body.groupId);
    if (body.groupId === "") throw new RequestError("INVALID_GROUP_ID");
    cluster.checkCoordinator("group", body.groupId, brokerId);
  });
  if (found.errorCode !== 0) return { throttleTimeMs: 0, errorCode: found.errorCode, members: [] };
  const leaving = version >= 3
    ? body.members
    : [{ memberId: body.memberId, groupInstanceId: null }];
  const members = leaving.map(({ memberId, groupInstanceId }) => {
    const member = { memberId, groupInstanceId };
    const { errorCode } = attempt(() => cluster.groups.leave(body.groupId, member));
    return { ...member, errorCode };
  });
  return { throttleTimeMs: 0, errorCode: version >= 3 ? 0 : members[0]!.errorCode, members };
});
