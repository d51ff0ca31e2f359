import {
  ACL_OPERATIONS,
  ACL_PATTERNS,
  ACL_PERMISSIONS,
  ACL_RESOURCES,
} from "../../protocol/mod.ts";
import { WILDCARD } from "./vocabulary.ts";

/** An access rule (ACL) as it is kept; kinds are Kafka's own numbers. */
export interface Rule {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  /** `User:alice`, or `User:*` for everybody. */
  readonly principal: string;
  /** An address, or `*`. */
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

/** One text for each rule: equal rules have the same. */
export function ruleKey(rule: Rule): string {
  const { resourceType, patternType, operation, permissionType } = rule;
  return JSON.stringify([
    resourceType,
    patternType,
    rule.resourceName,
    rule.principal,
    rule.host,
    operation,
    permissionType,
  ]);
}

/** Whether a rule speaks of a resource. */
export function covers(rule: Rule, type: keyof typeof ACL_RESOURCES, name: string): boolean {
  if (rule.resourceType !== ACL_RESOURCES[type]) return false;
  if (rule.patternType === ACL_PATTERNS.prefixed) return name.startsWith(rule.resourceName);
  return rule.resourceName === name || rule.resourceName === WILDCARD;
}

/** Whether a rule speaks of who asks. */
export function concerns(
  rule: Rule,
  { principal, host }: { readonly principal: string; readonly host: string },
): boolean {
  return (rule.principal === principal || rule.principal === `User:${WILDCARD}`) &&
    (rule.host === host || rule.host === WILDCARD);
}

/** Operations that allow to describe along with what they allow. */
const IMPLIES_DESCRIBE: ReadonlySet<number> = new Set([
  ACL_OPERATIONS.read,
  ACL_OPERATIONS.write,
  ACL_OPERATIONS.delete,
  ACL_OPERATIONS.alter,
]);

/** Whether a rule speaks of an operation; who may write may describe, but the other way round not. */
export function speaksOf(rule: Rule, operation: number): boolean {
  if (rule.operation === operation || rule.operation === ACL_OPERATIONS.all) return true;
  if (rule.permissionType !== ACL_PERMISSIONS.allow) return false;
  if (operation === ACL_OPERATIONS.describe) return IMPLIES_DESCRIBE.has(rule.operation);
  return operation === ACL_OPERATIONS.describeConfigs &&
    rule.operation === ACL_OPERATIONS.alterConfigs;
}
