import type net from "node:net";
import { type Clock, type Logger, messageOf } from "../core/mod.ts";
import { FrameSplitter, ProtocolError, Reader } from "../protocol/mod.ts";
import { formatAddress } from "./address.ts";
import type { ActiveFault, FaultSet } from "./faults.ts";
import { FetchSession } from "./fetch_session.ts";
import type { Gate } from "./gate.ts";
import { expectsAnswer, RelayedRequest } from "./request.ts";
import { needsRewrite, rewriteAnswer, type RewriteContext } from "./rewrite.ts";
import { closed, dial, send } from "./socket.ts";
import type { TrafficFrame } from "./traffic.ts";
import type { TopicNames } from "./topics.ts";

/** What all connections of a proxy share. */
export interface RelayContext extends RewriteContext {
  /** See {@link FaultSet}. */
  readonly faults: FaultSet;
  /** Names of topic ids seen so far. */
  readonly topicNames: TopicNames;
  /** Longest frame that is let through, in bytes. */
  readonly maxFrameBytes: number;
  /** Time for delays, durations and events. */
  readonly clock: Clock;
  /** Hears of connections that end with a warning. */
  readonly logger: Logger;
  /** Called for each frame when somebody listens to the traffic, else undefined. */
  readonly traffic: ((frame: TrafficFrame) => void) | undefined;
}

interface Pending {
  readonly request: RelayedRequest;
  readonly fault: ActiveFault | undefined;
}

/** One client's connection and its counterpart to the broker. */
export class Relay {
  readonly #id: number;
  readonly #client: net.Socket;
  readonly #gate: Gate;
  readonly #context: RelayContext;
  readonly #session = new FetchSession();
  readonly #stop = new AbortController();
  readonly #pending = new Map<number, Pending>();
  #upstream: net.Socket | undefined;

  /** Takes over a client that has connected to a gate. */
  constructor(id: number, client: net.Socket, gate: Gate, context: RelayContext) {
    this.#id = id;
    this.#client = client;
    this.#gate = gate;
    this.#context = context;
    client.on("error", () => {});
  }

