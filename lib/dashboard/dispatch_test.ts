import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type LogFields,
  type Logger,
  type LogLevel,
  systemClock,
  waitFor,
  WorkshopError,
} from "../core/mod.ts";
import { rawRequest } from "./_raw_http.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import { streamEvents } from "./route_stream.ts";
import { json, type PageRoute, RequestError } from "./routing.ts";
import { type Dashboard, type DashboardOptions, startDashboard } from "./server.ts";

interface Line {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

interface Served extends AsyncDisposable {
  readonly dashboard: Dashboard;
  readonly lines: Line[];
  /** What the writing route was given. */
  readonly written: unknown[];
  /** A request as the page itself would make it, unless told otherwise. */
  order(path: string, change?: RequestInit & { readonly token?: string }): Promise<Response>;
}

async function serve(options: Partial<DashboardOptions> = {}): Promise<Served> {
  const lines: Line[] = [];
  const written: unknown[] = [];
  const logger: Logger = {
    log: (level, message, fields = {}) => void lines.push({ level, message, fields }),
    child: () => logger,
  };
  const write = (path: string, more: Partial<PageRoute> = {}): PageRoute => ({
    method: "POST",
    path,
    access: "write",
    answer: ({ body }) => {
      written.push(body);
      return json({ done: true }, 201);
    },
    ...more,
  });
  const dashboard = startDashboard({
    port: 0,
    source: new SimulatedSource(),
    intervalMs: 60_000,
    write: true,
    logger,
    routes: [
      write("/api/things"),
      write("/api/things/:name", {
        method: "DELETE",
        audit: ({ body }) => ({ ...(body as Record<string, unknown>) }),
      }),
      write("/api/small", { maxBodyBytes: 100 }),
      { method: "POST", path: "/api/plan", access: "read", answer: ({ body }) => json(body) },
      {
        method: "GET",
        path: "/api/things/:name",
        access: "read",
        answer: ({ params }) => {
          if (params.name === "gone") throw new RequestError(404, "There is no thing gone");
          if (params.name === "bad") throw new TypeError("secret=hunter2 broke");
          if (params.name === "away") {
            throw new WorkshopError("No broker", { code: "CONNECTION_FAILED", retriable: true });
          }
          return json({ name: params.name });
        },
      },
      {
        method: "GET",
        path: "/events/things",
        access: "read",
        answer: (call) =>
          streamEvents(call, async (sender, signal) => {
            const large = "x".repeat(100_000);
            while (sender.dropped === 0) {
              sender.send({ event: "large", data: large });
              await systemClock.sleep(0, signal);
            }
            await systemClock.sleep(600_000, signal);
          }),
      },
    ],
    ...options,
  });
  const page = await fetch(`${dashboard.url}/`).then((answer) => answer.text());
  const token = /name="write-token" content="([0-9a-f]+)"/.exec(page)![1]!;
  return {
    dashboard,
    lines,
    written,
    order: (path, { token: own = token, ...change } = {}) =>
      fetch(`${dashboard.url}${path}`, {
        method: "POST",
        body: "{}",
        ...change,
        headers: {
          origin: dashboard.url,
          "content-type": "application/json",
          "x-write-token": own,
          ...change.headers,
        },
      }),
    [Symbol.asyncDispose]: () => dashboard[Symbol.asyncDispose](),
  };
}

/** The status and the server's sentence. */
async function told(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json()).error];
}

Deno.test("the page itself may write, and each write is a line of the log", async () => {
  await using served = await serve();
  const response = await served.order("/api/things", { body: '{"name":"a","value":"private"}' });
  assertEquals([response.status, await response.json()], [201, { done: true }]);
  assertEquals(served.written, [{ name: "a", value: "private" }]);
  const [line] = served.lines.filter(({ fields }) => fields.audit === true);
  assertEquals(line?.message, "Dashboard write: POST /api/things ended 201");
  assertEquals(line?.fields.request, { fields: ["name", "value"] });
  assert(!JSON.stringify(served.lines).includes("private"));
});

Deno.test("what a route tells the audit log is told without secrets", async () => {
  await using served = await serve();
  const body = JSON.stringify({ note: "password=hunter2", token: "abc", count: 3 });
  const response = await served.order("/api/things/x", { method: "DELETE", body });
  await response.body?.cancel();
  const told = JSON.stringify(served.lines.map(({ message, fields }) => [message, fields]));
  assertStringIncludes(told, '"count":3');
  assert(!/hunter2|abc/.test(told), told);
});

