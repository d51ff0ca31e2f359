import type { ApiName, RequestBody, ResponseInput } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import type { Access } from "../security/access.ts";
import type { Login } from "../security/login.ts";

/** What a handler knows beside the request's body. */
export interface RequestContext {
  readonly cluster: ClusterState;
  /** The broker that was asked. */
  readonly brokerId: number;
  /** Version of the request, and so of the answer. */
  readonly version: number;
  readonly clientId: string;
  /** The client's address as Kafka shows it: `/127.0.0.1`. */
  readonly clientHost: string;
  /** Where the connection stands with proving who its user is; none where nobody is asked. */
  readonly login: Login | undefined;
  /** What the client may do. */
  readonly access: Access;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  /** Every API that is answered, for ApiVersions. */
  readonly apis: Iterable<ApiRange>;
}

/** An API and its versions as clients are told of them. */
export interface ApiRange {
  readonly name: ApiName;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** Answers one API: `undefined` where no answer is sent. Throwing ends the connection. */
export interface Handler<N extends ApiName> extends ApiRange {
  readonly name: N;
  handle(
    context: RequestContext,
    body: RequestBody<N>,
  ): Reply<N> | Promise<Reply<N>>;
}

/** A handler of whichever API: request and answer fit each other, which types can't say here. */
export interface AnyHandler extends ApiRange {
  handle(context: RequestContext, body: unknown): unknown;
}

/** The body of an answer, or none. */
export type Reply<N extends ApiName> = ResponseInput<N> | undefined;

/** Registers what answers an API, and the versions that clients are told of. */
export function handler<N extends ApiName>(
  name: N,
  versions: readonly [min: number, max: number],
  handle: Handler<N>["handle"],
): Handler<N> {
  const [minVersion, maxVersion] = versions;
  return { name, minVersion, maxVersion, handle };
}
