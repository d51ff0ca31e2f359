import type { ApiName, KafkaErrorName } from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import type { Authorizer, Client } from "./authorizer.ts";
import { NEEDS, type ResourceKind } from "./permissions.ts";
import { CLUSTER_NAME, type Operation } from "./vocabulary.ts";

const REFUSALS: { readonly [kind in ResourceKind]: KafkaErrorName } = {
  topic: "TOPIC_AUTHORIZATION_FAILED",
  group: "GROUP_AUTHORIZATION_FAILED",
  cluster: "CLUSTER_AUTHORIZATION_FAILED",
  transactionalId: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
};

/**
 * What the sender of one request may do. Without an operation, that which the request needs on such
 * a resource by the table of `permissions.ts`. Where there is no authorizer, everything is allowed.
 */
export class Access {
  readonly #api: ApiName;
  readonly #authorizer: Authorizer | undefined;
  readonly #client: Client;

  constructor(api: ApiName, authorizer: Authorizer | undefined, client: Client) {
    this.#api = api;
    this.#authorizer = authorizer;
    this.#client = client;
  }

  /** Whether the sender may; the name of the cluster need not be given. */
  allows(kind: ResourceKind, name: string = CLUSTER_NAME, operation?: Operation): boolean {
    if (this.#authorizer === undefined) return true;
    const wanted = operation ?? this.#needed(kind);
    return this.#authorizer.allows(this.#client, wanted, { type: kind, name });
  }

  /** @throws {RequestError} the kind's authorization error, unless the sender may */
  demand(kind: ResourceKind, name: string = CLUSTER_NAME, operation?: Operation): void {
    if (!this.allows(kind, name, operation)) throw new RequestError(REFUSALS[kind]);
  }

  /** Whether the sender may do it with at least one resource of a kind, whatever its name. */
  allowsSome(kind: ResourceKind, operation: Operation): boolean {
    return this.#authorizer?.allowsSome(this.#client, operation, kind) ?? true;
  }

  #needed(kind: ResourceKind): Operation {
    const needs = NEEDS[this.#api];
    const operation = needs === undefined || needs === "everyone" ? undefined : needs[kind];
    if (operation === undefined) {
      throw new TypeError(`The table of permissions says nothing of ${this.#api} and a ${kind}`);
    }
    return operation;
  }
}
