/** Who may ask for what. */
export interface RouteRule {
  /** Methods that are answered; all others get 405. */
  readonly methods: readonly string[];
  /** Whether a link on another site may lead here; only for pages that show nothing by themselves. */
  readonly fromOtherSites?: boolean;
}

/** Why a request is refused: an HTTP status and a sentence. */
export interface Refusal {
  readonly status: 403 | 405 | 421;
  readonly reason: string;
}

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
 * name has another), the site it comes from, the method.
 */
export function refusalOf(
  request: Request,
  { rule, hosts }: { readonly rule: RouteRule; readonly hosts: ReadonlySet<string> },
): Refusal | undefined {
  const host = request.headers.get("host")?.toLowerCase() ?? "";
  if (!hosts.has(host) || !hosts.has(hostOf(request.url))) {
    return { status: 421, reason: "This server is not known under that name" };
  }
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== `http://${host}`) {
    return { status: 403, reason: "Pages of other sites may not ask this server" };
  }
  if (!siteAllowed(request, rule)) {
    return { status: 403, reason: "Pages of other sites may not ask this server" };
  }
  if (!rule.methods.includes(request.method)) {
    return { status: 405, reason: `Only ${rule.methods.join(" and ")} are answered here` };
  }
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
