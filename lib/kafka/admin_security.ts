import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { waitFor } from "../core/mod.ts";
import {
  ACL_ANY,
  ACL_MATCH,
  ACL_OPERATIONS,
  ACL_PATTERNS,
  ACL_PERMISSIONS,
  ACL_RESOURCES,
} from "../protocol/mod.ts";
import type { Acl, AclFilter, ScramUser, ScramUserDescription } from "./port_security.ts";
import { demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

const FILTER_PATTERNS = { ...ACL_PATTERNS, match: ACL_MATCH };
const SCRAM = {
  "scram-sha-256": { type: 1, hash: "sha256", bytes: 32 },
  "scram-sha-512": { type: 2, hash: "sha512", bytes: 64 },
} as const;

const SALT_BYTES = 24;
const RESOURCE_NOT_FOUND = 91;
const derive = promisify(pbkdf2);

/** Adds or changes a user; the password itself is not sent. */
export async function alterScramUser(cluster: WireCluster, user: ScramUser): Promise<void> {
  const { name, password, mechanism = "scram-sha-256", iterations = 4096 } = user;
  const { type, hash, bytes } = SCRAM[mechanism];
  const salt = Uint8Array.from(randomBytes(SALT_BYTES));
  const salted = Uint8Array.from(await derive(password, salt, iterations, bytes, hash));
  await alter(cluster, `Setting the password of user ${name}`, {
    deletions: [],
    upsertions: [{ name, mechanism: type, iterations, salt, saltedPassword: salted }],
  });
  await waitFor(
    async () => (await describeScramUsers(cluster)).some((known) => known.name === name),
    {
      what: `user ${name} to be known`,
    },
  );
}

/** Removes a user, one mechanism after the other: one request takes a user once. */
export async function deleteScramUser(cluster: WireCluster, name: string): Promise<void> {
  const [known] = await describe(cluster, [name]);
  for (const { mechanism } of known?.credentials ?? []) {
    await alter(cluster, `Removing user ${name}`, {
      deletions: [{ name, mechanism: SCRAM[mechanism].type }],
      upsertions: [],
    });
  }
}

async function alter(
  cluster: WireCluster,
  what: string,
  changes: Parameters<typeof cluster.askAny<"AlterUserScramCredentials">>[1],
): Promise<void> {
  const { results } = await cluster.askAny("AlterUserScramCredentials", changes);
  for (const { errorCode, errorMessage: detail } of results) {
    demandSuccess(errorCode, { what, detail });
  }
}

/** All users who log in by SCRAM. */
export async function describeScramUsers(cluster: WireCluster): Promise<ScramUserDescription[]> {
  return (await describe(cluster, [])).sort((a, b) => a.name < b.name ? -1 : 1);
}

async function describe(
  cluster: WireCluster,
  names: readonly string[],
): Promise<ScramUserDescription[]> {
  const users = names.length === 0 ? null : names.map((name) => ({ name }));
  const answer = await cluster.askAny("DescribeUserScramCredentials", { users });
  const what = "Describing users";
  demandSuccess(answer.errorCode, { what, detail: answer.errorMessage });
  return answer.results.map((found) => {
    const problem = found.errorCode === RESOURCE_NOT_FOUND
      ? `There is no user ${found.user}`
      : what;
    demandSuccess(found.errorCode, { what: problem, detail: found.errorMessage });
    return {
      name: found.user,
      credentials: found.credentialInfos.map(({ mechanism, iterations }) => ({
        mechanism: mechanism === SCRAM["scram-sha-512"].type ? "scram-sha-512" : "scram-sha-256",
        iterations,
      })),
    };
  });
}

/** Adds rules and waits until the broker that was asked goes by them. */
export async function createAcls(cluster: WireCluster, acls: readonly Acl[]): Promise<void> {
  if (acls.length === 0) return;
  const creations = acls.map((acl) => ({
    resourceType: ACL_RESOURCES[acl.resourceType],
    resourceName: acl.resourceName,
    resourcePatternType: ACL_PATTERNS[acl.patternType ?? "literal"],
    principal: acl.principal,
    host: acl.host ?? "*",
    operation: ACL_OPERATIONS[acl.operation],
    permissionType: ACL_PERMISSIONS[acl.permission ?? "allow"],
  }));
  const { results } = await cluster.askAny("CreateAcls", { creations });
  results.forEach(({ errorCode, errorMessage: detail }, index) => {
    demandSuccess(errorCode, { what: `Creating the ACL ${textOf(acls[index]!)}`, detail });
  });
  for (const acl of acls) {
    const exactly = { patternType: "literal", host: "*", permission: "allow", ...acl } as const;
    await waitFor(async () => (await listAcls(cluster, exactly)).length > 0, {
      what: `the ACL ${textOf(acl)} to hold`,
    });
  }
}

function textOf({ principal, operation, resourceType, resourceName }: Acl): string {
  return `of ${principal} to ${operation} ${resourceType} ${resourceName}`;
}

/** The rules that are meant. */
export async function listAcls(cluster: WireCluster, filter: AclFilter = {}): Promise<Acl[]> {
  const answer = await cluster.askAny("DescribeAcls", encodeFilter(filter));
  demandSuccess(answer.errorCode, { what: "Listing ACLs", detail: answer.errorMessage });
  return answer.resources.flatMap((resource) =>
    resource.acls.map((rule) => decode({ ...resource, ...rule }))
  );
}

/** Removes the rules that are meant, and waits until the broker that was asked forgot them. */
export async function deleteAcls(cluster: WireCluster, filter: AclFilter): Promise<Acl[]> {
  const { filterResults } = await cluster.askAny("DeleteAcls", {
    filters: [encodeFilter(filter)],
  });
  const removed = filterResults.flatMap(({ errorCode, errorMessage: detail, matchingAcls }) => {
    demandSuccess(errorCode, { what: "Deleting ACLs", detail });
    return matchingAcls.map(decode);
  });
  await waitFor(async () => (await listAcls(cluster, filter)).length === 0, {
    what: "the deleted ACLs to be forgotten",
  });
  return removed;
}

function encodeFilter(filter: AclFilter) {
  const { resourceType, patternType, operation, permission } = filter;
  return {
    resourceTypeFilter: resourceType === undefined ? ACL_ANY : ACL_RESOURCES[resourceType],
    resourceNameFilter: filter.resourceName ?? null,
    patternTypeFilter: patternType === undefined ? ACL_ANY : FILTER_PATTERNS[patternType],
    principalFilter: filter.principal ?? null,
    hostFilter: filter.host ?? null,
    operation: operation === undefined ? ACL_ANY : ACL_OPERATIONS[operation],
    permissionType: permission === undefined ? ACL_ANY : ACL_PERMISSIONS[permission],
  };
}

function decode(rule: {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}): Acl {
  return {
    resourceType: nameOf(ACL_RESOURCES, rule.resourceType),
    resourceName: rule.resourceName,
    patternType: rule.patternType === ACL_PATTERNS.prefixed ? "prefixed" : "literal",
    principal: rule.principal,
    host: rule.host,
    operation: nameOf(ACL_OPERATIONS, rule.operation),
    permission: rule.permissionType === ACL_PERMISSIONS.deny ? "deny" : "allow",
  };
}

function nameOf<K extends string>(table: Readonly<Record<K, number>>, number: number): K {
  const found = (Object.keys(table) as K[]).find((name) => table[name] === number);
  return found ?? `unknown ${number}` as K;
}
