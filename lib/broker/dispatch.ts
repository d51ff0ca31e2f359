import {
  decodeRequest,
  decodeRequestHeader,
  encodeResponse,
  ProtocolError,
  Reader,
  type RequestHeader,
} from "../protocol/mod.ts";
import type { ClusterState } from "./cluster_state.ts";
import type { Answer, Dispatch } from "./connection.ts";
import { errorCode } from "./errors.ts";
import { HANDLERS } from "./handlers/all.ts";
import { apiKeys } from "./handlers/api_versions.ts";
import type { RequestContext } from "./handlers/handler.ts";
import { Access } from "./security/access.ts";

const BY_NAME = new Map(HANDLERS.map((handler) => [handler.name, handler]));

/** Does the requests that come to one broker: finds the handler, decodes, encodes. */
export function dispatcher(cluster: ClusterState, brokerId: number): Dispatch {
  return (frame, connection) => {
    const reader = new Reader(frame);
    const header = decodeRequestHeader(reader);
    const handler = header.name === undefined ? undefined : BY_NAME.get(header.name);
    if (handler === undefined) {
      throw new ProtocolError(`API key ${header.key} is not known here`, "BAD_VALUE");
    }
    if (header.version < 0 || header.version > handler.maxVersion) {
      return refuseVersion(header);
    }
    const body = decodeRequest(handler.name, header.version, reader);
    const context: RequestContext = {
      cluster,
      brokerId,
      version: header.version,
      clientId: header.clientId ?? "",
      clientHost: connection.clientHost,
      access: new Access(handler.name, undefined, { principal: "User:ANONYMOUS", host: "" }),
      signal: connection.signal,
      apis: HANDLERS,
    };
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
