// caught by: nothing-else
// says: that transactional id is not its own
// Believes that an idempotent producer needs a transactional id.
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
    ...(writes.length === 0 ? [] : [
      allow("transactionalId", "write")(
        transactionalId ?? { name: user, match: "exactly" },
      ),
    ]),
  ];
}

function withoutCovered(all: readonly Names[]): readonly Names[] {
  return all.filter((one) =>
    !all.some((other) =>
      other !== one && other.match === "prefix" && one.name.startsWith(other.name)
    )
  );
}
