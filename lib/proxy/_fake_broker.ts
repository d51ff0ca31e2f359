import net from "node:net";
import {
  type ApiName,
  decodeRequest,
  decodeRequestHeader,
  encodeResponse,
  FrameSplitter,
  joinChunks,
  Reader,
  type RequestHeader,
  type ResponseInput,
} from "../protocol/mod.ts";

/** Answers of a fake broker by API; one that returns undefined stays silent. */
export type Answers = {
  [N in ApiName]?: (body: unknown, header: RequestHeader) => ResponseInput<N> | undefined;
};

/** A TCP server that answers Kafka frames as a test tells it, and counts what it is asked. */
export class FakeBroker implements AsyncDisposable {
  readonly requests: RequestHeader[] = [];
  /** Bytes of each frame as it came. */
  readonly frames: string[] = [];
  keepsFrames = true;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  answers: Answers;
  /** Changes answers on their way out. */
  spoil: (frame: Uint8Array) => Uint8Array = (frame) => frame;

  constructor(answers: Answers) {
    this.answers = answers;
    this.#server = net.createServer((socket) => this.#serve(socket));
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  get address(): string {
    return `localhost:${this.port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  count(name: ApiName): number {
    return this.requests.filter((request) => request.name === name).length;
  }

  #serve(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    const splitter = new FrameSplitter(1 << 24);
    socket.on("data", (chunk) => {
      try {
        for (const frame of splitter.push(chunk)) this.#answer(socket, frame);
      } catch {
        socket.destroy();
      }
    });
  }

  #answer(socket: net.Socket, frame: Uint8Array): void {
    const reader = new Reader(frame, 4);
    const header = decodeRequestHeader(reader);
    this.requests.push(header);
    if (this.keepsFrames) this.frames.push(frame.toHex());
    const name = header.name!;
    const answer = this.answers[name];
    const body = answer?.(decodeRequest(name, header.version, reader), header);
    if (body === undefined) return;
    const chunks = encodeResponse(name, header.version, header.correlationId, body as never);
    socket.write(this.spoil(joinChunks(chunks)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
