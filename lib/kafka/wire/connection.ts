import type net from "node:net";
import {
  type ApiName,
  decodeResponse,
  encodeRequest,
  MESSAGES,
  Reader,
  type RequestInput,
  type ResponseBody,
} from "../../protocol/mod.ts";
import { messageOf } from "../../core/mod.ts";
import { type Address, formatAddress } from "../address.ts";
import { BrokerError, ConnectionError, CorruptDataError, RequestTimeoutError } from "../errors.ts";
import { FrameGuard } from "../frame_guard.ts";
import type { KafkaConnection, SaslOptions } from "../port.ts";
import { dial } from "../socket.ts";
import { demandSuccess } from "./broker_error.ts";
import { connectFailed } from "./connect_failed.ts";
import { FrameReader } from "./frame_reader.ts";
import { logIn } from "./sasl.ts";
import { commonVersion, type OfferedVersions } from "./versions.ts";

const API_VERSIONS_VERSION = 0;
/** The broker ends a connection whose login has run out: another takes over before. */
const RELOGIN_SHARE = 0.8;

/** How a connection is made. */
export interface ConnectionOptions {
  readonly clientId: string;
  readonly tls: KafkaConnection["tls"];
  readonly sasl: KafkaConnection["sasl"];
  readonly connectionTimeoutMs: number;
  /** A request was answered after so many milliseconds. */
  readonly onAnswer: (api: ApiName, ms: number) => void;
  /** Gives up connecting. */
  readonly signal: AbortSignal;
}

/** How one request is sent. */
export interface RequestOptions {
  /** Longest wait for the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the broker answers at all (not to acks 0). @default {true} */
  readonly answered?: boolean;
  /** The newest version that the body fits. @default {what is used elsewhere} */
  readonly newest?: number;
}

interface Pending {
  readonly api: ApiName;
  readonly sentAtMs: number;
  readonly settle: (frame: Uint8Array) => void;
  readonly fail: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * One connection to one broker, on which requests are pipelined. A request fails definitely only if
 * it never left; after any trouble the connection is closed and whatever was unanswered is uncertain.
 */
export class WireConnection {
  readonly peer: string;
  readonly #socket: net.Socket;
  readonly #clientId: string;
  readonly #onAnswer: ConnectionOptions["onAnswer"];
  readonly #frames: FrameReader;
  readonly #pending = new Map<number, Pending>();
  #offered: OfferedVersions = new Map();
  #correlationId = 0;
  #ended: Error | undefined;
  #usableUntilMs = Infinity;
  #retired = false;

