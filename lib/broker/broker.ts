import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { type Logger, messageOf, WorkshopError } from "../core/mod.ts";
import { Connection, type Dispatch } from "./connection.ts";
import type { ListenerSecurity } from "./security/cluster_security.ts";

const HOST = "127.0.0.1";

/** What a broker listens with. */
export interface BrokerOptions {
  readonly id: number;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly dispatch: Dispatch;
  /** How connections are guarded. @default {not at all} */
  readonly security?: ListenerSecurity;
}

/** A port that can't be listened on. */
export class ListenError extends WorkshopError {
  /** The port that was asked for. */
  readonly port: number;

  /** `code` is that of the system: `EADDRINUSE` when the port is taken. */
  constructor(message: string, details: { port: number; code: string; cause?: unknown }) {
    super(message, details);
    this.port = details.port;
  }
}

function listenError(port: number, cause: Error & { code?: string }): ListenError {
  const code = cause.code ?? "LISTEN_FAILED";
  const message = code === "EADDRINUSE"
    ? `Port ${port} is taken: stop what listens there, or choose another port`
    : `Can't listen on port ${port}: ${messageOf(cause)}`;
  return new ListenError(message, { port, code, cause });
}

/** One broker: a listener on loopback and its connections. All state is the cluster's. */
export class Broker {
  readonly id: number;
  /** The name that clients are told. */
  readonly host = "localhost";
  readonly #options: BrokerOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();

  constructor(options: BrokerOptions) {
    this.id = options.id;
    this.#options = options;
    const tls = options.security?.tls;
    const accept = (socket: Socket) => this.#accept(socket);
    this.#server = tls === undefined ? createServer(accept) : createTlsServer(tls, accept);
    this.#server.on("tlsClientError", (error: Error) => {
      options.logger.log("DEBUG", `No TLS with a client: ${error.message}`);
    });
  }

  #accept(socket: Socket): void {
    const { dispatch, logger, security } = this.#options;
    const connection = new Connection(socket, {
      dispatch,
      logger,
      ...(security?.maxLoginBytes === undefined ? {} : { maxLoginBytes: security.maxLoginBytes }),
      onClose: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : this.#options.port;
  }

  /** @throws {ListenError} code `EADDRINUSE` when the port is taken */
  listen(): Promise<void> {
    const { port, logger } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.on("error", (error: Error) => {
        if (this.#server.listening) logger.log("ERROR", `Listener of broker: ${error.message}`);
        else reject(listenError(port, error));
      });
      this.#server.listen(port, HOST, () => resolve());
    });
  }

  /** Stops listening and resets all connections. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const connection of this.#connections) connection.destroy();
    });
  }
}
