// Behavior: keeps the positions of a group. A member must be of the current generation; anybody may
// commit for a group without members. Null metadata reads back as "".
//
// Version notes: 2 to 4 carry a retention time, which is ignored; 6 adds leader epochs, 7 static
// members; from 9 a group that is not there is GROUP_ID_NOT_FOUND, before ILLEGAL_GENERATION.
import type { RequestBody } from "../../protocol/mod.ts";
import { attempt, RequestError } from "../errors.ts";
import type { OffsetToCommit } from "../groups/coordinator.ts";
import { handler, type RequestContext } from "./handler.ts";
import { checkedOffsets, topicErrors } from "./offsets_to_commit.ts";

export const offsetCommit = handler("OffsetCommit", [2, 9], (context, body) => {
  const { cluster, brokerId, access } = context;
  const forbidden = attempt(() => access.demand("group", body.groupId)).errorCode;
  if (forbidden !== 0) {
    return { throttleTimeMs: 0, topics: topicErrors(body.topics, new Map(), forbidden) };
  }
  const { errors, offsets } = checkedOffsets(context, body.topics);
  const done = attempt(() => {
    cluster.checkCoordinator("group", body.groupId, brokerId);
    commit(context, body, offsets);
  });
  return { throttleTimeMs: 0, topics: topicErrors(body.topics, errors, done.errorCode) };
});

function commit(
  { cluster, version }: RequestContext,
  body: RequestBody<"OffsetCommit">,
  offsets: readonly OffsetToCommit[],
): void {
  const { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch: generationId } = body;
  const unknown = cluster.groups.get(groupId) === undefined;
  if (unknown && generationId >= 0 && version >= 9) {
    throw new RequestError("GROUP_ID_NOT_FOUND");
  }
  cluster.groups.commit(groupId, { memberId, groupInstanceId, generationId }, offsets);
}
