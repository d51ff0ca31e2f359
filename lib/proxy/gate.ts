import net from "node:net";
import { messageOf, waitFor, WorkshopError } from "../core/mod.ts";
import { type Address, parseAddresses, sameAddress } from "./address.ts";

/** Somebody else may hold a port for a moment after it was closed: how long that is waited for. */
const REOPEN_MS = 3000;

/** A port of the proxy, in front of one broker. */
export class Gate {
  /** The port that clients dial. */
  readonly port: number;
  /** Where the broker listens now. */
  upstream: Address;
  /** Id of the broker, once an answer has told it. */
  nodeId: number | undefined;
  readonly #listen: Address;
  readonly #onClient: (client: net.Socket, gate: Gate) => void;
  readonly #servers = new Set<Promise<void>>();
  #server: net.Server | undefined;
  #wanted = true;

  private constructor(
    server: net.Server,
    upstream: Address,
    options: { listen: Address; onClient: (client: net.Socket, gate: Gate) => void },
  ) {
    this.upstream = upstream;
    this.port = (server.address() as net.AddressInfo).port;
    this.#listen = { host: options.listen.host, port: this.port };
    this.#onClient = options.onClient;
    this.#serve(server);
  }

  /**
   * Listens; port 0 takes a free one.
   *
   * @throws {WorkshopError} code `PORT_TAKEN` or `LISTEN_FAILED`
   */
  static async open(
    listen: Address,
    upstream: Address,
    onClient: (client: net.Socket, gate: Gate) => void,
  ): Promise<Gate> {
    return new Gate(await listening(listen), upstream, { listen, onClient });
  }

  #serve(server: net.Server): void {
    this.#server = server;
    server.on("connection", (client) => this.#onClient(client, this));
  }

  /** Whether its broker has this id, or this address. */
  leadsTo(broker: number | string): boolean {
    if (typeof broker === "number") return this.nodeId === broker;
    return parseAddresses(broker).some((one) => sameAddress(one, this.upstream));
  }

  /** Stops listening, so that connections are refused as any closed port refuses them. */
  shut(): void {
    this.#wanted = false;
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#servers.add(new Promise((resolve) => server.close(() => resolve())));
  }

  /**
   * Listens at the same port again.
   *
   * @throws {WorkshopError} code `WAIT_TIMEOUT` when somebody else has taken the port meanwhile
   */
  async reopen(): Promise<void> {
    this.#wanted = true;
    const what = `port ${this.port} to be free again`;
    await waitFor(() => this.#listenAgain(), { what, timeoutMs: REOPEN_MS });
  }

  /** Whether nothing is left to do. */
  async #listenAgain(): Promise<boolean> {
    if (this.#server !== undefined || !this.#wanted) return true;
    try {
      const server = await listening(this.#listen);
      if (this.#wanted && this.#server === undefined) this.#serve(server);
      else server.close();
      return true;
    } catch (error) {
      if (error instanceof WorkshopError && error.code === "PORT_TAKEN") return false;
      throw error;
    }
  }

  /** Stops listening; resolves when the last of its connections has ended. */
  async close(): Promise<void> {
    this.shut();
    await Promise.all(this.#servers);
  }
}

function listening(listen: Address): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer({ noDelay: true });
    const refuse = (error: Error) => reject(listenError(error, listen));
    server.once("error", refuse);
    const bind = listen.host === "localhost" ? "127.0.0.1" : listen.host;
    server.listen(listen.port, bind, () => {
      server.off("error", refuse);
      resolve(server);
    });
  });
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
