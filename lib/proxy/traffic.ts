import type { ApiName } from "../protocol/mod.ts";
import type { FaultAction } from "./faults.ts";
import type { RelayedRequest } from "./request.ts";

/** A frame that went through the proxy, or that a fault kept from it. */
export interface TrafficFrame {
  /** Which way it went. */
  readonly direction: "request" | "answer";
  /** When it was seen, in milliseconds since 1970. */
  readonly atMs: number;
  /** Number of the connection. */
  readonly connectionId: number;
  /** Address of the broker behind the proxy. */
  readonly broker: string;
  /** Number of the API. */
  readonly key: number;
  /** Its name, if the protocol's tables have it. */
  readonly apiKey: ApiName | undefined;
  /** Version of the request and its answer. */
  readonly version: number;
  /** What the client calls itself. */
  readonly clientId: string | null;
  /** Number of the request on its connection. */
  readonly correlationId: number;
  /** Topics that the request names. */
  readonly topics: readonly string[];
  /** Size of the frame as the sender sent it, length included. */
  readonly sizeBytes: number;
  /** Time from request to answer; undefined for a request. */
  readonly durationMs: number | undefined;
  /** What a fault does to it. */
  readonly fault: FaultAction | undefined;
  /** The name of a topic that the body tells by its id; the id while no answer has told the name. */
  topicName(id: string): string;
  /** The body; undefined when key or version is not in the tables. @throws {ProtocolError} */
  decode(): unknown;
}

/** Hears of each frame. */
export type TrafficListener = (frame: TrafficFrame) => void;

/** What a frame shows beside its request. */
export interface FrameView {
  /** The frame as the sender sent it. */
  readonly frame: Uint8Array;
  /** When it was seen, in milliseconds since 1970. */
  readonly atMs: number;
  /** Address of the broker. */
  readonly broker: string;
  /** What a fault does to it. */
  readonly fault: FaultAction | undefined;
  /** Time from request to answer; undefined for a request. */
  readonly durationMs: number | undefined;
}

/** A frame as listeners see it. */
export function trafficFrame(request: RelayedRequest, view: FrameView): TrafficFrame {
  const { frame, ...rest } = view;
  const isRequest = view.durationMs === undefined;
  return {
    ...rest,
    direction: isRequest ? "request" : "answer",
    connectionId: request.connectionId,
    key: request.key,
    apiKey: request.apiKey,
    version: request.version,
    clientId: request.clientId,
    correlationId: request.correlationId,
    topics: request.topics(),
    topicName: (id) => request.topicName(id),
    sizeBytes: frame.length,
    decode: () => isRequest ? request.body() : request.decodeAnswer(frame),
  };
}
