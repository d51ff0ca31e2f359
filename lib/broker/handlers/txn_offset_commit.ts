// Behavior: keeps positions of a group that become visible when the transaction commits. The group
// must have been made part of it by AddOffsetsToTxn. A producer that was fenced is told
// INVALID_PRODUCER_EPOCH in every version.
//
// Version notes: 2 adds leader epochs; from 3 the member, its generation and its instance id are
// checked, which shuts out zombies of the group.
import { attempt } from "../errors.ts";
import { handler } from "./handler.ts";
import { fencedAs } from "./transactional.ts";
import { checkedOffsets, topicErrors } from "./offsets_to_commit.ts";

export const txnOffsetCommit = handler("TxnOffsetCommit", [0, 3], (context, body) => {
  const { cluster, brokerId, access } = context;
  const forbidden = attempt(() => {
    access.demand("transactionalId", body.transactionalId);
    access.demand("group", body.groupId);
  }).errorCode;
  if (forbidden !== 0) {
    return { throttleTimeMs: 0, topics: topicErrors(body.topics, new Map(), forbidden) };
  }
  const { errors, offsets } = checkedOffsets(context, body.topics);
  const done = attempt(() => {
    cluster.checkCoordinator("group", body.groupId, brokerId);
    cluster.transactions.verify(body, cluster.offsetsPartitionOf(body.groupId));
    cluster.groups.commitInTransaction(body.groupId, body, offsets);
  });
  const error = fencedAs(done.errorCode, false);
  return { throttleTimeMs: 0, topics: topicErrors(body.topics, errors, error) };
});
