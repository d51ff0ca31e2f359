// Behavior: adds access rules, each for itself; one that is there already is no error. Where nobody
// is asked who they are, there are no rules: SECURITY_DISABLED.
//
// Version notes: 2 is flexible, 3 knows users as a resource.
import { attempt, errorCode as errorCodeOf } from "../errors.ts";
import { checkRule, refuseZero } from "../security/rule_filter.ts";
import { handler } from "./handler.ts";
import { rulesOf } from "./rules_of.ts";

const UNFORESEEN = errorCodeOf("UNKNOWN_SERVER_ERROR");

export const createAcls = handler("CreateAcls", [1, 3], (context, { creations }) => {
  const asked = creations.map(({ resourcePatternType: patternType, ...rest }) => {
    refuseZero(rest.resourceType, patternType, rest.operation, rest.permissionType);
    return { ...rest, patternType };
  });
  const results = asked.map((rule) => {
    const { errorCode, errorMessage } = attempt(() => {
      const rules = rulesOf(context);
      checkRule(rule);
      rules.add(rule);
    });
    return { errorCode, errorMessage: errorCode === UNFORESEEN ? null : errorMessage ?? "" };
  });
  return { throttleTimeMs: 0, results };
});
