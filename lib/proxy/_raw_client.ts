import net from "node:net";
import {
  type ApiName,
  decodeResponse,
  encodeRequest,
  FrameSplitter,
  joinChunks,
  Reader,
  type RequestInput,
  type ResponseBody,
} from "../protocol/mod.ts";
import { parseAddresses } from "./address.ts";
import { closed } from "./socket.ts";

/** How a connection ended: `"reset"`, or `"end"` with the bytes of an incomplete frame. */
export type Ending = { readonly how: "reset" } | { readonly how: "end"; readonly kept: number };

/** A connection that sends encoded requests and reads answers, for tests. */
export class RawClient implements AsyncDisposable {
  readonly #socket: net.Socket;
  readonly #clientId: string;
  readonly #waiting = new Map<number, (frame: Uint8Array) => void>();
  /** Settles when the connection has ended. */
  readonly ended: Promise<Ending>;
  /** Whether the connection was ever made. */
  connected = false;
  /** How many frames have come. */
  receivedFrames = 0;
  #nextId = 1;

  constructor(address: string, clientId = "raw") {
    const [where] = parseAddresses(address);
    this.#clientId = clientId;
    this.#socket = net.connect(where!, () => this.connected = true);
    this.ended = this.#read();
  }

  async #read(): Promise<Ending> {
    const splitter = new FrameSplitter(1 << 24);
    try {
      for await (const chunk of this.#socket) {
        for (const frame of splitter.push(chunk)) {
          this.receivedFrames++;
          if (frame.length >= 8) this.#waiting.get(new Reader(frame, 4).int32())?.(frame);
        }
      }
      return { how: "end", kept: splitter.keptBytes };
    } catch {
      return { how: "reset" };
    }
  }

  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Sends a request without waiting; gives its bytes. */
  send<N extends ApiName>(name: N, version: number, body: RequestInput<N>): Uint8Array {
    const header = { correlationId: this.#nextId++, clientId: this.#clientId };
    const frame = joinChunks(encodeRequest(name, version, header, body));
    this.write(frame);
    return frame;
  }

  /** Sends a request; resolves to its answer, or to undefined when the connection ends first. */
  async ask<N extends ApiName>(
    name: N,
    version: number,
    body: RequestInput<N>,
  ): Promise<ResponseBody<N> | undefined> {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    this.#waiting.set(this.#nextId, resolve);
    this.send(name, version, body);
    const frame = await Promise.race([promise, this.ended]);
    if (!(frame instanceof Uint8Array)) return undefined;
    return decodeResponse(name, version, new Reader(frame, 4)).body;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await closed(this.#socket);
  }
}
