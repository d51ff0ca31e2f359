import {
  ACL_OPERATIONS,
  ACL_PATTERNS,
  ACL_PERMISSIONS,
  ACL_RESOURCES,
} from "../../../protocol/mod.ts";
import type { Note } from "../notebook.ts";
import type { RawConnection } from "../raw_connection.ts";
import { errorName } from "../session.ts";
import type { SecureSession } from "./secure_session.ts";

/** A rule in short: a kind of resource, its name, an operation, and what is unusual about it. */
export type Grant = readonly [
  type: keyof typeof ACL_RESOURCES,
  name: string,
  operation: keyof typeof ACL_OPERATIONS,
  rest?: {
    readonly pattern?: keyof typeof ACL_PATTERNS;
    readonly permission?: keyof typeof ACL_PERMISSIONS;
    readonly principal?: string;
    readonly host?: string;
  },
];

/** What a user asks, first without any rule, then with one more at a time. */
export interface Steps {
  readonly grants: readonly Grant[];
  readonly ask: (broker: RawConnection) => Promise<Note>;
}

/** The name of the cluster as a resource. */
export const CLUSTER = "kafka-cluster";

/** Asks as a new user, without rules and after each, and notes all answers. */
export async function askWith(
  session: SecureSession,
  what: string,
  { grants, ask }: Steps,
): Promise<void> {
  const user = await session.user("anne");
  using broker = await session.connectAs(user);
  session.note(`${what}, without a rule`, await ask(broker));
  for (const [type, name, operation, rest = {}] of grants) {
    const { pattern = "literal", permission = "allow", host = "*" } = rest;
    await session.allow([{
      resourceType: ACL_RESOURCES[type],
      resourceName: name,
      resourcePatternType: ACL_PATTERNS[pattern],
      principal: rest.principal ?? `User:${user.name}`,
      host,
      operation: ACL_OPERATIONS[operation],
      permissionType: ACL_PERMISSIONS[permission],
    }]);
    session.note(`${what}, then ${permission} ${operation} on ${type}`, await ask(broker));
  }
}

/** Names of errors, in an order that no broker decides. */
export function errors(codes: readonly number[]): string[] {
  return codes.map(errorName);
}
