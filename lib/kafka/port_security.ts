/** A kind of resource that access rules are about. */
export type AclResourceType =
  | "topic"
  | "group"
  | "cluster"
  | "transactionalId"
  | "delegationToken"
  | "user";

/** What an access rule allows or denies. */
export type AclOperation =
  | "all"
  | "read"
  | "write"
  | "create"
  | "delete"
  | "alter"
  | "describe"
  | "clusterAction"
  | "describeConfigs"
  | "alterConfigs"
  | "idempotentWrite"
  | "createTokens"
  | "describeTokens"
  | "twoPhaseCommit";

/** An access rule (ACL): who may, or may not, do what with which resource. */
export interface Acl {
  /** The kind of the resource. */
  readonly resourceType: AclResourceType;
  /** Its name, what its name begins with, or `*` for all; `kafka-cluster` for the cluster. */
  readonly resourceName: string;
  /** Whether the name is the whole of it or what it begins with. @default {"literal"} */
  readonly patternType?: "literal" | "prefixed";
  /** `User:anne`, or `User:*` for everybody. */
  readonly principal: string;
  /** The address that the client comes from; `*` for any. @default {"*"} */
  readonly host?: string;
  /** What may be done. `read`, `write`, `delete` and `alter` include `describe`. */
  readonly operation: AclOperation;
  /** Whether it allows or denies; what is denied no other rule can allow. @default {"allow"} */
  readonly permission?: "allow" | "deny";
}

/** Which access rules are meant: what is left out may be anything. */
export interface AclFilter {
  /** The kind of the resource. */
  readonly resourceType?: AclResourceType;
  /** The name as it stands in the rule. */
  readonly resourceName?: string;
  /** `match` finds all rules that are about the name, by `*` and by prefixes too. */
  readonly patternType?: "literal" | "prefixed" | "match";
  /** The user. */
  readonly principal?: string;
  /** The address. */
  readonly host?: string;
  /** What may be done. */
  readonly operation?: AclOperation;
  /** Whether it allows or denies. */
  readonly permission?: "allow" | "deny";
}

/** A mechanism of SCRAM. */
export type ScramMechanism = "scram-sha-256" | "scram-sha-512";

/** A user and the password that is to be asked for. */
export interface ScramUser {
  /** The user's name. */
  readonly name: string;
  /** The secret; only what is needed to check it goes to the cluster. */
  readonly password: string;
  /** By which mechanism the user logs in. @default {"scram-sha-256"} */
  readonly mechanism?: ScramMechanism;
  /** Rounds of hashing, 4096 to 16384. @default {4096} */
  readonly iterations?: number;
}

/** A way in which a user logs in. */
export interface ScramCredentialDescription {
  /** The mechanism. */
  readonly mechanism: ScramMechanism;
  /** Rounds of hashing. */
  readonly iterations: number;
}

/** A user who logs in by SCRAM. */
export interface ScramUserDescription {
  /** The user's name. */
  readonly name: string;
  /** One for each mechanism. */
  readonly credentials: readonly ScramCredentialDescription[];
}

/** The questions and orders about users and what they may do. */
export interface SecurityAdmin {
  /**
   * Adds a user who logs in by SCRAM, or changes the password.
   *
   * @throws {WorkshopError} code `UNACCEPTABLE_CREDENTIAL`, `CLUSTER_AUTHORIZATION_FAILED`
   */
  alterScramUser(user: ScramUser): Promise<void>;
  /** Removes all credentials of a user. @throws {WorkshopError} code `RESOURCE_NOT_FOUND` */
  deleteScramUser(name: string): Promise<void>;
  /** The users who log in by SCRAM, sorted by name. */
  describeScramUsers(): Promise<readonly ScramUserDescription[]>;
  /**
   * Adds access rules; resolves when a broker goes by them. Those that are there already stay.
   *
   * @throws {WorkshopError} code `SECURITY_DISABLED`, `INVALID_REQUEST`,
   *   `CLUSTER_AUTHORIZATION_FAILED`
   */
  createAcls(acls: readonly Acl[]): Promise<void>;
  /** The access rules that are meant, all by default. */
  listAcls(filter?: AclFilter): Promise<readonly Acl[]>;
  /** Removes the access rules that are meant, and gives them; resolves when a broker forgot them. */
  deleteAcls(filter: AclFilter): Promise<readonly Acl[]>;
}
