import {
  decodeRequest,
  decodeRequestHeader,
  encodeResponse,
  ProtocolError,
  Reader,
  type RequestHeader,
} from "../protocol/mod.ts";
import type { ClusterState } from "./cluster_state.ts";
import { type Answer, type Connection, type Dispatch, LastAnswer } from "./connection.ts";
import { errorCode } from "./errors.ts";
import { HANDLERS } from "./handlers/all.ts";
import { apiKeys } from "./handlers/api_versions.ts";
import type { RequestContext } from "./handlers/handler.ts";
import { Access } from "./security/access.ts";
import type { Login } from "./security/login.ts";

const BY_NAME = new Map(HANDLERS.map((handler) => [handler.name, handler]));

const ANONYMOUS = "User:ANONYMOUS";
/** What a broker does with the requests of one connection. */
type Serve = (frame: Uint8Array) => Answer | Promise<Answer>;

/** Does the requests that come to one broker; where there is a login, nothing comes before it. */
export function dispatcher(cluster: ClusterState, brokerId: number): Dispatch {
  const serving = new WeakMap<Connection, Serve>();
  return (frame, connection) => {
    let serve = serving.get(connection);
    if (serve === undefined) {
      serve = server(cluster, brokerId, connection);
      serving.set(connection, serve);
    }
    return serve(frame);
  };
}

function server(cluster: ClusterState, brokerId: number, connection: Connection): Serve {
  const login = cluster.security?.login(cluster.clock);
  const handle = handling(cluster, { brokerId, connection, login });
  if (login === undefined) return handle;
  return async (frame) => {
    const wasDone = login.isDone;
    const answer = login.takesRawTokens
      ? bare(await login.rawToken(frame, connection.signal))
      : await handle(frame);
    if (login.hasFailed) {
      await login.delayed(connection.signal);
      return answer && new LastAnswer(answer as Uint8Array[]);
    }
    if (login.isDone && !wasDone) connection.trust();
    return answer;
  };
}

/** A token that stands alone behind its length. */
function bare(token: Uint8Array): Uint8Array[] {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setInt32(0, token.length);
  return [length, token];
}

/** Finds the handler, decodes, encodes. */
function handling(
  cluster: ClusterState,
  { brokerId, connection, login }: {
    readonly brokerId: number;
    readonly connection: Connection;
    readonly login: Login | undefined;
  },
): Serve {
  return (frame) => {
    const reader = new Reader(frame);
    const header = decodeRequestHeader(reader);
    const handler = header.name === undefined ? undefined : BY_NAME.get(header.name);
    if (handler === undefined) {
      throw new ProtocolError(`API key ${header.key} is not known here`, "BAD_VALUE");
    }
    if (header.version < 0 || header.version > handler.maxVersion) {
      return refuseVersion(header);
    }
    login?.admit(header.name);
    const body = decodeRequest(handler.name, header.version, reader);
    const context: RequestContext = {
      cluster,
      brokerId,
      version: header.version,
      clientId: header.clientId ?? "",
      clientHost: connection.clientHost,
      login,
      access: new Access(handler.name, cluster.security?.authorizer, {
        principal: login?.principal ?? ANONYMOUS,
        host: connection.clientHost.slice(1),
      }),
      signal: connection.signal,
      apis: HANDLERS,
    };
    cluster.requestBegins();
    const reply = handler.handle(context, body);
    const replicated = cluster.coordinatorsReplicated();
    if (replicated !== undefined) {
      return Promise.all([reply, replicated]).then(([settled]) => encode(header, settled));
    }
    return reply instanceof Promise
      ? reply.then((settled) => encode(header, settled))
      : encode(header, reply);
  };
}

function encode(header: RequestHeader, reply: unknown): Answer {
  if (reply === undefined) return undefined;
  return encodeResponse(header.name!, header.version, header.correlationId, reply as never);
}

/** ApiVersions in a version from the future is answered so that the client can ask again. */
function refuseVersion(header: RequestHeader): Answer {
  if (header.name !== "ApiVersions") {
    throw new ProtocolError(`${header.name} has no version ${header.version} here`, "BAD_VERSION");
  }
  return encodeResponse("ApiVersions", 0, header.correlationId, {
    errorCode: errorCode("UNSUPPORTED_VERSION"),
    apiKeys: apiKeys(HANDLERS.filter(({ name }) => name === "ApiVersions")),
  });
}
