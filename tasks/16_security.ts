/**
 * Lab 16, security. Read labs/16_security/README.md first, then fill the blank.
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
  // TODO: this opens every topic to everybody who knows some password.
  return application.writes.length + application.reads.length === 0 ? [] : [{
    resourceType: "topic",
    resourceName: "*",
    principal: "User:*",
    operation: "all",
  }];
}
