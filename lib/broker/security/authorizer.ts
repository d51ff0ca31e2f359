import {
  ACL_OPERATIONS,
  ACL_PATTERNS,
  ACL_PERMISSIONS,
  ACL_RESOURCES,
} from "../../protocol/mod.ts";
import { concerns, covers, type Rule, speaksOf } from "./rule.ts";
import { type Operation, type Resource, type ResourceType, WILDCARD } from "./vocabulary.ts";

/** Who asks, and from where. */
export interface Client {
  /** `User:alice`. */
  readonly principal: string;
  /** The client's address without a slash: `127.0.0.1`. */
  readonly host: string;
}

/** What decisions are made by. */
export interface AuthorizerOptions {
  /** Principals that may do everything. */
  readonly superUsers: readonly string[];
  /** The rules as they are now. */
  readonly rules: () => Iterable<Rule>;
}

/**
 * Decides what a client may do, as Apache Kafka's StandardAuthorizer: super users everything; a rule
 * that denies goes before all that allow; what no rule allows is denied.
 */
export class Authorizer {
  readonly #superUsers: ReadonlySet<string>;
  readonly #rules: AuthorizerOptions["rules"];

  constructor({ superUsers, rules }: AuthorizerOptions) {
    this.#superUsers = new Set(superUsers);
    this.#rules = rules;
  }

  /** Whether a client may do something with a resource. */
  allows(client: Client, operation: Operation, { type, name }: Resource): boolean {
    if (this.#superUsers.has(client.principal)) return true;
    let allowed = false;
    for (const rule of this.#rules()) {
      if (!covers(rule, type, name) || !concerns(rule, client)) continue;
      if (!speaksOf(rule, ACL_OPERATIONS[operation])) continue;
      if (rule.permissionType === ACL_PERMISSIONS.deny) return false;
      allowed = true;
    }
    return allowed;
  }

  /**
   * Whether a client may do something with at least one resource of a type, whether it exists or
   * not: there is a rule that allows, and none that denies all that this one allows.
   */
  allowsSome(client: Client, operation: Operation, type: ResourceType): boolean {
    if (this.#superUsers.has(client.principal)) return true;
    const wanted = ACL_OPERATIONS[operation];
    const rules = [...this.#rules()].filter((rule) =>
      rule.resourceType === ACL_RESOURCES[type] && concerns(rule, client) &&
      (rule.operation === wanted || rule.operation === ACL_OPERATIONS.all)
    );
    const denials = rules.filter(({ permissionType }) => permissionType === ACL_PERMISSIONS.deny);
    return rules.some((rule) =>
      rule.permissionType === ACL_PERMISSIONS.allow &&
      !denials.some((denial) => takesAll(denial, rule))
    );
  }
}

/** Whether a rule that denies leaves nothing of what another allows. */
function takesAll(denial: Rule, allowed: Rule): boolean {
  if (isEverything(denial)) return true;
  if (isEverything(allowed)) return false;
  if (denial.patternType === ACL_PATTERNS.prefixed) {
    return allowed.resourceName.startsWith(denial.resourceName);
  }
  return allowed.patternType !== ACL_PATTERNS.prefixed &&
    denial.resourceName === allowed.resourceName;
}

function isEverything({ patternType, resourceName }: Rule): boolean {
  return patternType === ACL_PATTERNS.literal && resourceName === WILDCARD;
}
