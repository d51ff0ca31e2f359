import { listenOrNext, type Logger, nullLogger, OpenAnswers } from "../core/mod.ts";
import type { HealthRegistry, Readiness } from "./health.ts";
import type { PrometheusMeter } from "./meter.ts";

/** What is served and where. */
export interface MonitoringOptions {
  /** The wanted port; 0 lets the system choose. @default {8000} */
  readonly port?: number;
  /** Whether somebody asked for this very port: then a taken one is an error. @default {false} */
  readonly explicitPort?: boolean;
  /** The address to listen on. @default {"127.0.0.1"} */
  readonly hostname?: string;
  /** What `/metrics` shows. */
  readonly meter: PrometheusMeter;
  /** What `/readyz`, `/startupz` and `/health` tell. */
  readonly health: HealthRegistry;
  /** Hears of a port that moved. @default {nullLogger} */
  readonly logger?: Logger;
}

/** A monitoring endpoint that is open until disposed. */
export interface MonitoringServer extends AsyncDisposable {
  /** The address it is bound to. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** Its address: `http://localhost:8000`. */
  readonly url: string;
}

type Handler = (url: URL) => Response | Promise<Response>;

/**
 * Serves `/metrics` (Prometheus' text format), `/livez` (the process only), `/readyz` and its alias
 * `/health` (503 while starting, draining, or a check fails; `?verbose` names them), `/startupz`.
 *
 * @throws {ConfigError} when the port is taken
 */
export function serveMonitoring(options: MonitoringOptions): MonitoringServer {
  const { port = 8000, explicitPort = false, hostname = "127.0.0.1", logger = nullLogger } =
    options;
  const routes = routesOf(options);
  const open = new OpenAnswers();
  const stop = new AbortController();
  const server = listenOrNext(
    {
      port,
      explicit: explicitPort,
      what: "metrics",
      onMoved: (message) => logger.log("WARN", message),
    },
    (candidate) =>
      Deno.serve(
        {
          port: candidate,
          hostname,
          signal: stop.signal,
          onListen() {},
          onError: () => text(500, "Internal error"),
        },
        (request, { completed }) => {
          open.add(completed);
          return answer(routes, request);
        },
      ),
  );
  return {
    hostname: server.addr.hostname,
    port: server.addr.port,
    url: `http://${hostname === "127.0.0.1" ? "localhost" : hostname}:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      await open.settle();
      stop.abort();
      await server.finished;
    },
  };
}

function routesOf({ meter, health }: MonitoringOptions): ReadonlyMap<string, Handler> {
  const ready: Handler = async (url) => {
    const readiness = await health.readiness();
    const body = url.searchParams.has("verbose") ? verbose(readiness) : short(readiness);
    return text(readiness.ready ? 200 : 503, body);
  };
  return new Map<string, Handler>([
    ["/metrics", async () => text(200, await meter.render(), meter.contentType)],
    ["/livez", () => text(200, "ok\n")],
    ["/startupz", () => health.state === "starting" ? text(503, "starting\n") : text(200, "ok\n")],
    ["/readyz", ready],
    ["/health", ready],
  ]);
}

function answer(
  routes: ReadonlyMap<string, Handler>,
  request: Request,
): Response | Promise<Response> {
  const url = new URL(request.url);
  const handler = routes.get(url.pathname);
  if (handler === undefined) return text(404, `Try one of ${[...routes.keys()].join(" ")}\n`);
  if (request.method !== "GET" && request.method !== "HEAD") {
    const response = text(405, "Only GET and HEAD\n");
    response.headers.set("allow", "GET, HEAD");
    return response;
  }
  return handler(url);
}

function short({ ready, state, checks }: Readiness): string {
  if (ready) return "ok\n";
  const failed = checks.filter((check) => !check.ok).map((check) => check.name);
  const why = [...(state === "running" ? [] : [state]), ...failed].join(", ");
  return `not ready: ${why}\n`;
}

function verbose({ ready, state, checks }: Readiness): string {
  const lines = checks.map(({ name, ok, reason, durationMs }) =>
    `[${ok ? "+" : "-"}] ${name} ${ok ? "ok" : `failed: ${reason}`} (${Math.round(durationMs)} ms)`
  );
  return [...lines, `state: ${state}`, ready ? "ready" : "not ready", ""].join("\n");
}

function text(status: number, body: string, type = "text/plain; charset=utf-8"): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
