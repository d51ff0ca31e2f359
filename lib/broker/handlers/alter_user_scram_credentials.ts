// Behavior: sets and removes credentials of users who log in by SCRAM. A user who is named with an
// error, or more than once, is not changed at all; the others are.
//
// Version notes: there is version 0 only.
import type { RequestBody } from "../../protocol/mod.ts";
import { attempt, RequestError } from "../errors.ts";
import {
  credentialOf,
  MAX_ITERATIONS,
  MIN_ITERATIONS,
  scramMechanism,
} from "../security/scram_credential.ts";
import type { ScramUsers } from "../security/scram_users.ts";
import { handler } from "./handler.ts";

type Body = RequestBody<"AlterUserScramCredentials">;
type Change = Body["deletions"][number] | Body["upsertions"][number];

export const alterUserScramCredentials = handler(
  "AlterUserScramCredentials",
  [0, 0],
  ({ cluster: { users }, access }, body) => {
    const byUser = Map.groupBy<string, Change>(
      [...body.deletions, ...body.upsertions],
      ({ name }) => name,
    );
    const results = [...byUser].map(([user, changes]) => {
      const { errorCode, errorMessage } = attempt(() => {
        access.demand("cluster");
        for (const change of changes) check(users, change);
        refuseTwice(changes);
        for (const change of changes) apply(users, change);
      });
      return { user, errorCode, errorMessage };
    });
    return { throttleTimeMs: 0, results };
  },
);

function refuseTwice(changes: readonly Change[]): void {
  if (changes.length === 1) return;
  throw new RequestError(
    "DUPLICATE_RESOURCE",
    "A user credential cannot be altered twice in the same request",
  );
}

function check(users: ScramUsers, change: Change): void {
  if (change.name === "") {
    throw new RequestError("UNACCEPTABLE_CREDENTIAL", "Username must not be empty");
  }
  const mechanism = scramMechanism(change.mechanism);
  if (mechanism === undefined) {
    throw new RequestError("UNSUPPORTED_SASL_MECHANISM", "Unknown SCRAM mechanism");
  }
  if ("iterations" in change) return checkIterations(change.iterations);
  if (!users.of(change.name).has(mechanism)) {
    throw new RequestError(
      "RESOURCE_NOT_FOUND",
      "Attempt to delete a user credential that does not exist",
    );
  }
}

function checkIterations(iterations: number): void {
  if (iterations < MIN_ITERATIONS) {
    throw new RequestError("UNACCEPTABLE_CREDENTIAL", "Too few iterations");
  }
  if (iterations > MAX_ITERATIONS) {
    throw new RequestError("UNACCEPTABLE_CREDENTIAL", "Too many iterations");
  }
}

function apply(users: ScramUsers, change: Change): void {
  const mechanism = scramMechanism(change.mechanism)!;
  if ("iterations" in change) users.set(change.name, mechanism, credentialOf(mechanism, change));
  else users.remove(change.name, mechanism);
}
