import type { Socket } from "node:net";
import { type Logger, messageOf } from "../core/mod.ts";
import { RequestError } from "./errors.ts";
import { FrameSplitter, joinChunks, ProtocolError } from "../protocol/mod.ts";

/** `socket.request.max.bytes`. */
const MAX_REQUEST_BYTES = 104_857_600;
const LENGTH_BYTES = 4;
/** With this much read ahead of the request at work, the socket is not read any further. */
const READ_AHEAD_BYTES = 1_048_576;
/** Answers up to here are copied into one piece: cheaper than several writes. */
const JOIN_BYTES = 16_384;

/** The chunks of an answer, or nothing when the request gets none. */
export type Answer = Uint8Array[] | LastAnswer | undefined;

/** An answer after which the connection ends. */
export class LastAnswer {
  readonly chunks: Uint8Array[];

  constructor(chunks: Uint8Array[]) {
    this.chunks = chunks;
  }
}

/** Does a request. Throwing ends the connection. */
export type Dispatch = (frame: Uint8Array, connection: Connection) => Answer | Promise<Answer>;

/**
 * One client's connection: frames in, answers out, one request at a time in their order. What it
 * buffers is bounded on both sides.
 */
export class Connection {
  /** The client's address as Kafka shows it: `/127.0.0.1`. */
  readonly clientHost: string;
  readonly #socket: Socket;
  readonly #dispatch: Dispatch;
  readonly #logger: Logger;
  readonly #splitter: FrameSplitter;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  readonly #gone = new AbortController();
  #busy = false;

  constructor(
    socket: Socket,
    options: {
      readonly dispatch: Dispatch;
      readonly logger: Logger;
      /** The largest frame until the connection is trusted. @default {any request's} */
      readonly maxLoginBytes?: number;
      readonly onClose: () => void;
    },
  ) {
    this.#splitter = new FrameSplitter(options.maxLoginBytes ?? MAX_REQUEST_BYTES);
    this.#socket = socket;
    this.#dispatch = options.dispatch;
    this.#logger = options.logger;
    this.clientHost = `/${socket.remoteAddress ?? "unknown"}`;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Uint8Array) => this.#received(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#gone.abort("connection closed");
      options.onClose();
    });
  }

  /** Aborts when the client is gone. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** Takes frames of every size from now on. */
  trust(): void {
    this.#splitter.maxBytes = MAX_REQUEST_BYTES;
  }

  /** Ends the connection at once, as a broker that dies does: the client sees a reset. */
  destroy(): void {
    this.#socket.resetAndDestroy();
  }

  #received(chunk: Uint8Array): void {
    try {
      for (const frame of this.#splitter.push(chunk)) {
        this.#waiting.push(frame);
        this.#waitingBytes += frame.length;
      }
    } catch (error) {
      return this.#fail(error);
    }
    if (!this.#busy) void this.#work();
    else if (this.#waitingBytes > READ_AHEAD_BYTES) this.#socket.pause();
  }

  /** The next request without its length. */
  #next(): Uint8Array | undefined {
    const frame = this.#waiting.shift();
    this.#waitingBytes -= frame?.length ?? 0;
    return frame?.subarray(LENGTH_BYTES);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let frame = this.#next(); frame !== undefined; frame = this.#next()) {
        const answering = this.#dispatch(frame, this);
        const answer = answering instanceof Promise ? await answering : answering;
        if (this.signal.aborted) return;
        if (answer instanceof LastAnswer) return void this.#socket.end(joinChunks(answer.chunks));
        if (answer !== undefined && !this.#send(answer)) await this.#drained();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
    this.#socket.resume();
  }

  #fail(error: unknown): void {
    const expected = error instanceof ProtocolError || error instanceof RequestError;
    const level = expected ? "DEBUG" : "ERROR";
    this.#logger.log(level, `Closed a connection of ${this.clientHost}: ${messageOf(error)}`);
    this.#socket.destroy();
  }

  /** Returns whether the socket takes more. */
  #send(chunks: Uint8Array[]): boolean {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (bytes <= JOIN_BYTES) return this.#socket.write(joinChunks(chunks));
    this.#socket.cork();
    let ready = true;
    for (const chunk of chunks) ready = this.#socket.write(chunk);
    this.#socket.uncork();
    return ready;
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.off("drain", done);
        this.signal.removeEventListener("abort", done);
        resolve();
      };
      this.#socket.on("drain", done);
      this.signal.addEventListener("abort", done);
      if (this.signal.aborted || !this.#socket.writableNeedDrain) done();
    });
  }
}
