import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { contentSecurityPolicy, loopbackHosts, refusalOf, SECURITY_HEADERS } from "./guard.ts";

const HOSTS = loopbackHosts(8080);
const SERVER = { hosts: HOSTS, token: "0123456789abcdef", write: true };
const READ = { methods: ["GET", "HEAD"] };
const PAGE = { ...READ, fromOtherSites: true };

function statusOf(
  headers: Record<string, string>,
  { method = "GET", url = "http://localhost:8080/events", rule = READ as typeof PAGE } = {},
): number {
  const request = {
    url,
    method,
    headers: new Headers({ host: "localhost:8080", ...headers }),
  } as Request;
  return refusalOf(request, { rule, server: SERVER })?.status ?? 200;
}

Deno.test("only the exact names of loopback with the port are answered", () => {
  assertEquals([...HOSTS], ["localhost:8080", "127.0.0.1:8080"]);
  assertEquals(statusOf({}), 200);
  assertEquals(statusOf({ host: "LOCALHOST:8080" }), 200);
  assertEquals(statusOf({ host: "127.0.0.1:8080" }, { url: "http://127.0.0.1:8080/" }), 200);
});

Deno.test.each([
  "evil.example",
  "evil.example:8080",
  "localhost",
  "localhost:80",
  "localhost:8081",
  "localhost:8080.evil.example",
  "localhost.evil.example:8080",
  "evil-localhost:8080",
  "localhost:8080@evil.example",
  "localhost:8080, evil.example",
  "[::1]:8080",
  "0.0.0.0:8080",
  "127.0.0.2:8080",
  "2130706433:8080",
  "",
])("the host %s is refused", (host) => {
  assertEquals(statusOf({ host }), 421);
});

Deno.test("an address in the request line that differs from the Host is refused", () => {
  assertEquals(statusOf({}, { url: "http://evil.example/events" }), 421);
});

Deno.test.each(["http://evil.example", "null", "https://localhost:8080", "http://localhost:3000"])(
  "a page of the origin %s is refused",
  (origin) => {
    assertEquals(statusOf({ origin }), 403);
  },
);

Deno.test("the page's own origin is answered", () => {
  assertEquals(statusOf({ origin: "http://localhost:8080" }), 200);
});

Deno.test("another site's script, image or frame is refused, its link to the page is not", () => {
  for (const site of ["cross-site", "same-site"]) {
    const link = { "sec-fetch-site": site, "sec-fetch-mode": "navigate" };
    assertEquals(statusOf({ "sec-fetch-site": site }), 403);
    assertEquals(statusOf({ ...link, "sec-fetch-dest": "document" }), 403);
    assertEquals(statusOf({ ...link, "sec-fetch-dest": "document" }, { rule: PAGE }), 200);
    assertEquals(statusOf({ ...link, "sec-fetch-dest": "iframe" }, { rule: PAGE }), 403);
    assertEquals(statusOf({ "sec-fetch-site": site }, { rule: PAGE }), 403);
  }
});

Deno.test("what a browser's user or the page itself asks is answered", () => {
  assertEquals(statusOf({ "sec-fetch-site": "none" }), 200);
  assertEquals(statusOf({ "sec-fetch-site": "same-origin" }), 200);
});

Deno.test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
  "the method %s is refused",
  (method) => {
    assertEquals(statusOf({}, { method }), 405);
  },
);

Deno.test("on port 80 the name alone is exact too", () => {
  assertEquals([...loopbackHosts(80)], [
    "localhost",
    "localhost:80",
    "127.0.0.1",
    "127.0.0.1:80",
  ]);
});

Deno.test("the page's policy allows nothing by default, nothing inline, no framing", () => {
  const policy = contentSecurityPolicy("abc");
  assert(policy.startsWith("default-src 'none'; "));
  assertStringIncludes(policy, "script-src 'self' 'nonce-abc';");
  assertStringIncludes(policy, "require-trusted-types-for 'script'; trusted-types 'none'");
  assertStringIncludes(policy, "frame-ancestors 'none'");
  assert(!/unsafe|\*|data:|http/.test(policy));
});

Deno.test("no header lets another site read an answer", () => {
  const names = Object.keys(SECURITY_HEADERS);
  assert(!names.some((name) => name.startsWith("access-control-")));
  assertEquals(SECURITY_HEADERS["cross-origin-resource-policy"], "same-origin");
});
