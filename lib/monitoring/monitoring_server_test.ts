import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { HealthRegistry } from "./health.ts";
import { createMeter, metric } from "./meter.ts";
import { serveMonitoring } from "./monitoring_server.ts";

function serve() {
  const meter = createMeter({ strict: true });
  const health = new HealthRegistry({ cacheMs: 0 });
  const server = serveMonitoring({ port: 0, meter, health });
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${server.url}${path}`, init);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return { meter, health, get, server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

Deno.test("/metrics answers in Prometheus' text format", async () => {
  await using served = serve();
  served.meter.gauge(metric("kafka_controller_up")).set(1);
  const { status, text, headers } = await served.get("/metrics");
  assertEquals(status, 200);
  assertEquals(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assertStringIncludes(text, "\nkafka_controller_up 1\n");
});

Deno.test("/livez looks at the process only, never at the checks", async () => {
  await using served = serve();
  served.health.register("broker", () => Promise.reject(new Error("down")));
  served.health.drain();
  assertEquals((await served.get("/livez")).status, 200);
});

Deno.test("/startupz turns when the start is over and stays so", async () => {
  await using served = serve();
  assertEquals((await served.get("/startupz")).status, 503);
  served.health.started();
  assertEquals((await served.get("/startupz")).status, 200);
  served.health.drain();
  assertEquals((await served.get("/startupz")).status, 200);
});

Deno.test.each(["/readyz", "/health"])(
  "$0 is 503 while starting, while a check fails, and while draining",
  async (path) => {
    await using served = serve();
    assertEquals(await served.get(path).then((answer) => [answer.status, answer.text]), [
      503,
      "not ready: starting\n",
    ]);
    served.health.started();
    assertEquals((await served.get(path)).status, 200);
    const remove = served.health.register("store", () => Promise.reject(new Error("locked")));
    assertEquals((await served.get(path)).text, "not ready: store\n");
    remove();
    served.health.drain();
    assertEquals((await served.get(path)).text, "not ready: draining\n");
  },
);

Deno.test("?verbose names each check with its reason", async () => {
  await using served = serve();
  served.health.started();
  served.health.register("broker", () => {});
  served.health.register("store", () => Promise.reject(new Error("locked")));
  const { status, text } = await served.get("/readyz?verbose");
  assertEquals(status, 503);
  assertStringIncludes(text, "[+] broker ok");
  assertStringIncludes(text, "[-] store failed: locked");
  assertStringIncludes(text, "not ready");
});

Deno.test("an unknown path names the known ones, another method is refused", async () => {
  await using served = serve();
  const unknown = await served.get("/metricz");
  assertEquals(unknown.status, 404);
  assertStringIncludes(unknown.text, "/metrics");
  const posted = await served.get("/metrics", { method: "POST", body: "x" });
  assertEquals([posted.status, posted.headers.get("allow")], [405, "GET, HEAD"]);
  assertEquals((await served.get("/metrics", { method: "HEAD" })).text, "");
});

Deno.test("no other site's page may read the answers", async () => {
  await using served = serve();
  const { headers } = await served.get("/metrics", { headers: { origin: "http://evil.example" } });
  assert(![...headers.keys()].some((name) => name.startsWith("access-control-")));
  assertEquals(headers.get("x-content-type-options"), "nosniff");
});

Deno.test("it listens on loopback unless told otherwise", async () => {
  await using served = serve();
  assertEquals(served.server.hostname, "127.0.0.1");
});

Deno.test("a taken port that was asked for is an error that names it", async () => {
  await using served = serve();
  const { port } = served.server;
  assertThrows(
    () =>
      serveMonitoring({
        port,
        explicitPort: true,
        meter: createMeter(),
        health: new HealthRegistry(),
      }),
    ConfigError,
    `Port ${port} for metrics is taken`,
  );
});

Deno.test("a failing render is a plain 500", async () => {
  const broken = { ...createMeter(), render: () => Promise.reject(new Error("secret")) };
  await using server = serveMonitoring({
    port: 0,
    meter: broken as never,
    health: new HealthRegistry(),
  });
  const response = await fetch(`${server.url}/metrics`);
  assertEquals([response.status, await response.text()], [500, "Internal error"]);
});
