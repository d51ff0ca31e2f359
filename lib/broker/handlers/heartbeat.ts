// Behavior: keeps a member's session alive, and tells it of a rebalance with REBALANCE_IN_PROGRESS.
//
// Version notes: 3 adds static members.
import { attempt } from "../errors.ts";
import { handler } from "./handler.ts";

export const heartbeat = handler("Heartbeat", [0, 4], ({ cluster, brokerId, access }, body) => {
  const { errorCode } = attempt(() => {
    access.demand("group", body.groupId);
    cluster.checkCoordinator("group", body.groupId, brokerId);
    cluster.groups.heartbeat(body.groupId, body);
  });
  return { throttleTimeMs: 0, errorCode };
});
