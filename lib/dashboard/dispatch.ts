import {
  type LogFields,
  type Logger,
  messageOf,
  type OpenAnswers,
  WorkshopError,
} from "../core/mod.ts";
import { isSecretName, REDACTED, redactText } from "../monitoring/mod.ts";
import { type GuardedServer, refusalOf, secured } from "./guard.ts";
import { readBody } from "./request_body.ts";
import {
  json,
  type Matcher,
  matcherOf,
  type PageRoute,
  RequestError,
  type RouteCall,
  type RouteMatch,
} from "./routing.ts";

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly routes: readonly PageRoute[];
  readonly guarded: GuardedServer;
  /** Is told what the server's end has to wait for. */
  readonly open: OpenAnswers;
  /** Hears of every write, and of answers that failed without a reason. */
  readonly logger: Logger;
  /** How many answers may stream at a time. */
  readonly maxStreams: number;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Answers what is in the one table of routes: guards, reads the body, calls, writes the audit log. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #match: Matcher;
  readonly #open = new Set<AbortController>();
  #streams = 0;

  /** @throws {ConfigError} for two routes at one address */
  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#match = matcherOf(options.routes);
  }

  /** How many answers are streaming. */
  get streams(): number {
    return this.#streams;
  }

  /** The answer, or `undefined` when the table has nothing at this path. */
  answer(request: Request, info: Deno.ServeHandlerInfo): Promise<Response> | undefined {
    const url = new URL(request.url);
    const matches = this.#match(url.pathname);
    if (matches.size === 0) return undefined;
    const match = matches.get(request.method as PageRoute["method"]);
    const methods = [...matches.keys()];
    const writes = match?.route.access === "write";
    const machine = match?.route.machine;
    const refusal = refusalOf(request, {
      rule: { methods, writes, ...(machine !== undefined && { machine }) },
      server: this.#options.guarded,
    });
    if (refusal === undefined) return this.#call(match!, { request, url, info });
    if (writes) this.#audit("WARN", { match, request, status: refusal.status });
    return Promise.resolve(secured(
      json({ error: refusal.reason }, refusal.status),
      refusal.status === 405 ? { allow: methods.join(", ") } : {},
    ));
  }

  /** Ends all calls that are open. */
  close(): void {
    for (const call of this.#open) call.abort();
  }

  async #call({ route, params }: RouteMatch, { request, url, info }: Asked): Promise<Response> {
    const ended = new AbortController();
    this.#open.add(ended);
    const close = () => {
      this.#open.delete(ended);
      ended.abort();
    };
    info.completed.then(close, close);
    const reading = request.method === "GET";
    const maxBytes = route.maxBodyBytes ?? MAX_BODY_BYTES;
    let call: RouteCall = {
      params,
      query: url.searchParams,
      body: undefined,
      signal: ended.signal,
      waitUntil: (work) => this.#options.open.add(work),
    };
    const lastEventId = request.headers.get("last-event-id");
    if (lastEventId !== null) call = { ...call, lastEventId };
    let response: Response;
    try {
      if (!reading) call = { ...call, body: await readBody(request, { maxBytes }) };
      response = await route.answer(call);
    } catch (error) {
      response = this.#failure(error, route);
    }
    if (route.access === "write") {
      const said = { match: { route, params }, call, request, status: response.status };
      this.#audit(response.ok ? "INFO" : "WARN", said);
    }
    return secured(this.#counted(response, info));
  }

  /** An open stream holds a place until it ends; without a free one there is none. */
  #counted(response: Response, info: Deno.ServeHandlerInfo): Response {
    if (response.headers.get("content-type") !== "text/event-stream") return response;
    if (this.#streams >= this.#options.maxStreams) {
      response.body?.cancel().catch(() => {});
      const refusal = json({ error: "Too many pages are open: close one" }, 503);
      refusal.headers.set("retry-after", "5");
      return refusal;
    }
    this.#streams += 1;
    const left = () => void (this.#streams -= 1);
    info.completed.then(left, left);
    return response;
  }

  #failure(error: unknown, route: PageRoute): Response {
    const status = statusOf(error);
    if (error instanceof WorkshopError) {
      return json({ error: redactText(error.message), code: error.code }, status);
    }
    const message = `The dashboard failed at ${route.method} ${route.path}: ${messageOf(error)}`;
    this.#options.logger.log("ERROR", message, { error });
    return json({ error: "The dashboard failed at this: see its log" }, status);
  }

  #audit(level: "INFO" | "WARN", { match, call, request, status }: Audited): void {
    const { pathname } = new URL(request.url);
    const path = redactText(pathname.slice(0, 500));
    this.#options.logger.log(level, `Dashboard write: ${request.method} ${path} ended ${status}`, {
      audit: true,
      method: request.method,
      path,
      route: match?.route.path,
      status,
      ...(call !== undefined && { request: saidOf(call, match?.route.audit) }),
    });
  }
}

interface Asked {
  readonly request: Request;
  readonly url: URL;
  readonly info: Deno.ServeHandlerInfo;
}

interface Audited {
  readonly match: RouteMatch | undefined;
  readonly call?: RouteCall;
  readonly request: Request;
  readonly status: number;
}

function saidOf(call: RouteCall, audit: PageRoute["audit"]): LogFields {
  try {
    return audit === undefined ? { fields: Object.keys(call.body ?? {}).sort() } : redacted(
      audit(call),
    );
  } catch {
    // a body that no route could read has nothing to tell
    return {};
  }
}

function redacted(fields: LogFields): LogFields {
  return JSON.parse(JSON.stringify(fields), (name, value) => {
    if (isSecretName(name)) return REDACTED;
    return typeof value === "string" ? redactText(value) : value;
  });
}

function statusOf(error: unknown): number {
  if (error instanceof RequestError) return error.status;
  if (!(error instanceof WorkshopError)) return 500;
  if (error.retriable || error.outage) return 503;
  if (/^UNKNOWN_TOPIC|NOT_FOUND$/.test(error.code)) return 404;
  return /ALREADY_EXISTS$|^NON_EMPTY_GROUP$/.test(error.code) ? 409 : 422;
}
