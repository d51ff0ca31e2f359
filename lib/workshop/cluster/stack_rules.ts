import type { Acl, Kafka } from "../../kafka/mod.ts";
import type { StackUser } from "./stack_keys.ts";

type Rule = Pick<Acl, "resourceType" | "resourceName" | "operation"> & {
  readonly user: Exclude<StackUser, "admin">;
};

/** What the secure cluster's clients may do, and nothing else. */
const RULES: readonly Rule[] = [
  { user: "producer", resourceType: "topic", resourceName: "random-events", operation: "create" },
  { user: "producer", resourceType: "topic", resourceName: "random-events", operation: "write" },
  { user: "producer", resourceType: "topic", resourceName: "DLQ", operation: "create" },
  { user: "producer", resourceType: "topic", resourceName: "DLQ", operation: "write" },
  { user: "consumer", resourceType: "topic", resourceName: "random-events", operation: "create" },
  { user: "consumer", resourceType: "topic", resourceName: "random-events", operation: "read" },
  { user: "consumer", resourceType: "topic", resourceName: "DLQ", operation: "create" },
  { user: "consumer", resourceType: "topic", resourceName: "DLQ", operation: "write" },
  { user: "consumer", resourceType: "group", resourceName: "event-processors", operation: "read" },
];

/**
 * Makes the access rules of the compose file's secure cluster, as its super user; those that are
 * there already stay as they are.
 *
 * @returns how many there are
 */
export async function writeStackRules(kafka: Pick<Kafka, "admin">): Promise<number> {
  await using admin = await kafka.admin();
  await admin.createAcls(
    RULES.map(({ user, ...rule }): Acl => ({ ...rule, principal: `User:${user}` })),
  );
  return RULES.length;
}
