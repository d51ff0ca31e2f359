import {
  ACL_ANY,
  ACL_MATCH,
  ACL_OPERATIONS,
  ACL_PATTERNS,
  ACL_PERMISSIONS,
  ACL_RESOURCES,
  ProtocolError,
} from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import type { Rule } from "./rule.ts";
import { CLUSTER_NAME, WILDCARD } from "./vocabulary.ts";

/** Which rules are meant, as requests bring it; null, ANY and MATCH leave something open. */
export interface RuleFilter {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

/** Whether a rule is one of those that are meant. */
export function matches(filter: RuleFilter, rule: Rule): boolean {
  const { resourceTypeFilter: type, principalFilter, hostFilter } = filter;
  return (type === ACL_ANY || type === rule.resourceType) && namesMatch(filter, rule) &&
    (principalFilter === null || principalFilter === rule.principal) &&
    (hostFilter === null || hostFilter === rule.host) &&
    (filter.operation === ACL_ANY || filter.operation === rule.operation) &&
    (filter.permissionType === ACL_ANY || filter.permissionType === rule.permissionType);
}

function namesMatch(
  { resourceNameFilter: name, patternTypeFilter: pattern }: RuleFilter,
  rule: Rule,
): boolean {
  const open = pattern === ACL_ANY || pattern === ACL_MATCH;
  if (!open && pattern !== rule.patternType) return false;
  if (name === null) return true;
  if (pattern !== ACL_MATCH) return name === rule.resourceName;
  if (rule.patternType === ACL_PATTERNS.prefixed) return name.startsWith(rule.resourceName);
  return rule.resourceName === name || rule.resourceName === WILDCARD;
}

const KNOWN = {
  resourceTypes: new Set<number>(Object.values(ACL_RESOURCES)),
  patternTypes: new Set<number>(Object.values(ACL_PATTERNS)),
  operations: new Set<number>(Object.values(ACL_OPERATIONS)),
  permissions: new Set<number>(Object.values(ACL_PERMISSIONS)),
};

/** @throws {RequestError} code `INVALID_REQUEST`, when it holds a number that Kafka does not have */
export function checkFilter(filter: RuleFilter): void {
  const { resourceTypeFilter: type, patternTypeFilter: pattern, operation, permissionType } =
    filter;
  const isPatternKnown = (type === ACL_ANY || KNOWN.resourceTypes.has(type)) &&
    (pattern === ACL_ANY || pattern === ACL_MATCH || KNOWN.patternTypes.has(pattern));
  if (!isPatternKnown) throw new RequestError("INVALID_REQUEST", "Unknown patternFilter.");
  const isEntryKnown = (operation === ACL_ANY || KNOWN.operations.has(operation)) &&
    (permissionType === ACL_ANY || KNOWN.permissions.has(permissionType));
  if (!isEntryKnown) throw new RequestError("INVALID_REQUEST", "Unknown entryFilter.");
}

/**
 * Refuses what not even stands for something unknown; as with Apache Kafka that ends the connection.
 *
 * @throws {ProtocolError} one of the numbers is 0
 */
export function refuseZero(...numbers: readonly number[]): void {
  if (!numbers.includes(0)) return;
  throw new ProtocolError("A rule or a filter holds 0, which stands for nothing", "BAD_VALUE");
}

/**
 * Looks whether something can be a rule.
 *
 * @throws {RequestError} code `INVALID_REQUEST`; `UNKNOWN_SERVER_ERROR` for what only filters may be
 */
export function checkRule(rule: Rule): void {
  const { resourceType, patternType, operation, permissionType } = rule;
  const isFilter = [resourceType, patternType, operation, permissionType].includes(ACL_ANY) ||
    patternType === ACL_MATCH;
  if (isFilter) throw new RequestError("UNKNOWN_SERVER_ERROR");
  if (!KNOWN.resourceTypes.has(resourceType)) refuse("Invalid resourceType UNKNOWN");
  if (!KNOWN.patternTypes.has(patternType)) refuse("Invalid patternType UNKNOWN");
  if (!KNOWN.operations.has(operation)) refuse("Invalid operation UNKNOWN");
  if (!KNOWN.permissions.has(permissionType)) refuse("Invalid permissionType UNKNOWN");
  if (rule.resourceName === "") refuse("Invalid empty resource name");
  if (resourceType === ACL_RESOURCES.cluster && rule.resourceName !== CLUSTER_NAME) {
    refuse(`The only valid name for the CLUSTER resource is ${CLUSTER_NAME}`);
  }
  if (!rule.principal.includes(":")) {
    refuse(
      `Could not parse principal from \`${rule.principal}\` (no colon is present separating the ` +
        "principal type from the principal name)",
    );
  }
}

function refuse(why: string): never {
  throw new RequestError("INVALID_REQUEST", why);
}
