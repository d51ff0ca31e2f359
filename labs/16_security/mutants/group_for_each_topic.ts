// caught by: each-rule-needed
// says: more than once
// Gives the rule of the group with each topic that is read in it.
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
    ...(group === undefined ? [] : reads.map(() => allow("group", "read")(group))),
    ...(transactionalId === undefined ? [] : [allow("transactionalId", "write")(transactionalId)]),
  ];
}

function withoutCovered(all: readonly Names[]): readonly Names[] {
  return all.filter((one) =>
    !all.some((other) =>
      other !== one && other.match === "prefix" && one.name.startsWith(other.name)
    )
  );
}
