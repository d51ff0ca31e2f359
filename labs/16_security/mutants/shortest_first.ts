// caught by: each-rule-needed
// says: another rule covers it
// Takes the shorter names first, and of two that are the same the one that is listed first.
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
  const kept: Names[] = [];
  for (const one of all.toSorted((a, b) => a.name.length - b.name.length)) {
    const isCovered = kept.some(({ name, match }) =>
      match === "prefix" && one.name.startsWith(name)
    );
    if (!isCovered) kept.push(one);
  }
  return kept;
}
