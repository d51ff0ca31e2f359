import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import {
  type Clock,
  ConfigError,
  type Logger,
  messageOf,
  nullLogger,
  systemClock,
} from "../../core/mod.ts";
import { type ListenAddress, urlHost } from "./address.ts";
import type { ClassReport } from "./class_report.ts";
import { type Rate, RateLimit } from "./rate_limit.ts";
import { answerReport, type ReportAnswer, type ReportRules } from "./report_request.ts";

/** What is done with reports, and how many of them. */
export interface ReportListenerOptions {
  /** Where it listens. */
  readonly address: ListenAddress;
  /** What the path must end with. */
  readonly token: string;
  /** The numbers of the labs that there are. */
  readonly labs: ReadonlySet<string>;
  /** Keeps a report. @throws {ReportError} when it is the sender's fault that it can't */
  readonly onReport: (report: ClassReport) => Promise<void>;
  /** How often one address may ask. @default {5 a second, 60 at once} */
  readonly perAddress?: Rate;
  /** How often all together may ask. @default {50 a second, 200 at once} */
  readonly inAll?: Rate;
  /** How long a connection may take from its beginning to its end, in milliseconds. @default {10000} */
  readonly connectionMs?: number;
  /** How many connections there may be. @default {256} */
  readonly maxConnections?: number;
  /** How many of them one address may have. @default {64} */
  readonly maxPerAddress?: number;
  /** Hears of a port that moved and of reports that could not be kept. @default {nullLogger} */
  readonly logger?: Logger;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** The one door that stands open beyond this machine. */
export interface ReportListener extends AsyncDisposable {
  /** Its port. */
  readonly port: number;
  /** How many connections there are. */
  readonly connections: number;
}

const HEADERS = {
  "connection": "close",
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};
const RETRY_AFTER = { "retry-after": "5" };
const PORTS_TRIED = 20;

/**
 * Listens for reports of learners: `POST /report/TOKEN` with JSON, and nothing else. Each connection
 * carries one request, and has an end whatever its client does.
 *
 * @throws {ConfigError} when it can't listen there
 */
export async function listenForReports(options: ReportListenerOptions): Promise<ReportListener> {
  const listener = new Listener(options);
  await listener.open(options.address);
  return listener;
}

class Listener implements ReportListener {
  readonly #options: ReportListenerOptions;
  readonly #rules: ReportRules;
  readonly #server: http.Server;
  readonly #sockets = new Map<Socket, { readonly address: string; asked: boolean }>();

  constructor(options: ReportListenerOptions) {
    const { perAddress, inAll, connectionMs = 10_000, clock = systemClock } = options;
    const { token, labs, onReport, logger = nullLogger } = options;
    const rates = new RateLimit({
      each: perAddress ?? { perSecond: 5, burst: 60 },
      all: inAll ?? { perSecond: 50, burst: 200 },
      clock,
    });
    this.#options = options;
    this.#rules = { token, labs, onReport, logger, rates };
    this.#server = http.createServer(
      // a connection's own end bounds all of it
      { headersTimeout: 0, requestTimeout: 0, maxHeaderSize: 8192 },
      (request, response) => this.#answer(request, response),
    );
    this.#server.on("connection", (socket: Socket) => this.#accept(socket, connectionMs));
    this.#server.on("clientError", (_: Error, socket: Socket) => void socket.destroy());
    this.#server.on("upgrade", (_: unknown, socket: Socket) => void socket.destroy());
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async open({ hostname, port, explicitPort }: ListenAddress): Promise<void> {
    // node:http would throw it where nobody can catch it
    const { state } = await Deno.permissions.query({
      name: "net",
      host: `${urlHost(hostname)}:${port}`,
    });
    if (state !== "granted") {
      throw new ConfigError(
        `Reports can't be taken on ${hostname}: this process may not listen there`,
      );
    }
    const last = port === 0 || explicitPort ? port : Math.min(65_535, port + PORTS_TRIED);
    for (let candidate = port; candidate <= last; candidate++) {
      const error = await this.#listen(hostname, candidate);
      if (error === undefined) return this.#opened(port, candidate);
      if ((error as { code?: string }).code === "EADDRINUSE") continue;
      throw new ConfigError(
        `Reports can't be taken on ${hostname}:${candidate} (${messageOf(error)}): name an ` +
          `address of this machine, as 0.0.0.0:8090`,
        { cause: error },
      );
    }
    throw new ConfigError(
      `Port ${port} for reports is taken: stop what listens there or choose another port`,
    );
  }

  #listen(host: string, port: number): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#server.once("error", resolve);
      this.#server.listen({ host, port, exclusive: true }, () => {
        this.#server.off("error", resolve);
        resolve(undefined);
      });
    });
  }

  #opened(wanted: number, port: number): void {
    const { logger } = this.#rules;
    this.#server.on("error", (error: Error) => logger.log("WARN", `Reports: ${error.message}`));
    if (wanted === 0 || wanted === port) return;
    logger.log("WARN", `Port ${wanted} is taken, so reports are taken on ${port}`);
  }

  /** What is asked behind a first request on the same connection is not even answered. */
  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const client = this.#sockets.get(request.socket as Socket);
    if (client === undefined || client.asked) return;
    client.asked = true;
    send(response, await answerReport(request, this.#rules));
  }

  /** Whoever holds too many connections, or one for too long, loses them. */
  #accept(socket: Socket, connectionMs: number): void {
    const { maxConnections = 256, maxPerAddress = 64 } = this.#options;
    const address = socket.remoteAddress ?? "";
    const ofAddress = [...this.#sockets.values()].filter((one) => one.address === address).length;
    socket.on("error", () => {});
    if (this.#sockets.size >= maxConnections || ofAddress >= maxPerAddress) {
      socket.destroy();
      return;
    }
    this.#sockets.set(socket, { address, asked: false });
    const timer = setTimeout(() => socket.destroy(), connectionMs);
    socket.once("close", () => {
      clearTimeout(timer);
      this.#sockets.delete(socket);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets.keys()) socket.destroy();
    await closed;
  }
}

function send(response: http.ServerResponse, { status, text }: ReportAnswer): void {
  const later = status === 429 || status === 503;
  response.writeHead(status, { ...HEADERS, ...(later ? RETRY_AFTER : {}) });
  response.end(`${text}\n`, () => {
    // what is left of a body that was too long is not waited for
    if (status !== 200) response.socket?.destroySoon?.();
  });
}