Deno.test("a write without the page's token, or with another, does nothing and is logged", async () => {
  await using served = await serve();
  for (const token of ["", "0".repeat(48), "é".repeat(48)]) {
    const headers = new Headers({
      origin: served.dashboard.url,
      "content-type": "application/json",
    });
    if (token !== "" && !token.includes("é")) headers.set("x-write-token", token);
    const response = await fetch(`${served.dashboard.url}/api/things`, {
      method: "POST",
      headers,
      body: "{}",
    });
    assertEquals(await told(response), [
      403,
      "The page is older than the dashboard: load it again",
    ]);
  }
  assertEquals(served.written, []);
  assertEquals(served.lines.filter(({ fields }) => fields.audit === true).length, 3);
});

Deno.test("a write from another site does nothing, with the right token too", async () => {
  await using served = await serve();
  const foreign: Record<string, string>[] = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: served.dashboard.url.replace("http", "https") },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const headers of foreign) {
    const response = await served.order("/api/things", { headers });
    assertEquals(response.status, 403, JSON.stringify(headers));
    await response.body?.cancel();
  }
  assertEquals(served.written, []);
});

Deno.test("a write that does not say where it comes from does nothing", async () => {
  await using served = await serve();
  const { port, url } = served.dashboard;
  const page = await fetch(`${url}/`).then((answer) => answer.text());
  const token = /write-token" content="(\w+)"/.exec(page)![1];
  const { status } = await rawRequest(port, {
    line: "POST /api/things HTTP/1.1",
    headers: [
      `Host: localhost:${port}`,
      "Content-Type: application/json",
      "Content-Length: 2",
      `X-Write-Token: ${token}`,
    ],
    body: "{}",
  });
  assertEquals([status, served.written], [403, []]);
});

Deno.test("what a form can post is not taken", async () => {
  await using served = await serve();
  const types = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
  for (const type of [...types, "text/plain", "text/json", "application/jsonp"]) {
    const response = await served.order("/api/things", { headers: { "content-type": type } });
    assertEquals(await told(response), [415, "Only application/json is taken here"], type);
  }
  assertEquals(served.written, []);
});

Deno.test("a rebound name gets nothing on a route, to read or to write", async () => {
  await using served = await serve();
  const { port } = served.dashboard;
  for (const line of ["GET /api/things/x HTTP/1.1", "POST /api/things HTTP/1.1"]) {
    const { status } = await rawRequest(port, { line, headers: [`Host: evil.example:${port}`] });
    assertEquals(status, 421, line);
  }
  assertEquals(served.written, []);
});

Deno.test("a dashboard that was started read-only has no writes, and says how to have them", async () => {
  await using served = await serve({ write: false });
  const sentence = "This dashboard was started read-only: deno task dashboard --write";
  for (const [path, method] of [["/api/things", "POST"], ["/api/things/x", "DELETE"]] as const) {
    assertEquals(await told(await served.order(path, { method })), [403, sentence]);
  }
  assertEquals(served.written, []);
  const plan = await served.order("/api/plan", { body: '{"a":1}' });
  assertEquals([plan.status, await plan.json()], [200, { a: 1 }]);
});

Deno.test.each([
  "/api/things/",
  "//api/things",
  "/api//things",
  "/./api/things/.",
  "/API/things",
  "/api/things%00",
  "/api%2fthings",
  "/api/thing%73",
  "/api/things;x",
  "/api\\\\things",
  "/x/..//api/things",
])("the spelling %s is no second way to a write", async (path) => {
  await using served = await serve();
  const { port, url } = served.dashboard;
  const page = await fetch(`${url}/`).then((answer) => answer.text());
  const { status } = await rawRequest(port, {
    line: `POST ${path} HTTP/1.1`,
    headers: [
      `Host: localhost:${port}`,
      `Origin: ${url}`,
      "Content-Type: application/json",
      "Content-Length: 2",
      `X-Write-Token: ${/write-token" content="(\w+)"/.exec(page)![1]}`,
    ],
    body: "{}",
  });
  assert([400, 404, 405].includes(status), `${status}`);
  assertEquals(served.written, []);
});

