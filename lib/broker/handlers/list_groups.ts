// Behavior: the groups that this broker coordinates, those that the client may describe.
//
// Version notes: 4 filters by state and tells it, 5 does so by type, of which there is one here.
import { handler } from "./handler.ts";

const TYPE = "classic";

export const listGroups = handler("ListGroups", [0, 5], ({ cluster, brokerId, access }, body) => {
  const wants = (filter: readonly string[], value: string) =>
    filter.length === 0 || filter.some((one) => one.toLowerCase() === value.toLowerCase());
  const seesAll = access.allows("cluster");
  const groups = cluster.groups.list().filter((group) =>
    (seesAll || access.allows("group", group.groupId)) &&
    cluster.coordinatorOf("group", group.groupId) === brokerId &&
    wants(body.statesFilter, group.state) && wants(body.typesFilter, TYPE)
  );
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    groups: groups.map(({ groupId, protocolType, state }) => ({
      groupId,
      protocolType,
      groupState: state,
      groupType: TYPE,
    })),
  };
});
