import {
  type ApiName,
  apiName,
  apiVersions,
  decodeResponse,
  encodeResponse,
  Reader,
  type ResponseBody,
} from "../protocol/mod.ts";
import type { Address } from "./address.ts";

/** What an answer is rewritten with. */
export interface RewriteContext {
  /** The address under which clients are to reach this broker. */
  locate(nodeId: number, address: Address): Promise<Address>;
  /** Is told the name of each topic id that comes by. */
  learnTopic(topicId: string, name: string): void;
}

interface Node {
  readonly host: string;
  readonly port: number;
}

const UNSUPPORTED_VERSION = 35;
/** The kind of endpoint in DescribeCluster that is not a broker. */
const CONTROLLER_ENDPOINT = 2;

/** From which version on the answers to a key may carry addresses of brokers. */
const ADDRESSES_SINCE: Partial<Record<ApiName, number>> = {
  Metadata: 0,
  FindCoordinator: 0,
  DescribeCluster: 0,
  Produce: 10,
  Fetch: 16,
};

/** Whether an answer has to be looked into. */
export function needsRewrite(name: ApiName, version: number): boolean {
  return name === "ApiVersions" || version >= (ADDRESSES_SINCE[name] ?? Infinity);
}

/**
 * The answer (a whole frame) with the addresses of brokers replaced; the very same frame when there
 * is none in it.
 *
 * @throws {ProtocolError} when the answer is malformed
 */
export async function rewriteAnswer(
  name: ApiName,
  version: number,
  frame: Uint8Array,
  context: RewriteContext,
): Promise<Uint8Array[]> {
  const answer = <N extends ApiName>(of: N) => decodeResponse(of, version, new Reader(frame, 4));
  switch (name) {
    case "Metadata": {
      const { correlationId, body } = answer(name);
      for (const topic of body.topics) {
        if (topic.name) context.learnTopic(topic.topicId, topic.name);
      }
      const brokers = await moved(body.brokers, (node) => node.nodeId, context);
      return encodeResponse(name, version, correlationId, { ...body, brokers });
    }
    case "DescribeCluster": {
      const { correlationId, body } = answer(name);
      if (body.endpointType === CONTROLLER_ENDPOINT) return [frame];
      const brokers = await moved(body.brokers, (node) => node.brokerId, context);
      return encodeResponse(name, version, correlationId, { ...body, brokers });
    }
    case "FindCoordinator": {
      const { correlationId, body } = answer(name);
      return encodeResponse(name, version, correlationId, await findCoordinator(body, context));
    }
    case "Produce": {
      const { correlationId, body } = answer(name);
      if (body.nodeEndpoints.length === 0) return [frame];
      const nodeEndpoints = await moved(body.nodeEndpoints, (node) => node.nodeId, context);
      return encodeResponse(name, version, correlationId, { ...body, nodeEndpoints });
    }
    case "Fetch": {
      const { correlationId, body } = answer(name);
      if (body.nodeEndpoints.length === 0) return [frame];
      const nodeEndpoints = await moved(body.nodeEndpoints, (node) => node.nodeId, context);
      return encodeResponse(name, version, correlationId, { ...body, nodeEndpoints });
    }
    case "ApiVersions":
      return limitVersions(version, frame);
    default:
      return [frame];
  }
}

async function findCoordinator(
  body: ResponseBody<"FindCoordinator">,
  context: RewriteContext,
): Promise<ResponseBody<"FindCoordinator">> {
  const coordinators = await moved(body.coordinators, (node) => node.nodeId, context);
  const [single] = await moved([body], (node) => node.nodeId, context);
  return { ...single!, coordinators };
}

/** An answer that names no broker has −1 as its port, or 0 in versions without the field. */
function moved<T extends Node>(
  nodes: readonly T[],
  idOf: (node: T) => number,
  context: RewriteContext,
): Promise<T[]> {
  return Promise.all(nodes.map(async (node) => {
    if (node.port <= 0) return node;
    const { host, port } = await context.locate(idOf(node), { host: node.host, port: node.port });
    return { ...node, host, port };
  }));
}

/**
 * A client must not be offered a version of which we could not rewrite the answers: it would learn
 * the brokers' own addresses and go past the proxy.
 */
function limitVersions(version: number, frame: Uint8Array): Uint8Array[] {
  if (new Reader(frame, 8).int16() === UNSUPPORTED_VERSION) return [frame];
  const { correlationId, body } = decodeResponse("ApiVersions", version, new Reader(frame, 4));
  let limited = false;
  const apiKeys = body.apiKeys.map((range) => {
    const name = apiName(range.apiKey);
    const rewritten = name !== undefined && name in ADDRESSES_SINCE;
    const highest = rewritten ? apiVersions(name)[1] : Infinity;
    if (range.maxVersion <= highest) return range;
    limited = true;
    return { ...range, maxVersion: highest };
  });
  if (!limited) return [frame];
  return encodeResponse("ApiVersions", version, correlationId, { ...body, apiKeys });
}
