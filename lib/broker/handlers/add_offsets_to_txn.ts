// Behavior: makes the offsets of a group part of a transaction: the partition that keeps them gets
// a marker when it ends.
//
// Version notes: 2 knows PRODUCER_FENCED.
import { attempt, RequestError } from "../errors.ts";
import { handler } from "./handler.ts";
import { fencedAs } from "./transactional.ts";

export const addOffsetsToTxn = handler("AddOffsetsToTxn", [0, 3], (context, body) => {
  const { cluster, brokerId, version, access } = context;
  const { errorCode } = attempt(() => {
    access.demand("transactionalId", body.transactionalId);
    access.demand("group", body.groupId);
    cluster.checkCoordinator("transaction", body.transactionalId, brokerId);
    if (body.groupId === "") throw new RequestError("INVALID_GROUP_ID");
    cluster.transactions.addPartitions(body, [cluster.offsetsPartitionOf(body.groupId)]);
  });
  return { throttleTimeMs: 0, errorCode: fencedAs(errorCode, version >= 2) };
});
