// Behavior: which users log in by SCRAM, by which mechanisms, and how many rounds of hashing their
// credentials have; never the credentials. Without names all users are told.
//
// Version notes: there is version 0 only.
import { attempt, RequestError } from "../errors.ts";
import { SCRAM_MECHANISMS } from "../security/scram_credential.ts";
import type { ScramUsers } from "../security/scram_users.ts";
import { handler } from "./handler.ts";

export const describeUserScramCredentials = handler(
  "DescribeUserScramCredentials",
  [0, 0],
  ({ cluster, access }, body) => {
    const { value: users, errorCode, errorMessage } = attempt(() => {
      access.demand("cluster");
      return cluster.users;
    });
    const named = (body.users ?? []).map(({ name }) => name);
    if (users === undefined) {
      const results = named.map((user) => ({ user, errorCode, errorMessage, credentialInfos: [] }));
      return { throttleTimeMs: 0, errorCode, errorMessage, results };
    }
    const names = named.length === 0 ? users.names : [...new Set(named)];
    const twice = new Set(named.filter((name, at) => named.indexOf(name) !== at));
    const results = names.map((user) => describe(users, user, twice.has(user)));
    return { throttleTimeMs: 0, errorCode, errorMessage: "", results };
  },
);

function describe(users: ScramUsers, user: string, isTwice: boolean) {
  const { value: credentialInfos = [], errorCode, errorMessage } = attempt(() => {
    if (isTwice) {
      throw new RequestError(
        "DUPLICATE_RESOURCE",
        `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`,
      );
    }
    const credentials = users.of(user);
    if (credentials.size === 0) {
      throw new RequestError(
        "RESOURCE_NOT_FOUND",
        `Attempt to describe a user credential that does not exist: ${user}`,
      );
    }
    return [...credentials].map(([mechanism, { iterations }]) => ({
      mechanism: SCRAM_MECHANISMS[mechanism].type,
      iterations,
    })).sort((a, b) => a.mechanism - b.mechanism);
  });
  return { user, errorCode, errorMessage: errorMessage ?? "", credentialInfos };
}
