// Behavior: hands each member its share of the partitions, once the leader has brought them all.
//
// Version notes: 3 adds static members, 5 the protocol's type and name, which must fit the group's.
import { errorCode, errorNameOf } from "../errors.ts";
import { handler } from "./handler.ts";

const NOTHING = new Uint8Array(0);

export const syncGroup = handler(
  "SyncGroup",
  [0, 5],
  async ({ cluster, brokerId, access }, body) => {
    try {
      access.demand("group", body.groupId);
      cluster.checkCoordinator("group", body.groupId, brokerId);
      const answer = await cluster.groups.sync(body.groupId, {
        ...body,
        assignments: body.assignments.map(({ memberId, assignment }) => ({
          memberId,
          assignment: assignment.slice(),
        })),
      });
      return { throttleTimeMs: 0, errorCode: 0, ...answer };
    } catch (error) {
      return { throttleTimeMs: 0, errorCode: errorCode(errorNameOf(error)), assignment: NOTHING };
    }
  },
);
