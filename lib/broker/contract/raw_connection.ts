import { withDeadline } from "../../core/mod.ts";
import {
  type ApiName,
  decodeResponse,
  encodeRequest,
  MESSAGES,
  Reader,
  type RequestInput,
  type ResponseBody,
  Writer,
} from "../../protocol/mod.ts";

/** A socket that speaks frames and nothing else: what is sent is exactly what a scenario says. */
export class RawConnection implements Disposable {
  readonly #socket: Deno.TcpConn;
  readonly #clientId: string;
  readonly #asked: Set<string>;
  #correlationId = 0;

  private constructor(socket: Deno.TcpConn, clientId: string, asked: Set<string>) {
    this.#socket = socket;
    this.#clientId = clientId;
    this.#asked = asked;
  }

  /** Connects to `host:port`; `asked` gathers the APIs and versions of what is sent. */
  static async open(
    address: string,
    clientId: string,
    asked: Set<string> = new Set(),
  ): Promise<RawConnection> {
    const [hostname = "", port] = address.split(":");
    const socket = await Deno.connect({ hostname, port: Number(port) });
    socket.setNoDelay(true);
    return new RawConnection(socket, clientId, asked);
  }

  /** Sends a request and reads its answer. */
  async call<N extends ApiName>(
    name: N,
    version: number,
    body: RequestInput<N>,
  ): Promise<ResponseBody<N>> {
    await this.send(name, version, body);
    return await this.receive(name, version);
  }

  /** Sends a request and does not wait. */
  async send<N extends ApiName>(name: N, version: number, body: RequestInput<N>): Promise<void> {
    const header = { correlationId: ++this.#correlationId, clientId: this.#clientId };
    this.#asked.add(`${name} v${version}`);
    await this.sendBytes(encodeRequest(name, version, header, body));
  }

  /** Sends a request in a version that has no form here: its head and nothing behind. */
  async sendHead(name: ApiName, version: number): Promise<void> {
    this.#asked.add(`${name} v${version}`);
    const writer = new Writer();
    writer.int32(0);
    writer.int16(MESSAGES[name].key);
    writer.int16(version);
    writer.int32(++this.#correlationId);
    writer.string(this.#clientId);
    await this.sendBytes(writer.frame());
  }

  /** Sends bytes as they are. */
  async sendBytes(chunks: readonly Uint8Array[]): Promise<void> {
    for (const chunk of chunks) {
      for (let sent = 0; sent < chunk.length;) {
        sent += await this.#socket.write(chunk.subarray(sent));
      }
    }
  }

  /** Reads the answer to the earliest request that has none yet. */
  async receive<N extends ApiName>(name: N, version: number): Promise<ResponseBody<N>> {
    const frame = await withDeadline(this.receiveFrame(), {
      what: `the answer to ${name} v${version}`,
      timeoutMs: 20_000,
    });
    if (frame === undefined) throw new Error(`The broker closed instead of answering ${name}`);
    return decodeResponse(name, version, new Reader(frame)).body;
  }

  /** The next frame without its length, `undefined` when the broker closes. */
  async receiveFrame(): Promise<Uint8Array | undefined> {
    const head = await this.#readExactly(4);
    return head && await this.#readExactly(new DataView(head.buffer).getInt32(0));
  }

  async #readExactly(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      const count = await this.#socket.read(bytes.subarray(filled)).catch(() => null);
      if (count === null) return undefined;
      filled += count;
    }
    return bytes;
  }

  /** Closes the socket; reading it twice is no fault. */
  [Symbol.dispose](): void {
    try {
      this.#socket.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}
