import { ConfigError, type LogFields, WorkshopError } from "../core/mod.ts";

/** A request as a route is given it: the guard has let it through. */
export interface RouteCall {
  /** The values of the path's `:names`, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** What stands behind the question mark. */
  readonly query: URLSearchParams;
  /** The parsed JSON object; `undefined` for GET. */
  readonly body: unknown;
  /** Ends with the answer or with the server. */
  readonly signal: AbortSignal;
  /** What a browser heard last before its stream was cut. */
  readonly lastEventId?: string;
  /** Names work that goes on behind the answer: the end of the server waits for it as for answers. */
  waitUntil(work: Promise<unknown>): void;
}

/** A program that may ask for one route: it is no page, and the page's token is none of its. */
export interface MachineAccess {
  /** What it proves itself by: `Authorization: Bearer …`. */
  readonly token: string;
  /** Names with ports under which it knows this server, beside those of loopback. */
  readonly hosts: readonly string[];
}

/** One address of the server's interface, what it does and who may ask for it. */
export interface PageRoute {
  /** A GET never changes anything; all others need same origin, JSON and the page's token. */
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `/api/topics/:topic/partitions`; a `:name` stands for one segment. */
  readonly path: string;
  /**
   * `write` exists only where writing was asked for, and each call is written to the log; `machine` is
   * for the one program that {@linkcode PageRoute.machine} describes, and for no page.
   */
  readonly access: "read" | "write" | "machine";
  /** Who may ask, with the access `machine`. */
  readonly machine?: MachineAccess;
  /** Longest body in bytes. @default {65536} */
  readonly maxBodyBytes?: number;
  /** What the audit log says of a call beside its path: never a payload. @default {body's names} */
  readonly audit?: (call: RouteCall) => LogFields;
  /** Answers; a thrown {@link RequestError} becomes its status and sentence. */
  answer(call: RouteCall): Promise<Response> | Response;
}

/** What is wrong with a request, as an HTTP status and a sentence that says what to do. */
export class RequestError extends WorkshopError {
  /** An HTTP status from 400 to 499. */
  readonly status: number;

  /** The message is shown on the page. */
  constructor(status: number, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, { code: `HTTP_${status}`, ...options });
    this.status = status;
  }
}

/**
 * An answer in JSON; offsets belong in it as decimal strings.
 *
 * @throws {TypeError} for a bigint: JSON has no place for one
 */
export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json" },
  });
}

/** A route that a path leads to, with the values of its names. */
export interface RouteMatch {
  /** The route. */
  readonly route: PageRoute;
  /** The decoded values of its names. */
  readonly params: Readonly<Record<string, string>>;
}

/** What a path leads to: routes by method; empty when nothing is there. */
export type Matcher = (pathname: string) => ReadonlyMap<PageRoute["method"], RouteMatch>;

/**
 * Makes one table of all routes. There is one way to each: the guard judges the entry that a path
 * leads to, so that no spelling of a path gets past it.
 *
 * @throws {ConfigError} for two routes at one address, and for a GET that writes
 */
export function matcherOf(routes: readonly PageRoute[]): Matcher {
  const table = routes.map((route) => ({ route, segments: segmentsOf(route.path) }));
  const seen = new Set<string>();
  for (const { route, segments } of table) {
    const shape = `${route.method} ${segments.map((part) => nameIn(part) ? ":" : part).join("/")}`;
    if (seen.has(shape)) throw new ConfigError(`Two routes answer ${route.method} ${route.path}`);
    if (route.method === "GET" && route.access === "write") {
      throw new ConfigError(`GET ${route.path} can't be a writing route: use another method`);
    }
    if ((route.access === "machine") !== (route.machine !== undefined)) {
      throw new ConfigError(`${route.method} ${route.path} must say which machine may ask for it`);
    }
    seen.add(shape);
  }
  // words before names, so that /api/topics/statistics is not taken for a topic
  table.sort((a, b) => names(a.segments) - names(b.segments));
  return (pathname) => {
    const found = new Map<PageRoute["method"], RouteMatch>();
    const parts = segmentsOf(pathname);
    for (const { route, segments } of table) {
      const params = found.has(route.method) ? undefined : paramsOf(segments, parts);
      if (params !== undefined) found.set(route.method, { route, params });
    }
    return found;
  };
}

function paramsOf(
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params: Record<string, string> = Object.create(null);
  for (const [index, segment] of segments.entries()) {
    const part = parts[index]!;
    const name = nameIn(segment);
    if (name === undefined && part !== segment) return undefined;
    if (name === undefined) continue;
    const value = decoded(part);
    if (value === undefined || value === "") return undefined;
    params[name] = value;
  }
  return params;
}

function segmentsOf(path: string): string[] {
  return path.split("/").slice(1);
}

function nameIn(segment: string): string | undefined {
  return segment.startsWith(":") ? segment.slice(1) : undefined;
}

function names(segments: readonly string[]): number {
  return segments.filter((segment) => nameIn(segment) !== undefined).length;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
