import type net from "node:net";
import { type Clock, type Logger, messageOf } from "../core/mod.ts";
import { FrameSplitter, ProtocolError, Reader, type RequestBody } from "../protocol/mod.ts";
import { aborted } from "./aborted.ts";
import { formatAddress } from "./address.ts";
import type { ActiveFault, FaultSet } from "./faults.ts";
import { FetchSession } from "./fetch_session.ts";
import type { FrozenClients } from "./frozen_clients.ts";
import type { Gate } from "./gate.ts";
import { firstHalf, laterFault } from "./later_fault.ts";
import { expectsAnswer, RelayedRequest } from "./request.ts";
import { needsRewrite, rewriteAnswer, type RewriteContext } from "./rewrite.ts";
import { SaslTokens } from "./sasl_tokens.ts";
import { spoiledAnswer, spoiledRequest } from "./spoiled.ts";
import { garbled } from "./spoiled_frame.ts";
import { closed, dial, reset, send, type UpstreamTls } from "./socket.ts";
import { type TrafficFrame, trafficFrame } from "./traffic.ts";
import type { TopicNames } from "./topics.ts";

/** What all connections of a proxy share. */
export interface RelayContext extends RewriteContext {
  /** See {@link FaultSet}. */
  readonly faultSet: FaultSet;
  /** See {@link FrozenClients}. */
  readonly frozen: FrozenClients;
  /** How brokers are dialled, if by TLS. */
  readonly tls: UpstreamTls | undefined;
  /** Whether addresses in answers are replaced. */
  readonly rewrite: boolean;
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
  readonly #tokens = new SaslTokens();
  readonly #stop = new AbortController();
  readonly #pending = new Map<number, Pending>();
  #upstream: net.Socket | undefined;
  #clientId: string | null = null;
  /** The request with which the client was let down: its answer is the last to be waited for. */
  #abandonedWith: number | undefined;

  /** Takes over a client that has connected to a gate. */
  constructor(id: number, client: net.Socket, gate: Gate, context: RelayContext) {
    this.#id = id;
    this.#client = client;
    this.#gate = gate;
    this.#context = context;
    client.on("error", () => {});
  }

  /** The gate that it came through. */
  get gate(): Gate {
    return this.#gate;
  }

