// Behavior: takes a member into its group and answers when everybody has joined; the answer to the
// leader lists all members. A rebalance begins with the first that joins.
//
// Version notes: 0 has no rebalance timeout (the session's stands for it); from 4 a new member is
// given an id with MEMBER_ID_REQUIRED and must come back; 5 adds static members; 7 the protocol's
// type, and a null protocol name on errors; 9 tells a returning leader to skip the assignment.
import { errorCode, errorNameOf, RequestError } from "../errors.ts";
import { handler } from "./handler.ts";

export const joinGroup = handler("JoinGroup", [0, 9], async (context, body) => {
  const { cluster, version } = context;
  try {
    context.access.demand("group", body.groupId);
    cluster.checkCoordinator("group", body.groupId, context.brokerId);
    const answer = await cluster.groups.join(body.groupId, {
      ...body,
      clientId: context.clientId,
      clientHost: context.clientHost,
      rebalanceTimeoutMs: version === 0 ? body.sessionTimeoutMs : body.rebalanceTimeoutMs,
      protocols: body.protocols.map(({ name, metadata }) => ({ name, metadata: metadata.slice() })),
      idRequired: version >= 4,
      canSkipAssignment: version >= 9,
    });
    const { leaderId: leader, ...joined } = answer;
    return { throttleTimeMs: 0, errorCode: 0, leader, ...joined };
  } catch (error) {
    const name = errorNameOf(error);
    const givenId = name === "MEMBER_ID_REQUIRED" && error instanceof RequestError;
    return {
      throttleTimeMs: 0,
      errorCode: errorCode(name),
      generationId: -1,
      protocolType: null,
      protocolName: version >= 7 ? null : "",
      leader: "",
      memberId: givenId ? error.message : body.memberId,
      members: [],
    };
  }
});
