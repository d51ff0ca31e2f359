import type { MachineAccess } from "./routing.ts";

/** Who may ask for what. */
export interface RouteRule {
  /** Methods that are answered; all others get 405. */
  readonly methods: readonly string[];
  /** Whether a link on another site may lead here; only for pages that show nothing by themselves. */
  readonly fromOtherSites?: boolean;
  /** Whether it changes something. @default {false} */
  readonly writes?: boolean;
  /** The one program that may ask, and no page; its Host and its token are its own. */
  readonly machine?: MachineAccess;
}

/** What the guard knows of the server. */
export interface GuardedServer {
  /** Names with ports under which it may be asked. */
  readonly hosts: ReadonlySet<string>;
  /** Must come with each request that is not a plain reading. */
  readonly token: string;
  /** Whether writing was asked for at the start. */
  readonly write: boolean;
}

/** Why a request is refused: an HTTP status and a sentence. */
export interface Refusal {
  readonly status: 401 | 403 | 405 | 415 | 421;
  readonly reason: string;
}

/** The header that carries the page's token. */
export const TOKEN_HEADER = "x-write-token";

/** The headers of every answer, refusals too; no answer has a CORS header. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The answer with all {@link SECURITY_HEADERS}. */
export function secured(
  response: Response,
  more: Readonly<Record<string, string>> = {},
): Response {
  for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...more })) {
    response.headers.set(name, value);
  }
  return response;
}

/** The content security policy of a page whose one inline element, the import map, has the nonce. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** The names under which a server on loopback may be asked: nothing else resolves to it honestly. */
export function loopbackHosts(port: number): ReadonlySet<string> {
  const names = ["localhost", "127.0.0.1"];
  return new Set(names.flatMap((name) => port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

/**
 * Judges a request before anything else is done with it: the exact Host (a page of a rebound DNS
 * name has another), the site it comes from, the method, and for all but readings whether they are
 * wanted at all, are JSON and come from the page itself.
 */
export function refusalOf(
  request: Request,
  { rule, server }: { readonly rule: RouteRule; readonly server: GuardedServer },
): Refusal | undefined {
  const host = request.headers.get("host")?.toLowerCase() ?? "";
  const { machine } = rule;
  const knows = (name: string) =>
    server.hosts.has(name) || machine?.hosts.some((one) => one.toLowerCase() === name) === true;
  if (!knows(host) || !knows(hostOf(request.url))) {
    return { status: 421, reason: "This server is not known under that name" };
  }
  if (machine !== undefined) return refusedMachine(request, machine);
  const origin = request.headers.get("origin");
  if ((origin !== null && origin !== `http://${host}`) || !siteAllowed(request, rule)) return ALIEN;
  if (!rule.methods.includes(request.method)) {
    return { status: 405, reason: `Only ${rule.methods.join(" and ")} are answered here` };
  }
  return isReading(request.method) ? undefined : refusedOrder(request, { rule, server });
}

const ALIEN: Refusal = { status: 403, reason: "Pages of other sites may not ask this server" };

function refusedOrder(
  request: Request,
  { rule, server }: { readonly rule: RouteRule; readonly server: GuardedServer },
): Refusal | undefined {
  const { headers } = request;
  if (headers.get("origin") === null && headers.get("sec-fetch-site") !== "same-origin") {
    return { status: 403, reason: "Only the dashboard's own pages may ask for this" };
  }
  if (rule.writes === true && !server.write) {
    return {
      status: 403,
      reason: "This dashboard was started read-only: deno task dashboard --write",
    };
  }
  if (!isJson(headers)) return NOT_JSON;
  if (!sameText(headers.get(TOKEN_HEADER) ?? "", server.token)) {
    return { status: 403, reason: "The page is older than the dashboard: load it again" };
  }
}

/** A browser says where a request comes from, a program does not. */
function refusedMachine({ headers }: Request, { token }: MachineAccess): Refusal | undefined {
  if (headers.has("origin") || headers.has("sec-fetch-site")) {
    return { status: 403, reason: "No page may ask for this" };
  }
  if (!isJson(headers)) return NOT_JSON;
  if (!sameText(headers.get("authorization") ?? "", `Bearer ${token}`)) {
    return { status: 401, reason: "This takes the token that the dashboard was started with" };
  }
}

const NOT_JSON: Refusal = { status: 415, reason: "Only application/json is taken here" };

function isJson(headers: Headers): boolean {
  return /^application\/json(\s*;|$)/i.test(headers.get("content-type") ?? "");
}

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** Compares in a time that tells nothing of where two texts differ. */
function sameText(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length;
  for (let at = 0; at < wanted.length; at++) {
    difference |= wanted.charCodeAt(at) ^ (given.charCodeAt(at) || 0);
  }
  return difference === 0;
}

function hostOf(url: string): string {
  const { host, hostname, port } = new URL(url);
  return port === "" && host === hostname ? host : `${hostname}:${port}`;
}

function siteAllowed(request: Request, rule: RouteRule): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return true;
  return rule.fromOtherSites === true &&
    request.headers.get("sec-fetch-mode") === "navigate" &&
    request.headers.get("sec-fetch-dest") === "document";
}