  /** Passes frames both ways until one side ends; resolves when both sockets have closed. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    const { tls } = this.#context;
    try {
      const upstream = this.#upstream = await dial(this.#gate.upstream, { signal, tls });
      upstream.on("error", () => {});
      const answers = this.#pump(upstream, (frame) => this.#onAnswer(frame));
      await Promise.race([
        this.#pump(this.#client, (frame) => this.#onRequest(frame, upstream)),
        answers,
      ]);
      if (this.#abandonedWith !== undefined) await answers;
      await this.#context.frozen.wait(this.#clientId, signal);
      this.#end();
    } catch (error) {
      await this.#context.frozen.wait(this.#clientId, signal);
      this.#warn(error);
      this.reset();
    }
    for (const { fault } of this.#pending.values()) fault?.release();
    await Promise.all([this.#client, this.#upstream].map((socket) => socket && closed(socket)));
  }

  /** Ends the connection as if one side had died: what has not been read is lost. */
  reset(): void {
    this.#stop.abort();
    reset(this.#client);
    if (this.#upstream !== undefined) reset(this.#upstream);
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
    if (this.#abandonedWith !== undefined) return;
    if (this.#tokens.takeFromClient()) {
      await this.#hold();
      await send(upstream, frame);
      return;
    }
    const { faultSet, frozen } = this.#context;
    const request = this.#read(frame);
    this.#clientId = request.clientId;
    const fault = faultSet.match(request);
    this.#tell(request, frame, fault);
    if (frozen.has(request.clientId)) await this.#hold();
    if (fault !== undefined && await this.#holdRequest(request, fault, frame)) return;
    const later = laterFault(fault);
    if (expectsAnswer(request)) {
      this.#pending.set(request.correlationId, { request, fault: later });
    } else {
      later?.release();
    }
    await send(upstream, spoiledRequest(request, fault, frame));
    if (fault?.fault.action === "reset") this.#abandon(request, fault);
  }

  #read(frame: Uint8Array): RelayedRequest {
    const { clock, topicNames } = this.#context;
    return new RelayedRequest(frame, {
      seenMs: clock.monotonicMs(),
      topicNames,
      session: this.#session,
      connectionId: this.#id,
      broker: this.#gate,
    });
  }

  /** Waits as long as the client is frozen. */
  async #hold(): Promise<void> {
    await this.#context.frozen.hold(this.#clientId, this.#stop.signal);
  }

  /** Does what a fault does before the broker sees the request; true if it never will whole. */
  async #holdRequest(
    request: RelayedRequest,
    fault: ActiveFault,
    frame: Uint8Array,
  ): Promise<boolean> {
    const { action } = fault.fault;
    if (action === "refuse") {
      fault.fire(request);
      this.reset();
      return true;
    }
    if (action === "halfRequest") {
      fault.fire(request);
      await send(this.#upstream!, firstHalf(frame));
      this.#end();
      return true;
    }
    if (action === "freeze") {
      fault.fire(request);
      await Promise.race([fault.removed, aborted(this.#stop.signal)]);
    } else if (typeof action === "object" && action.of !== "answer") {
      fault.fire(request);
      await this.#sleep(fault.drawDelayMs());
    }
    return this.#stop.signal.aborted;
  }

  /** Lets the client down at once; the broker's side ends when it has answered. */
  #abandon(request: RelayedRequest, fault: ActiveFault): void {
    fault.fire(request);
    reset(this.#client);
    if (this.#pending.has(request.correlationId)) this.#abandonedWith = request.correlationId;
  }

  async #onAnswer(frame: Uint8Array): Promise<void> {
    if (this.#pending.size === 0 && this.#tokens.takeFromBroker()) {
      await this.#hold();
      await send(this.#client, frame);
      return;
    }
    const correlationId = new Reader(frame, 4).int32();
    const pending = this.#pending.get(correlationId);
    if (pending === undefined) {
      await send(this.#client, frame);
      return;
    }
    this.#pending.delete(correlationId);
    if (correlationId === this.#abandonedWith) return this.#end();
    const { request, fault } = pending;
    this.#tell(request, frame, fault, this.#context.clock.monotonicMs() - request.seenMs);
    this.#expectTokens(request, frame);
    if (this.#context.frozen.has(this.#clientId)) await this.#hold();
    if (fault !== undefined && await this.#spoilAnswer(request, fault, frame)) return;
    const passed = spoiledAnswer(request, fault, frame);
    for (const chunk of await this.#rewritten(request, passed)) await send(this.#client, chunk);
  }

  /** After a handshake of version 0 the login's tokens follow without headers. */
  #expectTokens(request: RelayedRequest, frame: Uint8Array): void {
    if (request.apiKey !== "SaslHandshake" || request.version !== 0) return;
    const { errorCode } = request.decodeAnswer(frame) as { errorCode: number };
    if (errorCode === 0) this.#tokens.begin(request.body() as RequestBody<"SaslHandshake">);
  }

  async #rewritten(
    { apiKey, version }: RelayedRequest,
    frame: Uint8Array,
  ): Promise<readonly Uint8Array[]> {
    const asItIs = !this.#context.rewrite || apiKey === undefined || !needsRewrite(apiKey, version);
    return asItIs ? [frame] : await rewriteAnswer(apiKey, version, frame, this.#context);
  }

  /** Does what a fault does to an answer; true if it is not passed on as it is. */
  async #spoilAnswer(
    request: RelayedRequest,
    fault: ActiveFault,
    frame: Uint8Array,
  ): Promise<boolean> {
    const { action } = fault.fault;
    if (action === "flipAnswer") return false;
    fault.fire(request);
    if (action === "garbleAnswer") {
      await send(this.#client, garbled(frame, fault.random));
      return true;
    }
    if (typeof action === "object") {
      await this.#sleep(fault.drawDelayMs());
      return this.#stop.signal.aborted;
    }
    if (action === "halfAnswer") {
      await send(this.#client, firstHalf(frame));
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
    const { traffic, clock, frozen } = this.#context;
    traffic?.(trafficFrame(request, {
      frame,
      atMs: clock.now(),
      broker: formatAddress(this.#gate.upstream),
      fault: frozen.has(request.clientId) ? "freeze" : fault?.fault.action,
      durationMs,
    }));
  }
}
