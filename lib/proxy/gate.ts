import net from "node:net";
import { messageOf, WorkshopError } from "../core/mod.ts";
import type { Address } from "./address.ts";

/** A port of the proxy, in front of one broker. */
export class Gate {
  /** The port that clients dial. */
  readonly port: number;
  /** Where the broker listens now. */
  upstream: Address;
  /** Id of the broker, once an answer has told it. */
  nodeId: number | undefined;
  readonly #server: net.Server;

  private constructor(server: net.Server, upstream: Address) {
    this.#server = server;
    this.upstream = upstream;
    this.port = (server.address() as net.AddressInfo).port;
  }

  /**
   * Listens; port 0 takes a free one.
   *
   * @throws {WorkshopError} code `PORT_TAKEN` or `LISTEN_FAILED`
   */
  static open(
    listen: Address,
    upstream: Address,
    onClient: (client: net.Socket, gate: Gate) => void,
  ): Promise<Gate> {
    return new Promise((resolve, reject) => {
      const server = net.createServer({ noDelay: true });
      const refuse = (error: Error) => reject(listenError(error, listen));
      server.once("error", refuse);
      const bind = listen.host === "localhost" ? "127.0.0.1" : listen.host;
      server.listen(listen.port, bind, () => {
        server.off("error", refuse);
        const gate = new Gate(server, upstream);
        server.on("connection", (client) => onClient(client, gate));
        resolve(gate);
      });
    });
  }

  /** Stops listening; resolves when the last of its connections has ended. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

function listenError(error: Error, { host, port }: Address): WorkshopError {
  const taken = (error as { code?: string }).code === "EADDRINUSE";
  return taken
    ? new WorkshopError(`Port ${port} on ${host} is taken: choose another, or 0 for a free one`, {
      code: "PORT_TAKEN",
      cause: error,
    })
    : new WorkshopError(`The proxy can't listen on ${host}:${port}: ${messageOf(error)}`, {
      code: "LISTEN_FAILED",
      cause: error,
    });
}
