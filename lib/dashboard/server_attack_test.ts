import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, waitFor } from "../core/mod.ts";
import { rawRequest } from "./_raw_http.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import { type Dashboard, type DashboardOptions, startDashboard } from "./server.ts";

function serve(options: Partial<DashboardOptions> = {}): Dashboard {
  return startDashboard({ port: 0, source: new SimulatedSource(), intervalMs: 10, ...options });
}

const PATHS = ["/", "/events", "/api/overview", "/page/app.ts", "/vendor/preact.js", "/nothing"];

Deno.test("it listens on loopback and refuses to listen elsewhere", async () => {
  await using dashboard = serve();
  assertEquals(dashboard.hostname, "127.0.0.1");
  for (const host of ["0.0.0.0", "::", "192.168.1.2", "example.org"]) {
    assertThrows(() => serve({ host }), ConfigError, host);
  }
});

Deno.test("a page of a rebound DNS name gets nothing, on no path", async () => {
  await using dashboard = serve();
  const { port } = dashboard;
  for (const path of PATHS) {
    for (const host of [`evil.example:${port}`, "evil.example", `localhost:${port + 1}`]) {
      const answer = await rawRequest(port, {
        line: `GET ${path} HTTP/1.1`,
        headers: [`Host: ${host}`],
      });
      assertEquals(answer.status, 421, `${host}${path}`);
      assert(!answer.body.includes("random-events"));
    }
  }
});

Deno.test("a request without a Host, with two, or with another address gets nothing", async () => {
  await using dashboard = serve();
  const { port } = dashboard;
  const good = `Host: localhost:${port}`;
  const requests = [
    { line: "GET / HTTP/1.0", headers: [] },
    { line: "GET / HTTP/1.1", headers: [good, "Host: evil.example"] },
    { line: "GET http://evil.example/ HTTP/1.1", headers: [good] },
    { line: "GET / HTTP/1.1", headers: [] },
  ];
  for (const request of requests) {
    const { status } = await rawRequest(port, request);
    assert(status === 400 || status === 421, `${request.line} ${request.headers}: ${status}`);
  }
});

Deno.test("another site's page can't open the stream, nor use up the places", async () => {
  await using dashboard = serve({ maxClients: 1 });
  for (let tries = 0; tries < 5; tries++) {
    const foreign = [{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }];
    for (const headers of foreign) {
      const response = await fetch(`${dashboard.url}/events`, { headers: { ...headers } });
      assertEquals(response.status, 403);
      await response.body?.cancel();
    }
  }
  assertEquals(dashboard.clients, 0);
});

Deno.test("no answer has a CORS header, whoever asks", async () => {
  await using dashboard = serve();
  for (const path of PATHS.filter((path) => path !== "/events")) {
    for (const origin of ["http://evil.example", dashboard.url, "null"]) {
      for (const method of ["GET", "OPTIONS"]) {
        const response = await fetch(`${dashboard.url}${path}`, {
          method,
          headers: { origin, "access-control-request-method": "POST" },
        });
        await response.body?.cancel();
        const cors = [...response.headers.keys()].filter((name) => /^access-control/.test(name));
        assertEquals(cors, [], `${method} ${path} from ${origin}`);
      }
    }
  }
});

Deno.test("every answer, refusals too, has the security headers", async () => {
  await using dashboard = serve();
  for (const [path, method] of [...PATHS.map((path) => [path, "GET"]), ["/", "POST"]]) {
    const response = await fetch(`${dashboard.url}${path}`, { method: method! });
    await response.body?.cancel();
    const { headers } = response;
    assertEquals(headers.get("x-content-type-options"), "nosniff", path);
    assertEquals(headers.get("referrer-policy"), "no-referrer", path);
    assertEquals(headers.get("cross-origin-resource-policy"), "same-origin", path);
    assertEquals(headers.get("cache-control"), "no-store", path);
  }
});

Deno.test("nothing but reading is answered, whatever the body", async () => {
  await using dashboard = serve();
  for (const path of PATHS) {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const response = await fetch(`${dashboard.url}${path}`, {
        method,
        ...(method === "OPTIONS" ? {} : { body: new Uint8Array(200_000) }),
      });
      await response.body?.cancel();
      assertEquals(response.status, 405, `${method} ${path}`);
      assertStringIncludes(response.headers.get("allow")!, "GET");
    }
  }
});

Deno.test.each([
  "/../server.ts",
  "/page/../server.ts",
  "/page/%2e%2e/server.ts",
  "/page/..%2fserver.ts",
  "//page/app.ts",
  "/page/app.ts/",
  "/page/app.ts%00.css",
  "/PAGE/app.ts",
  "/vendor/../../deno.json",
  "/page/_simulated_source.ts",
  "/etc/passwd",
  "/page\\app.ts\\..\\server.ts",
  "/constructor",
  "/__proto__",
])("the path %s leads nowhere", async (path) => {
  await using dashboard = serve();
  const { port } = dashboard;
  const { status, body } = await rawRequest(port, { line: `GET ${path} HTTP/1.1` });
  assert(status === 404 || status === 400, `${status}`);
  assert(!body.includes("import"));
});

Deno.test("pages that never read are cut off, and the others go on", async () => {
  // each event is larger than what a socket holds by itself
  const source = new SimulatedSource();
  source.change = (snapshot) => ({ ...snapshot, title: "x".repeat(300_000) });
  await using dashboard = serve({ source, maxBufferedBytes: 1_000_000, maxClients: 12 });
  const { port } = dashboard;
  const slow = await Promise.all(Array.from({ length: 10 }, async () => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const request = `GET /events HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    return connection;
  }));
  const response = await fetch(`${dashboard.url}/events`);
  let readBytes = 0;
  const reading = (async () => {
    for await (const part of response.body!) readBytes += part.length;
  })().catch(() => {});
  await waitFor(() => dashboard.droppedClients === 10, {
    what: "all slow pages to be cut off",
    timeoutMs: 60_000,
  });
  assertEquals(dashboard.clients, 1);
  const soFar = readBytes;
  await waitFor(() => readBytes > soFar + 1_000_000, { what: "the reading page to go on" });
  // the server has closed their connections: what was sent before can be read, then it ends
  await Promise.all(slow.map((connection) =>
    connection.readable.pipeTo(new WritableStream())
      .catch(() => {})
  ));
  await dashboard[Symbol.asyncDispose]();
  await reading;
});

Deno.test("a header as large as a book is refused and hurts nobody", async () => {
  await using dashboard = serve();
  const { port } = dashboard;
  const { status } = await rawRequest(port, {
    headers: [`Host: localhost:${port}`, `Last-Event-ID: ${"9".repeat(1_000_000)}`],
  }).catch(() => ({ status: 431 }));
  assert(status >= 400 || Number.isNaN(status), `${status}`);
  assertEquals(
    await fetch(dashboard.url).then(async (page) => {
      await page.body?.cancel();
      return page.status;
    }),
    200,
  );
});
