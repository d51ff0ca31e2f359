/**
 * Lab 16, security: one way to write it.
 *
 * @module
 */
import type { Acl } from "../lib/kafka/mod.ts";

/** Names that are meant: the one, or all that begin so. */
export interface Names {
  readonly name: string;
  readonly match: "exactly" | "prefix";
}

/** What an application does. */
export interface Application {
  /** The name that it logs in with. */
  readonly user: string;
  /** Topics that it produces to, with an idempotent producer. */
  readonly writes: readonly Names[];
  /** Topics that it reads. */
  readonly reads: readonly Names[];
  /** The group that it reads as, if it joins one. */
  readonly group?: Names;
  /** Under what it runs transactions, if it does. */
  readonly transactionalId?: Names;
}

/**
 * Gives the access rules that an application needs, and no other.
 *
 * What is graded, by clients that log in as the application's user (and as another one) to a cluster
 * that has these rules and no other:
 * - the application can do all that its description says: produce, read, join its group, run its
 *   transactions;
 * - it can do nothing else: other topics, groups and transactional ids are refused, also those whose
 *   names look alike, and so are writing to what it only reads, reading what it only writes, making,
 *   changing and deleting topics, deleting its own group; no other user can do anything by these
 *   rules;
 * - each rule is needed: without it something of the application's work fails. A rule that another
 *   one covers is one too many: a prefix covers all that begin with it, its own text as well.
 *
 * @param application what it does; names are never empty and never listed twice; no rule denies
 */
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
  // Describe comes with read and write; who may write to a topic may have a producer id.
  return [
    ...withoutCovered(writes).map(allow("topic", "write")),
    ...withoutCovered(reads).map(allow("topic", "read")),
    ...(group === undefined ? [] : [allow("group", "read")(group)]),
    ...(transactionalId === undefined ? [] : [allow("transactionalId", "write")(transactionalId)]),
  ];
}

/** The names that no prefix among them covers already. */
function withoutCovered(all: readonly Names[]): readonly Names[] {
  return all.filter((one) =>
    !all.some((other) =>
      other !== one && other.match === "prefix" && one.name.startsWith(other.name)
    )
  );
}
