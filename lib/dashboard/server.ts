import {
  type Clock,
  ConfigError,
  listenOrNext,
  nullLogger,
  OpenAnswers,
  systemClock,
} from "../core/mod.ts";
import { type Asset, pageAssets } from "./assets.ts";
import { Dispatcher } from "./dispatch.ts";
import { EventStream, type ServerEvent } from "./event_stream.ts";
import {
  contentSecurityPolicy,
  type GuardedServer,
  loopbackHosts,
  refusalOf,
  type RouteRule,
  secured,
} from "./guard.ts";
import { PAGE_PATHS } from "./page/paths.ts";
import { ACTIONS_PATH } from "./actions/action_routes.ts";
import { pageHtml } from "./page_html.ts";
import { Poller, type PollOutcome } from "./poller.ts";
import { json } from "./routing.ts";
import type { Dashboard, DashboardOptions } from "./server_options.ts";

export type { Dashboard, DashboardOptions } from "./server_options.ts";

interface Route extends RouteRule {
  readonly answer: (request: Request) => Response;
}

type Answer = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

const READ: RouteRule = { methods: ["GET", "HEAD"] };
const BEAT_EVERY_MS = 15_000;

/**
 * Serves the dashboard on loopback: one page, its files, and one stream of events for each page.
 *
 * @throws {ConfigError} when the port is taken or the host isn't a loopback address
 *
 * @example
 * ```ts ignore
 * await using dashboard = startDashboard({ source: { snapshot: () => demo.snapshot() } });
 * console.log(dashboard.url);
 * ```
 */
export function startDashboard(options: DashboardOptions): Dashboard {
  const { port = 8080, explicitPort = false, host = "127.0.0.1", logger = nullLogger } = options;
  if (host !== "127.0.0.1" && host !== "localhost") {
    throw new ConfigError(
      `The dashboard can't listen on ${host}: it shows a cluster to whoever asks, so it is bound ` +
        `to 127.0.0.1`,
    );
  }
  const onMoved = (message: string) => logger.log("WARN", message);
  let answer: Answer = () => refused(503, "Starting");
  const stop = new AbortController();
  const http = listenOrNext(
    { port, explicit: explicitPort, what: "the dashboard", onMoved },
    (candidate) =>
      Deno.serve({
        port: candidate,
        hostname: "127.0.0.1",
        signal: stop.signal,
        onListen() {},
        onError: () => refused(500, "Internal error"),
      }, (request, info) => answer(request, info)),
  );
  const server = new DashboardServer({ http, stop }, options);
  answer = (request, info) => server.answer(request, info);
  return server;
}

class DashboardServer implements Dashboard {
  readonly #http: Deno.HttpServer<Deno.NetAddr>;
  readonly #stream: EventStream;
  readonly #poller: Poller;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #guarded: GuardedServer;
  readonly #tellActions: boolean;
  readonly #dispatcher: Dispatcher;
  readonly #clock: Clock;
  readonly #stop: AbortController;
  readonly #open = new OpenAnswers();
  readonly #beats: Promise<void>;
  /** Tells a browser that comes back after a restart from one that only lost the connection. */
  readonly #startToken = crypto.randomUUID().slice(0, 8);

