// Behavior: removes the access rules that each filter matches, and tells which they were. Removing
// none is no error.
//
// Version notes: 2 is flexible, 3 knows users as a resource.
import { attempt } from "../errors.ts";
import { checkFilter, refuseZero } from "../security/rule_filter.ts";
import { handler } from "./handler.ts";
import { rulesOf } from "./rules_of.ts";

export const deleteAcls = handler("DeleteAcls", [1, 3], (context, { filters }) => {
  for (const filter of filters) {
    const { resourceTypeFilter, patternTypeFilter, operation, permissionType } = filter;
    refuseZero(resourceTypeFilter, patternTypeFilter, operation, permissionType);
  }
  const filterResults = filters.map((filter) => {
    const { value: removed = [], errorCode, errorMessage } = attempt(() => {
      const rules = rulesOf(context);
      checkFilter(filter);
      return rules.remove(filter);
    });
    const matchingAcls = removed.map((rule) => ({ errorCode: 0, errorMessage: null, ...rule }));
    return { errorCode, errorMessage, matchingAcls };
  });
  return { throttleTimeMs: 0, filterResults };
});
