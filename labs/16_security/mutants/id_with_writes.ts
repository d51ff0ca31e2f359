// caught by: works
// says: use transactional id
// Believes that only who writes has transactions; offsets are committed in them, too.
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
    ...(writes.length === 0 || transactionalId === undefined
      ? []
      : [allow("transactionalId", "write")(transactionalId)]),
  ];
}

function withoutCovered(all: readonly Names[]): readonly Names[] {
  return all.filter((one) =>
    !all.some((other) =>
      other !== one && other.match === "prefix" && one.name.startsWith(other.name)
    )
  );
}