  private constructor(address: Address, options: ConnectionOptions, onConnect: () => void) {
    this.peer = formatAddress(address);
    this.#clientId = options.clientId;
    this.#onAnswer = options.onAnswer;
    this.#frames = new FrameReader(new FrameGuard({ peer: this.peer }), (frame) => {
      this.#onFrame(frame);
    });
    this.#socket = dial(address, options.tls, onConnect);
    this.#socket.on("data", (chunk: Uint8Array) => this.#onData(chunk));
    this.#socket.on("error", (error: Error) => this.#end(this.#lost(error)));
    this.#socket.on("close", () => this.#end(this.#lost(undefined)));
  }

  /**
   * Connects and learns which versions the broker offers.
   *
   * @throws {ConnectionError} code `CONNECTION_FAILED`, definite
   */
  static async open(address: Address, options: ConnectionOptions): Promise<WireConnection> {
    const connection = await WireConnection.#dialled(address, options);
    try {
      await connection.#learnVersions(options.connectionTimeoutMs);
      if (options.sasl !== undefined) await connection.#logIn(options.sasl, options);
      return connection;
    } catch (error) {
      connection.close();
      if (error instanceof BrokerError && !error.retriable) throw error;
      throw connectFailed(connection.peer, error);
    }
  }

  async #logIn(sasl: SaslOptions, { connectionTimeoutMs: timeoutMs }: ConnectionOptions) {
    const lifetimeMs = await logIn({
      peer: this.peer,
      handshake: (body) => this.request("SaslHandshake", body, { timeoutMs }),
      authenticate: (body) => this.request("SaslAuthenticate", body, { timeoutMs }),
    }, sasl);
    if (lifetimeMs > 0) this.#usableUntilMs = performance.now() + lifetimeMs * RELOGIN_SHARE;
  }

  static #dialled(address: Address, options: ConnectionOptions): Promise<WireConnection> {
    return new Promise((resolve, reject) => {
      const settled = () => {
        clearTimeout(timer);
        connection.#socket.off("error", failed);
        options.signal.removeEventListener("abort", aborted);
      };
      const connection = new WireConnection(address, options, () => {
        settled();
        resolve(connection);
      });
      const failed = (error: unknown) => {
        settled();
        connection.close();
        reject(connectFailed(connection.peer, error));
      };
      const aborted = () => failed(options.signal.reason);
      options.signal.addEventListener("abort", aborted);
      const timer = setTimeout(
        () => failed(`no connection within ${options.connectionTimeoutMs} ms`),
        options.connectionTimeoutMs,
      );
      connection.#socket.on("error", failed);
    });
  }

  async #learnVersions(timeoutMs: number): Promise<void> {
    const { body } = await this.#exchange("ApiVersions", API_VERSIONS_VERSION, {}, { timeoutMs });
    demandSuccess(body.errorCode, { what: `ApiVersions of ${this.peer}` });
    this.#offered = new Map(
      body.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion]]),
    );
  }

  /** Whether requests can still be sent: it stands, and its login holds for a while. */
  get usable(): boolean {
    return this.#ended === undefined && performance.now() < this.#usableUntilMs;
  }

  /** Closes the connection as soon as nothing is unanswered. */
  retire(): void {
    this.#retired = true;
    if (this.#pending.size === 0) this.close();
  }

  /**
   * Sends a request and gives the answer's body, whatever error codes stand in it.
   *
   * @throws {ConnectionError} `definite` says whether the request never left
   * @throws {RequestTimeoutError} not definite; the connection is closed with it
   */
  async request<N extends ApiName>(
    name: N,
    body: RequestInput<N>,
    options: RequestOptions,
  ): Promise<ResponseBody<N>> {
    const version = this.versionOf(name, options.newest);
    return (await this.#exchange(name, version, body, options)).body;
  }

  /** The version in which {@link request} speaks an API with this broker. */
  versionOf(name: ApiName, newest?: number): number {
    return commonVersion(name, MESSAGES[name].key, this.#offered, this.peer, newest);
  }

  #exchange<N extends ApiName>(
    name: N,
    version: number,
    body: RequestInput<N>,
    { timeoutMs, answered = true }: RequestOptions,
  ): Promise<{ readonly body: ResponseBody<N> }> {
    if (this.#ended !== undefined) return Promise.reject(neverSent(this.peer, name, this.#ended));
    const correlationId = this.#correlationId = (this.#correlationId + 1) & 0x7fff_ffff;
    const header = { correlationId, clientId: this.#clientId };
    const frame = encodeRequest(name, version, header, body);
    if (!answered) {
      this.#write(frame);
      return Promise.resolve({ body: undefined as never });
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#onTimeout(name, timeoutMs), timeoutMs);
      this.#pending.set(correlationId, {
        api: name,
        sentAtMs: performance.now(),
        settle: (answer) => resolve(decodeResponse(name, version, new Reader(answer))),
        fail: reject,
        timer,
      });
      this.#write(frame);
    });
  }

  #write(frame: readonly Uint8Array[]): void {
    this.#socket.cork();
    for (const chunk of frame) this.#socket.write(chunk);
    this.#socket.uncork();
  }

  #onData(chunk: Uint8Array): void {
    try {
      this.#frames.push(chunk);
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #onFrame(frame: Uint8Array): void {
    const correlationId = new DataView(frame.buffer, frame.byteOffset).getInt32(0);
    const pending = this.#pending.get(correlationId);
    if (pending === undefined) {
      throw new CorruptDataError(
        `${this.peer} answered a request ${correlationId} that was never sent`,
        { code: "UNEXPECTED_ANSWER", retriable: true, definite: false },
      );
    }
    this.#pending.delete(correlationId);
    clearTimeout(pending.timer);
    this.#onAnswer(pending.api, performance.now() - pending.sentAtMs);
    try {
      pending.settle(frame);
    } catch (error) {
      const corrupt = new CorruptDataError(
        `${this.peer} answered ${pending.api} in a way that can't be read: ${messageOf(error)}`,
        { code: "MALFORMED_ANSWER", retriable: true, definite: false, cause: error },
      );
      pending.fail(corrupt);
      throw corrupt;
    }
    if (this.#retired && this.#pending.size === 0) this.close();
  }

  #onTimeout(name: ApiName, timeoutMs: number): void {
    this.#end(
      new RequestTimeoutError(`${this.peer} did not answer ${name} within ${timeoutMs} ms`, {
        code: "REQUEST_TIMED_OUT",
        retriable: true,
        definite: false,
      }),
    );
  }

  #lost(cause: Error | undefined): ConnectionError {
    const why = cause === undefined ? "" : `: ${cause.message}`;
    return new ConnectionError(
      `The connection to ${this.peer} ended before it had answered${why}`,
      { code: "CONNECTION_LOST", retriable: true, definite: false, cause },
    );
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#socket.destroy();
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of unanswered) {
      clearTimeout(pending.timer);
      pending.fail(error);
    }
  }

  /** Closes the connection; what is unanswered fails as uncertain. */
  close(): void {
    this.#end(this.#lost(undefined));
  }
}

function neverSent(peer: string, name: ApiName, cause: Error): ConnectionError {
  return new ConnectionError(`${name} was not sent: the connection to ${peer} is closed`, {
    code: "CONNECTION_FAILED",
    retriable: true,
    cause,
  });
}