Deno.test.each([
  "/api/../api/things",
  "/api/%2e%2e/api/things",
  "/api/./things",
  "/api/things?x=1#y",
])("the spelling %s is the same write, behind the same guard", async (path) => {
  await using served = await serve();
  const { port, url } = served.dashboard;
  const { status } = await rawRequest(port, {
    line: `POST ${path} HTTP/1.1`,
    headers: [
      `Host: localhost:${port}`,
      `Origin: ${url}`,
      "Content-Type: application/json",
      "Content-Length: 2",
    ],
    body: "{}",
  });
  assert([400, 403].includes(status), `${status}`);
  assertEquals(served.written, []);
});

Deno.test("no header turns one method into another", async () => {
  await using served = await serve();
  const response = await served.order("/api/things/x", {
    headers: { "x-http-method-override": "DELETE", "x-method-override": "DELETE" },
  });
  assertEquals(response.status, 405);
  assertEquals(response.headers.get("allow"), "DELETE, GET");
  await response.body?.cancel();
  assertEquals(served.written, []);
});

Deno.test("a body that is too large is not read to its end", async () => {
  await using served = await serve();
  const large = JSON.stringify({ text: "x".repeat(70_000) });
  assertEquals((await told(await served.order("/api/things", { body: large })))[0], 413);
  assertEquals((await told(await served.order("/api/small", { body: large })))[0], 413);
  let sent = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += 10_000;
      controller.enqueue(new Uint8Array(10_000));
    },
  });
  const answer = await served.order("/api/things", { body: endless }).then(told, () => [413]);
  assertEquals(answer[0], 413);
  assert(sent < 10_000_000, `${sent} bytes were taken`);
  assertEquals(served.written, []);
});

Deno.test.each(["", "[1]", "null", '"text"', "3", "{", '{"a":1}x', "\u0000"])(
  "the body %s is refused or empty, never an accident",
  async (body) => {
    await using served = await serve();
    const response = await served.order("/api/things", { body });
    await response.body?.cancel();
    assertEquals(response.status, body === "" ? 201 : 400);
    assertEquals(served.written, body === "" ? [{}] : []);
  },
);

Deno.test("errors become statuses and sentences; what nobody expected is logged", async () => {
  await using served = await serve();
  const ask = async (name: string) =>
    await told(
      await served.order(`/api/things/${name}`, {
        method: "GET",
        body: null,
      }),
    );
  assertEquals(await ask("gone"), [404, "There is no thing gone"]);
  assertEquals(await ask("away"), [503, "No broker"]);
  const [status, sentence] = await ask("bad");
  assertEquals(status, 500);
  assert(!sentence.includes("hunter2"), sentence);
  assertEquals(served.lines.filter(({ level }) => level === "ERROR").length, 1);
});

Deno.test("a hundred pages that never read hold no more than their places, and hurt nobody", async () => {
  await using served = await serve({ maxStreams: 20 });
  const { port, url } = served.dashboard;
  const slow = await Promise.all(Array.from({ length: 100 }, async () => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const request = `GET /events/things HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    return connection;
  }));
  const held: Response[] = [];
  const full = async () => {
    const response = await fetch(`${url}/events/things`);
    if (response.status === 200) held.push(response);
    else await response.body?.cancel();
    return response.status === 503;
  };
  await waitFor(full, { what: "all places to be taken" });
  assert(held.length < 20, `${held.length} places were free`);
  const answer = await fetch(`${url}/api/things/x`);
  assertEquals(await answer.json(), { name: "x" });
  for (const connection of slow) connection.close();
  for (const response of held.splice(0)) await response.body?.cancel();
  await waitFor(async () => !await full(), { what: "the places to be free again" });
  for (const response of held) await response.body?.cancel();
});

Deno.test("the server ends at once although a client never sends its body", async () => {
  const served = await serve();
  const { port, url } = served.dashboard;
  const page = await fetch(`${url}/`).then((answer) => answer.text());
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const head = [
    "POST /api/things HTTP/1.1",
    `Host: localhost:${port}`,
    `Origin: ${url}`,
    "Content-Type: application/json",
    "Content-Length: 1000",
    `X-Write-Token: ${/write-token" content="(\w+)"/.exec(page)![1]}`,
  ];
  await connection.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n{"a":`));
  await served.dashboard[Symbol.asyncDispose]();
  using _free = Deno.listen({ hostname: "127.0.0.1", port });
  assertEquals(served.written, []);
});
