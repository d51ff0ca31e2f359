import { listenOrNext, type Logger, messageOf } from "../core/mod.ts";
import { RegistryError } from "./errors.ts";
import type { LogWriter } from "./log_writer.ts";
import { type BodyLimits, readJsonBody } from "./request_body.ts";
import { RawText } from "./route.ts";
import { findRoute } from "./routes.ts";
import type { RegistryState } from "./state.ts";

/** Content types of answers, the best first. */
const ANSWER_TYPES = [
  "application/vnd.schemaregistry.v1+json",
  "application/vnd.schemaregistry+json",
  "application/json",
];
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** What is served, to whom and where. */
export interface ServerOptions {
  readonly port: number;
  readonly explicitPort: boolean;
  readonly hostname: string;
  /** Names under which it may be asked, besides those of the loopback and its own. */
  readonly hosts: readonly string[];
  readonly limits: BodyLimits;
  readonly clusterId: string;
  readonly logger: Logger;
}

/** The HTTP side of a registry. */
export class RegistryServer implements AsyncDisposable {
  readonly #http: Deno.HttpServer<Deno.NetAddr>;
  readonly #state: RegistryState;
  readonly #writer: Pick<LogWriter, "change">;
  readonly #options: ServerOptions;
  readonly #closing = new AbortController();
  readonly #end = new AbortController();
  readonly #sending = new Set<Promise<void>>();

  constructor(
    state: RegistryState,
    writer: Pick<LogWriter, "change">,
    options: ServerOptions,
  ) {
    this.#state = state;
    this.#writer = writer;
    this.#options = options;
    const { port, explicitPort: explicit, hostname, logger } = options;
    const onMoved = (message: string) => logger.log("WARN", message);
    this.#http = listenOrNext(
      { port, explicit, what: "the schema registry", onMoved },
      (candidate) =>
        Deno.serve(
          { port: candidate, hostname, signal: this.#end.signal, onListen() {} },
          (request, { completed }) => {
            this.#note(completed);
            return this.#answer(request);
          },
        ),
    );
  }

  /** Where it listens. */
  get port(): number {
    return this.#http.addr.port;
  }

  /** Answers what is asked already; a connection whose body never comes does not hold it up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#sending);
    this.#end.abort();
    await this.#http.finished;
  }

  #note(sent: Promise<void>): void {
    const settled = sent.catch(() => {}).finally(() => this.#sending.delete(settled));
    this.#sending.add(settled);
  }

  async #answer(request: Request): Promise<Response> {
    let type = ANSWER_TYPES[0]!;
    try {
      if (this.#closing.signal.aborted) throw new RegistryError(503, "The registry is closing");
      this.#demandOwnName(request);
      type = answerType(request);
      const { pathname, searchParams: query } = new URL(request.url);
      const { route, params } = findRoute(request.method, pathname);
      const answer = await route.answer({
        state: this.#state,
        change: (decide) => this.#writer.change(decide),
        params,
        query,
        body: () => readJsonBody(request, this.#options.limits, this.#closing.signal),
        about: this.#options,
      });
      const text = answer instanceof RawText ? answer.text : JSON.stringify(answer);
      return respond(200, text, type);
    } catch (error) {
      return this.#refuse(error, request, type);
    }
  }

  /** A page of another site, or of a name that was bent to this address, may not ask. */
  #demandOwnName(request: Request): void {
    const host = request.headers.get("host")?.toLowerCase() ?? "";
    const { hostname, hosts } = this.#options;
    const names = [...LOOPBACK, hostname, ...hosts].map((name) => name.toLowerCase());
    if (!names.some((name) => host === name || host === `${name}:${this.port}`)) {
      throw new RegistryError(421, "This server is not known under that name");
    }
    const origin = request.headers.get("origin");
    if (origin !== null && origin !== `http://${host}`) {
      throw new RegistryError(403, "Pages of other sites may not ask this server");
    }
  }

  #refuse(error: unknown, request: Request, type: string): Response {
    const { logger } = this.#options;
    const known = error instanceof RegistryError
      ? error
      : new RegistryError(500, "Internal Server Error", error);
    if (known.status >= 500) {
      logger.log("ERROR", "A request to the schema registry failed", {
        method: request.method,
        path: new URL(request.url).pathname,
        error: messageOf(known.cause ?? known),
      });
    }
    const { errorCode: error_code, message } = known;
    return respond(known.status, JSON.stringify({ error_code, message }), type);
  }
}

function answerType(request: Request): string {
  const accept = request.headers.get("accept")?.toLowerCase();
  if (accept === undefined || accept === "") return ANSWER_TYPES[0]!;
  const wanted = accept.split(",").map((part) => part.split(";")[0]!.trim());
  if (wanted.some((type) => type === "*/*" || type === "application/*")) return ANSWER_TYPES[0]!;
  const found = ANSWER_TYPES.find((type) => wanted.includes(type));
  if (found !== undefined) return found;
  throw new RegistryError(406, "HTTP 406 Not Acceptable");
}

function respond(status: number, body: string, type: string): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
