import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, waitFor } from "../../core/mod.ts";
import { rawRequest } from "../_raw_http.ts";
import { SimulatedSource } from "../_simulated_source.ts";
import { matcherOf } from "../routing.ts";
import { type Dashboard, startDashboard } from "../server.ts";
import { alertMessage, toldBy } from "./_message.ts";
import { ALERT_WEBHOOK_PATH, alertReceiver } from "./alert_receiver.ts";

const TOKEN = "0123456789abcdef";

function serve(options = { token: TOKEN, host: "web-ui:18080" }): Dashboard {
  const receiver = alertReceiver(options);
  return startDashboard({
    port: 0,
    source: receiver.around(new SimulatedSource()),
    routes: receiver.routes,
    intervalMs: 10,
  });
}

interface Sent {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
}

async function send(dashboard: Dashboard, sent: Sent = {}): Promise<[number, string]> {
  const { headers = {}, method = "POST", path = ALERT_WEBHOOK_PATH } = sent;
  const { body = JSON.stringify(alertMessage([toldBy("DiskSpaceLow", { mount: "/" })])) } = sent;
  const response = await fetch(`${dashboard.url}${path}`, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}`, ...headers },
    ...(method !== "GET" && { body }),
  });
  return [response.status, await response.text()];
}

async function shown(dashboard: Dashboard): Promise<string[]> {
  const response = await fetch(`${dashboard.url}/api/overview`);
  const { snapshot } = await response.json();
  return (snapshot?.alerts ?? []).map(({ name }: { name: string }) => name);
}

Deno.test("what Alertmanager sends is shown among the alerts, until it is over", async () => {
  await using dashboard = serve();
  assertEquals(await send(dashboard), [200, '{"taken":1}']);
  const there = async () => (await shown(dashboard)).includes("DiskSpaceLow");
  await waitFor(there, { what: "the alert on the overview" });
  const over = alertMessage([toldBy("DiskSpaceLow", { mount: "/" }, "resolved")]);
  await send(dashboard, { body: JSON.stringify(over) });
  await waitFor(async () => !await there(), { what: "the alert to go" });
});

Deno.test.each<[string, Sent, number]>([
  ["no token", { headers: { authorization: "" } }, 401],
  ["another token", { headers: { authorization: `Bearer ${TOKEN}0` } }, 401],
  ["the token without its scheme", { headers: { authorization: TOKEN } }, 401],
  ["the token in the address", {
    path: `${ALERT_WEBHOOK_PATH}?token=${TOKEN}`,
    headers: { authorization: "" },
  }, 401],
  ["a form's content type", { headers: { "content-type": "text/plain" } }, 415],
  ["the dashboard's own page", { headers: { origin: "http://localhost" } }, 403],
  ["a page of another site", { headers: { origin: "http://evil.example" } }, 403],
  [
    "a browser that says where it comes from",
    { headers: { "sec-fetch-site": "same-origin" } },
    403,
  ],
  ["another method", { method: "PUT" }, 405],
  ["a reading", { method: "GET" }, 405],
  ["something else", { body: '{"version":"4"}' }, 400],
  ["no JSON", { body: "alert" }, 400],
  ["too much", { body: " ".repeat(1024 * 1024 + 1) }, 413],
])("it refuses %s", async (_, sent, status) => {
  await using dashboard = serve();
  const [answered] = await send(dashboard, sent);
  assertEquals(answered, status);
  await send(dashboard, { body: JSON.stringify(alertMessage([toldBy("Known")])) });
  await waitFor(async () => (await shown(dashboard)).includes("Known"), { what: "what is taken" });
  assert(!(await shown(dashboard)).includes("DiskSpaceLow"));
});

Deno.test("the name of the container opens this one route, and a rebound name none", async () => {
  await using dashboard = serve();
  const body = JSON.stringify(alertMessage([]));
  const ask = async (path: string, host: string, method = "POST") => {
    const headers = [
      `Host: ${host}`,
      `Authorization: Bearer ${TOKEN}`,
      "Content-Type: application/json",
      `Content-Length: ${method === "POST" ? body.length : 0}`,
    ];
    const line = `${method} ${path} HTTP/1.1`;
    const sent = { line, headers, ...(method === "POST" && { body }) };
    return (await rawRequest(dashboard.port, sent)).status;
  };
  assertEquals(await ask(ALERT_WEBHOOK_PATH, "web-ui:18080"), 200);
  assertEquals(await ask(ALERT_WEBHOOK_PATH, "evil.example:18080"), 421);
  assertEquals(await ask(ALERT_WEBHOOK_PATH, "web-ui:18080", "GET"), 421);
  assertEquals(await ask("/api/overview", "web-ui:18080", "GET"), 421);
  assertEquals(await ask("/", "web-ui:18080", "GET"), 421);
});

Deno.test("without a token there is no such route", () => {
  const receiver = alertReceiver({});
  assertEquals(receiver.routes, []);
  const source = new SimulatedSource();
  assertEquals(receiver.around(source), source);
});

Deno.test("the machine's token opens no route that writes", async () => {
  await using dashboard = startDashboard({
    port: 0,
    source: new SimulatedSource(),
    write: true,
    routes: [...alertReceiver({ token: TOKEN }).routes, {
      method: "POST",
      path: "/api/topics",
      access: "write",
      answer: () => new Response("written"),
    }],
  });
  const [status] = await send(dashboard, { path: "/api/topics" });
  assertEquals(status, 403);
});

Deno.test("a route for a machine says which", () => {
  const route = { method: "POST", path: "/x", answer: () => new Response("") } as const;
  const { message } = assertThrows(
    () => matcherOf([{ ...route, access: "machine" }]),
    ConfigError,
  );
  assertStringIncludes(message, "which machine");
});
