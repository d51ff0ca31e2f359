// caught by: each-rule-needed
// says: another rule covers it
// Keeps a name that a prefix of the same text covers: what begins with it, it thinks, is longer.
import type { Acl } from "../../../lib/kafka/mod.ts";
import type { Application, Names } from "../stub.ts";

export function minimalAcls(application: Application): Acl[] {
  const { user, writes, reads, group, transactionalId } = application;
  const allow = (resourceType: Acl["resourceType"], operation: Acl["operation"]) => {
    return ({ name, match }: Names): Acl => ({
      resourceType,
      resourceName: name,
      patternType: match === "prefix" ? "prefixed" : "literal",
      principal: `User:${user}`,
      operation,
    });
  };
  return [
    ...withoutCovered(writes).map(allow("topic", "write")),
    ...withoutCovered(reads).map(allow("topic", "read")),
    ...(group === undefined ? [] : [allow("group", "read")(group)]),
    ...(transactionalId === undefined ? [] : [allow("transactionalId", "write")(transactionalId)]),
  ];
}

function withoutCovered(all: readonly Names[]): readonly Names[] {
  return all.filter(({ name }) =>
    !all.some((other) =>
      other.match === "prefix" && other.name !== name && name.startsWith(other.name)
    )
  );
}
