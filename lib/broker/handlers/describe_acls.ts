// Behavior: the access rules that a filter matches, gathered by resource. `MATCH` finds every
// pattern that covers a name: the name itself, what it begins with, and `*`. What Kafka does not
// have matches nothing.
//
// Version notes: 2 is flexible, 3 knows users as a resource.
import { attempt } from "../errors.ts";
import { refuseZero } from "../security/rule_filter.ts";
import { handler } from "./handler.ts";
import { rulesOf } from "./rules_of.ts";

export const describeAcls = handler("DescribeAcls", [1, 3], (context, filter) => {
  const { resourceTypeFilter, patternTypeFilter, operation, permissionType } = filter;
  refuseZero(resourceTypeFilter, patternTypeFilter, operation, permissionType);
  const { value: found = [], errorCode, errorMessage } = attempt(() => {
    return rulesOf(context).matching(filter);
  });
  const byResource = Map.groupBy(
    found,
    ({ resourceType, patternType, resourceName }) =>
      `${resourceType} ${patternType} ${resourceName}`,
  );
  const resources = [...byResource.values()].map((rules) => {
    const { resourceType, resourceName, patternType } = rules[0]!;
    return { resourceType, resourceName, patternType, acls: rules };
  });
  return { throttleTimeMs: 0, errorCode, errorMessage: errorMessage ?? "", resources };
});