  /** Passes frames both ways until one side ends; resolves when both sockets have closed. */
  async run(): Promise<void> {
    try {
      const upstream = this.#upstream = await dial(this.#gate.upstream, this.#stop.signal);
      upstream.on("error", () => {});
      await Promise.race([
        this.#pump(this.#client, (frame) => this.#onRequest(frame, upstream)),
        this.#pump(upstream, (frame) => this.#onAnswer(frame)),
      ]);
      this.#end();
    } catch (error) {
      this.#warn(error);
      this.reset();
    }
    for (const { fault } of this.#pending.values()) fault?.release();
    await Promise.all([this.#client, this.#upstream].map((socket) => socket && closed(socket)));
  }

  /** Ends the connection as if one side had died: what has not been read is lost. */
  reset(): void {
    this.#stop.abort();
    this.#client.resetAndDestroy();
    this.#upstream?.resetAndDestroy();
  }

  /** Drops both sides at once. */
  destroy(): void {
    this.#stop.abort();
    this.#client.destroy();
    this.#upstream?.destroy();
  }

  /** Ends both sides after what has been passed to them. */
  #end(): void {
    this.#stop.abort();
    for (const socket of [this.#client, this.#upstream]) {
      if (socket !== undefined && !socket.destroyed) socket.end(() => socket.destroy());
    }
  }

  #warn(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const malformed = error instanceof ProtocolError;
    const level = malformed ? "WARN" : "DEBUG";
    this.#context.logger.log(level, `The proxy ends a connection: ${messageOf(error)}`, {
      connection: this.#id,
      broker: formatAddress(this.#gate.upstream),
    });
  }

  async #pump(source: net.Socket, pass: (frame: Uint8Array) => Promise<void>): Promise<void> {
    const splitter = new FrameSplitter(this.#context.maxFrameBytes);
    for await (const chunk of source) {
      for (const frame of splitter.push(chunk)) {
        await pass(frame);
        if (this.#stop.signal.aborted) return;
      }
    }
  }

  async #onRequest(frame: Uint8Array, upstream: net.Socket): Promise<void> {
    const { clock, faults, topicNames } = this.#context;
    const seenMs = clock.monotonicMs();
    const request = new RelayedRequest(frame, { seenMs, topicNames, session: this.#session });
    const fault = faults.match(request);
    this.#tell(request, frame, fault);
    if (fault !== undefined && await this.#holdRequest(request, fault)) return;
    const later = laterFault(fault);
    if (expectsAnswer(request)) {
      this.#pending.set(request.correlationId, { request, fault: later });
    } else {
      later?.release();
    }
    await send(upstream, frame);
  }

  /** Does what a fault does before the broker sees the request; true if it never will. */
  async #holdRequest(request: RelayedRequest, fault: ActiveFault): Promise<boolean> {
    const { action } = fault.fault;
    if (action === "refuse") {
      fault.fire(request);
      this.reset();
      return true;
    }
    if (action === "freeze") {
      fault.fire(request);
      await Promise.race([fault.removed, aborted(this.#stop.signal)]);
    } else if (typeof action === "object" && action.of !== "answer") {
      fault.fire(request);
      await this.#sleep(action.delayMs);
    }
    return this.#stop.signal.aborted;
  }

  async #onAnswer(frame: Uint8Array): Promise<void> {
    const correlationId = new Reader(frame, 4).int32();
    const pending = this.#pending.get(correlationId);
    if (pending === undefined) {
      await send(this.#client, frame);
      return;
    }
    this.#pending.delete(correlationId);
    const { request, fault } = pending;
    this.#tell(request, frame, fault, this.#context.clock.monotonicMs() - request.seenMs);
    if (fault !== undefined && await this.#spoilAnswer(request, fault, frame)) return;
    const { apiKey, version } = request;
    const chunks = apiKey !== undefined && needsRewrite(apiKey, version)
      ? await rewriteAnswer(apiKey, version, frame, this.#context)
      : [frame];
    for (const chunk of chunks) await send(this.#client, chunk);
  }

  /** Does what a fault does to an answer; true if it is not passed on as it is. */
  async #spoilAnswer(
    request: RelayedRequest,
    fault: ActiveFault,
    frame: Uint8Array,
  ): Promise<boolean> {
    const { action } = fault.fault;
    fault.fire(request);
    if (typeof action === "object") {
      await this.#sleep(action.delayMs);
      return this.#stop.signal.aborted;
    }
    if (action === "halfAnswer") {
      await send(this.#client, frame.subarray(0, Math.ceil(frame.length / 2)));
      this.#end();
    } else {
      this.reset();
    }
    return true;
  }

  async #sleep(ms: number): Promise<void> {
    await this.#context.clock.sleep(ms, this.#stop.signal).catch(() => {});
  }

  #tell(
    request: RelayedRequest,
    frame: Uint8Array,
    fault: ActiveFault | undefined,
    durationMs?: number,
  ): void {
    const { traffic, clock } = this.#context;
    if (traffic === undefined) return;
    const direction = durationMs === undefined ? "request" : "answer";
    traffic({
      direction,
      atMs: clock.now(),
      connectionId: this.#id,
      broker: formatAddress(this.#gate.upstream),
      key: request.key,
      apiKey: request.apiKey,
      version: request.version,
      clientId: request.clientId,
      correlationId: request.correlationId,
      topics: request.topics(),
      sizeBytes: frame.length,
      durationMs,
      fault: fault?.fault.action,
      decode: () => direction === "request" ? request.body() : request.decodeAnswer(frame),
    });
  }
}

/** The fault, if it is one that waits for the answer. */
function laterFault(fault: ActiveFault | undefined): ActiveFault | undefined {
  const action = fault?.fault.action;
  if (action === "dropAnswer" || action === "halfAnswer") return fault;
  return typeof action === "object" && action.of === "answer" ? fault : undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
