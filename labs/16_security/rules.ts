import { type Acl, type AclFilter } from "../../lib/kafka/mod.ts";
import { type Fail, fail } from "../../lib/workshop/mod.ts";

const TYPES = ["topic", "group", "cluster", "transactionalId"];
const OPERATIONS = [
  "all",
  "read",
  "write",
  "create",
  "delete",
  "alter",
  "describe",
  "clusterAction",
  "describeConfigs",
  "alterConfigs",
  "idempotentWrite",
];
/** More than any of the applications could need, and few enough to try each. */
const MOST = 30;

/** The rules that a call returned, if they are some; else why not. */
export function rulesIn(value: unknown): readonly Acl[] | Fail {
  if (!Array.isArray(value)) return wrong(`it returned ${shown(value)} and not a list`, value);
  if (value.length > MOST) {
    return wrong(`it returned ${value.length} rules; no application here needs ${MOST}`, value);
  }
  const odd = value.find((rule) => !isRule(rule));
  if (odd !== undefined) return wrong(`this is no rule that Kafka knows: ${shown(odd)}`, odd);
  return value;
}

function isRule(value: unknown): value is Acl {
  const rule = (value ?? {}) as Record<string, unknown>;
  return isOneOf(TYPES, rule.resourceType) && isText(rule.resourceName) &&
    isText(rule.principal) && rule.principal.includes(":") &&
    isOneOf(OPERATIONS, rule.operation) &&
    isOneOf([undefined, "literal", "prefixed"], rule.patternType) &&
    isOneOf([undefined, "allow", "deny"], rule.permission) &&
    (rule.host === undefined || isText(rule.host)) &&
    (rule.resourceType !== "cluster" || rule.resourceName === "kafka-cluster");
}

function isOneOf(allowed: readonly unknown[], value: unknown): boolean {
  return allowed.includes(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function wrong(why: string, value: unknown): Fail {
  return fail({
    happened: `minimalAcls() must return access rules, and ${why}. A rule has a resourceType, a ` +
      `resourceName, a principal such as User:anne and an operation; see Acl in lib/kafka`,
    anomaly: "no rule",
    evidence: { returned: shown(value) },
  });
}

function shown(value: unknown): string {
  const text = Deno.inspect(value, { depth: 1, breakLength: Infinity });
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}

/** Whether it is the verdict and not rules. */
export function isFail(value: readonly Acl[] | Fail): value is Fail {
  return "verdict" in value;
}

/** A rule in a few words. */
export function ruleText(acl: Acl): string {
  const { resourceType, resourceName, patternType, operation, permission, principal } = acl;
  const star = patternType === "prefixed" ? "…" : "";
  const may = permission === "deny" ? "may not" : "may";
  return `${principal} ${may} ${operation} ${resourceType} ${resourceName}${star}`;
}

/** A rule that stands in the list twice, if one does. */
export function twiceIn(rules: readonly Acl[]): Acl | undefined {
  return rules.find((rule, at) => rules.slice(0, at).some((other) => isSame(rule, other)));
}

function isSame(one: Acl, other: Acl): boolean {
  const [a, b] = [exactly(one), exactly(other)];
  return (Object.keys(a) as (keyof AclFilter)[]).every((name) => a[name] === b[name]);
}

/** The filter that means this rule and no other. */
export function exactly(acl: Acl): AclFilter {
  return { patternType: "literal", host: "*", permission: "allow", ...acl };
}
