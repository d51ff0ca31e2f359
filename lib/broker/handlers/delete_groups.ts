// Behavior: forgets groups without members, and what they have committed.
//
// Version notes: all versions behave alike.
import { attempt } from "../errors.ts";
import { handler } from "./handler.ts";

export const deleteGroups = handler(
  "DeleteGroups",
  [0, 2],
  ({ cluster, brokerId, access }, body) => ({
    throttleTimeMs: 0,
    results: body.groupsNames.map((groupId) => {
      const { errorCode } = attempt(() => {
        access.demand("group", groupId);
        cluster.checkCoordinator("group", groupId, brokerId);
        cluster.groups.delete(groupId);
      });
      return { groupId, errorCode };
    }),
  }),
);
