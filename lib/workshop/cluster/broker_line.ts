import { messageOf, withDeadline, WorkshopError } from "../../core/mod.ts";
import {
  type ApiName,
  decodeResponse,
  encodeRequest,
  kafkaErrorOf,
  Reader,
  type RequestInput,
  type ResponseBody,
} from "../../protocol/mod.ts";
import type { SuperUser } from "./secure_properties.ts";

/** A broker's plain listener on this machine, and who one is there. */
export interface LineAddress {
  /** On loopback. */
  readonly port: number;
  /** Logs in by PLAIN. @default {nobody is asked} */
  readonly login?: SuperUser | undefined;
}

const PLAIN = "PLAIN";
const MOST_BYTES = 16 * 1024 * 1024;

/** One connection to one broker: questions and orders to it alone, and not to its cluster. */
export class BrokerLine implements Disposable {
  readonly #connection: Deno.TcpConn;
  #correlationId = 0;

  private constructor(connection: Deno.TcpConn) {
    connection.setNoDelay(true);
    this.#connection = connection;
  }

  /**
   * Connects, does the work and hangs up.
   *
   * @throws {WorkshopError} code `NOT_ANSWERING` when nobody, or something that is no broker, is there
   */
  static async use<T>(
    address: LineAddress,
    work: (line: BrokerLine) => Promise<T>,
    timeoutMs = 2000,
  ): Promise<T> {
    let line: BrokerLine | undefined;
    try {
      const dialled = Deno.connect({ hostname: "127.0.0.1", port: address.port });
      line = new BrokerLine(await dialled);
      const answered = line.#logIn(address.login).then(() => work(line!));
      return await withDeadline(answered, { what: `an answer on port ${address.port}`, timeoutMs });
    } catch (error) {
      throw new WorkshopError(
        `No Kafka broker answers on localhost:${address.port}: ${messageOf(error)}`,
        { code: "NOT_ANSWERING", retriable: true, cause: error },
      );
    } finally {
      line?.[Symbol.dispose]();
    }
  }

  async #logIn(login: SuperUser | undefined): Promise<void> {
    if (login === undefined) return;
    const { errorCode } = await this.ask("SaslHandshake", 1, { mechanism: PLAIN });
    demandSuccess(errorCode, "the handshake");
    const secret = `\0${login.name}\0${login.password}`;
    const authBytes = new TextEncoder().encode(secret);
    const answer = await this.ask("SaslAuthenticate", 1, { authBytes });
    demandSuccess(answer.errorCode, `the login as ${login.name}`);
  }

  /** Sends a request and gives the answer's body, whatever error codes stand in it. */
  async ask<N extends ApiName>(
    name: N,
    version: number,
    body: RequestInput<N>,
  ): Promise<ResponseBody<N>> {
    const header = { correlationId: ++this.#correlationId, clientId: "kafka-workshop-control" };
    for (const chunk of encodeRequest(name, version, header, body)) await this.#write(chunk);
    const size = new DataView((await this.#read(4)).buffer).getInt32(0);
    if (size < 0 || size > MOST_BYTES) throw new Error("what answers there does not speak Kafka");
    return decodeResponse(name, version, new Reader(await this.#read(size))).body;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  async #read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      const count = await this.#connection.read(bytes.subarray(filled));
      if (count === null) throw new Error("it closed the connection");
      filled += count;
    }
    return bytes;
  }

  /** Hangs up. */
  [Symbol.dispose](): void {
    this.#connection.close();
  }
}

/** @throws an error in Kafka's words unless the code is 0 */
export function demandSuccess(errorCode: number, what: string): void {
  if (errorCode !== 0) throw new Error(`${what} ended with ${kafkaErrorOf(errorCode).name}`);
}
