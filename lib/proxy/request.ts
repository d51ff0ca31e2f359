import {
  type ApiName,
  apiVersions,
  decodeRequest,
  decodeRequestHeader,
  decodeResponse,
  Reader,
  type RequestBody,
} from "../protocol/mod.ts";
import type { FaultCandidate } from "./faults.ts";
import type { FetchSession } from "./fetch_session.ts";
import { groupsOf, namesGroups } from "./groups.ts";
import { namesTopics, type TopicNames, topicsOf } from "./topics.ts";

/** What a request is read with. */
export interface RequestContext {
  /** When it came, on the monotonic clock. */
  readonly seenMs: number;
  /** Names of topic ids seen so far. */
  readonly topicNames: TopicNames;
  /** The fetch session of its connection. */
  readonly session: FetchSession;
  /** Number of its connection. */
  readonly connectionId: number;
  /** The broker it goes to. */
  readonly broker: { leadsTo(broker: number | string): boolean };
}

/** A request on its way through the proxy; its body is decoded when somebody asks for it. */
export class RelayedRequest implements FaultCandidate {
  /** Number of the API. */
  readonly key: number;
  /** Its name, if the protocol's tables have it. */
  readonly apiKey: ApiName | undefined;
  /** Version of the request and its answer. */
  readonly version: number;
  /** Number of the request on its connection. */
  readonly correlationId: number;
  /** What the client calls itself. */
  readonly clientId: string | null;
  /** When it came, on the monotonic clock. */
  readonly seenMs: number;
  /** Number of its connection. */
  readonly connectionId: number;
  readonly #frame: Uint8Array;
  readonly #bodyStart: number;
  readonly #topicNames: TopicNames;
  readonly #broker: RequestContext["broker"];
  #topics: readonly string[] | undefined;
  #groups: readonly string[] | undefined;

  /**
   * Reads the head of a frame.
   *
   * @throws {ProtocolError} when it is malformed
   */
  constructor(frame: Uint8Array, context: RequestContext) {
    const reader = new Reader(frame, 4);
    const header = decodeRequestHeader(reader);
    this.key = header.key;
    this.apiKey = header.name;
    this.version = header.version;
    this.correlationId = header.correlationId;
    this.clientId = header.clientId;
    this.seenMs = context.seenMs;
    this.connectionId = context.connectionId;
    this.#broker = context.broker;
    this.#frame = frame;
    this.#bodyStart = reader.position;
    this.#topicNames = context.topicNames;
    if (this.apiKey === "Fetch" && this.isKnown) {
      const fetch = this.body() as RequestBody<"Fetch">;
      this.#topics = context.session.topicsOf(fetch, context.topicNames);
    }
  }

  /** Whether the tables have this version of the request. */
  get isKnown(): boolean {
    if (this.apiKey === undefined) return false;
    const [low, high] = apiVersions(this.apiKey);
    return this.version >= low && this.version <= high;
  }

  /** The body; undefined when the tables lack it. @throws {ProtocolError} when it is malformed */
  body(): unknown {
    if (!this.isKnown) return undefined;
    return decodeRequest(this.apiKey!, this.version, new Reader(this.#frame, this.#bodyStart));
  }

  /** The body of an answer to it. @throws {ProtocolError} when it is malformed */
  decodeAnswer(frame: Uint8Array): unknown {
    if (!this.isKnown) return undefined;
    return decodeResponse(this.apiKey!, this.version, new Reader(frame, 4)).body;
  }

  /** Topics that it names. @throws {ProtocolError} when it is malformed */
  topics(): readonly string[] {
    if (this.#topics !== undefined) return this.#topics;
    const named = this.apiKey !== undefined && namesTopics(this.apiKey) && this.isKnown;
    return this.#topics = named ? topicsOf(this.body(), this.#topicNames) : [];
  }

  /** The name of a topic's id, once an answer has told it; else the id. */
  topicName(id: string): string {
    return this.#topicNames.get(id) ?? id;
  }

  /** Consumer groups that it names. @throws {ProtocolError} when it is malformed */
  groups(): readonly string[] {
    const named = this.apiKey !== undefined && namesGroups(this.apiKey) && this.isKnown;
    return this.#groups ??= named ? groupsOf(this.body()) : [];
  }

  /** Whether the broker has this id, or this address. */
  goesTo(broker: number | string): boolean {
    return this.#broker.leadsTo(broker);
  }
}

/** Whether the broker will answer: a producer may ask it not to. */
export function expectsAnswer(request: RelayedRequest): boolean {
  if (request.apiKey !== "Produce" || !request.isKnown) return true;
  return (request.body() as RequestBody<"Produce">).acks !== 0;
}
