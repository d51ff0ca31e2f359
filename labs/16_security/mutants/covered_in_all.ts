// caught by: works
// says: could not
// Takes a topic that is read for covered by what is written.
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
    ...withoutCovered(reads, [...reads, ...writes]).map(allow("topic", "read")),
    ...(group === undefined ? [] : [allow("group", "read")(group)]),
    ...(transactionalId === undefined ? [] : [allow("transactionalId", "write")(transactionalId)]),
  ];
}

function withoutCovered(some: readonly Names[], all = some): readonly Names[] {
  return some.filter((one) =>
    !all.some((other) =>
      other !== one && other.match === "prefix" && one.name.startsWith(other.name)
    )
  );
}