  constructor({ http, stop }: Serving, options: DashboardOptions) {
    const { source, intervalMs = 1000, sourceTimeoutMs = 5000, logger = nullLogger } = options;
    const { maxClients = 32, maxBufferedBytes = 1024 * 1024, clock = systemClock } = options;
    const { routes = [], write = false, maxStreams = 64 } = options;
    this.#http = http;
    this.#stop = stop;
    this.#clock = clock;
    const hosts = loopbackHosts(http.addr.port);
    this.#guarded = { hosts, write, token: crypto.getRandomValues(new Uint8Array(24)).toHex() };
    this.#tellActions = routes.some(({ path }) => path === ACTIONS_PATH);
    this.#routes = this.#makeRoutes();
    const open = this.#open;
    this.#dispatcher = new Dispatcher({ routes, guarded: this.#guarded, open, logger, maxStreams });
    this.#stream = new EventStream({ maxClients, maxBufferedBytes });
    this.#poller = new Poller(source, {
      intervalMs,
      timeoutMs: sourceTimeoutMs,
      logger,
      clock,
      onOutcome: (outcome) => this.#stream.send(this.#eventOf(outcome)),
    });
    this.#beats = this.#beat();
  }

  get hostname(): string {
    return this.#http.addr.hostname;
  }

  get port(): number {
    return this.#http.addr.port;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get clients(): number {
    return this.#stream.clients;
  }

  get droppedClients(): number {
    return this.#stream.dropped;
  }

  answer(request: Request, info: Deno.ServeHandlerInfo): Response | Promise<Response> {
    this.#open.add(info.completed);
    const { pathname } = new URL(request.url);
    const route = this.#routes.get(pathname) ?? (isPage(pathname) ? this.#pageRoute : undefined);
    const called = route === undefined ? this.#dispatcher.answer(request, info) : undefined;
    if (called !== undefined) return called;
    const refusal = refusalOf(request, { rule: route ?? READ, server: this.#guarded });
    if (refusal !== undefined) {
      const allow = refusal.status === 405 ? { allow: (route ?? READ).methods.join(", ") } : {};
      return refused(refusal.status, refusal.reason, allow);
    }
    if (route !== undefined) return route.answer(request);
    return wantsPage(request) ? this.#page(404) : refused(404, "Nothing is here");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.close();
    this.#dispatcher.close();
    // who reads is given its end; a client that never sends the rest of its body is not waited for
    await this.#open.settle({ clock: this.#clock });
    this.#stop.abort();
    await this.#poller[Symbol.asyncDispose]();
    await this.#beats;
    await this.#http.finished;
  }

  /** What is answered beside the routes that were handed in; what is in neither doesn't exist. */
  #makeRoutes(): ReadonlyMap<string, Route> {
    const files = [...pageAssets()].map(([path, asset]): [string, Route] => [path, {
      ...READ,
      answer: () => fileResponse(asset),
    }]);
    return new Map<string, Route>([
      ...files,
      ["/events", { methods: ["GET"], answer: (request) => this.#events(request) }],
      ["/api/overview", { ...READ, answer: () => this.#overview() }],
      ["/api/status", { ...READ, answer: () => this.#status() }],
    ]);
  }

  get #pageRoute(): Route {
    return { ...READ, fromOtherSites: true, answer: () => this.#page() };
  }

  #page(status = 200): Response {
    const nonce = crypto.getRandomValues(new Uint8Array(16)).toHex();
    const { token, write } = this.#guarded;
    const tellActions = this.#tellActions;
    return respond(status, pageHtml({ nonce, token, write, tellActions }), {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy(nonce),
    });
  }

  #overview(): Response {
    const body = {
      snapshot: this.#poller.latest ?? null,
      sample: this.#poller.history.last ?? null,
      failure: this.#poller.failure ?? null,
    };
    return respond(200, JSON.stringify(body), { "content-type": "application/json" });
  }

  /** What every page shows at its head; a tenth of an overview's size. */
  #status(): Response {
    const { latest, failure } = this.#poller;
    const firing = latest?.alerts.filter(({ state }) => state === "firing").length ?? 0;
    return secured(json({
      atMs: latest?.atMs ?? null,
      title: latest?.title ?? null,
      cluster: latest?.cluster ?? null,
      failure: failure ?? null,
      firing,
      write: this.#guarded.write,
    }));
  }

  #events(request: Request): Response {
    const body = this.#stream.open(this.#firstEvents(request.headers.get("last-event-id")));
    if (body === undefined) {
      return refused(503, "Too many pages are open: close one", { "retry-after": "5" });
    }
    return respond(200, body, { "content-type": "text/event-stream" });
  }

  #firstEvents(lastEventId: string | null): ServerEvent[] {
    const { latest: snapshot, failure, history } = this.#poller;
    const [token, number] = (lastEventId ?? "").split(".");
    const known = token === this.#startToken && /^\d{1,15}$/.test(number ?? "");
    const points = history.after(known ? Number(number) : -1);
    const id = this.#idOf(history.newest);
    return [
      { event: "history", id, data: points },
      ...(snapshot === undefined
        ? []
        : [{ event: "update", id, data: { snapshot, sample: null } }]),
      ...(failure === undefined ? [] : [{ event: "failure", data: failure }]),
    ];
  }

  #eventOf(outcome: PollOutcome): ServerEvent {
    if (outcome.kind === "failure") return { event: "failure", data: outcome.failure };
    const { snapshot, sample, number } = outcome;
    return { event: "update", id: this.#idOf(number), data: { snapshot, sample } };
  }

  #idOf(number: number): string {
    return `${this.#startToken}.${number}`;
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#clock.sleep(BEAT_EVERY_MS, signal).catch(() => {});
      if (!signal.aborted) this.#stream.beat();
    }
  }
}

interface Serving {
  readonly http: Deno.HttpServer<Deno.NetAddr>;
  /** Ends the server at once, and all that goes with it. */
  readonly stop: AbortController;
}

/** A page's own address, or one below it: `/topics/orders`. */
function isPage(pathname: string): boolean {
  if (pathname === "/") return true;
  return Object.values(PAGE_PATHS).some((path) =>
    path !== "/" && (pathname === path || pathname.startsWith(`${path}/`))
  );
}

/** Whoever types an address is shown the pages that there are. */
function wantsPage(request: Request): boolean {
  return request.method === "GET" && request.headers.get("sec-fetch-dest") === "document";
}

function fileResponse({ type, body }: Asset): Response {
  return respond(200, body, {
    "content-type": type,
    "content-security-policy": "default-src 'none'",
  });
}

function refused(status: number, reason: string, headers: Record<string, string> = {}): Response {
  return respond(status, `${reason}\n`, {
    "content-type": "text/plain; charset=utf-8",
    ...headers,
  });
}

function respond(status: number, body: BodyInit, headers: Record<string, string>): Response {
  return secured(new Response(body, { status, headers }));
}
