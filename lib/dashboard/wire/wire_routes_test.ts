import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { routeCall } from "../_route_call.ts";
import { matcherOf, RequestError } from "../routing.ts";
import type { FaultWish, WireProxy } from "./wire_port.ts";
import { wireRoutes } from "./wire_routes.ts";

/** A proxy that remembers what it was told. */
function fakeProxy() {
  const added: FaultWish[] = [];
  const frozen = new Set<string>();
  const proxy: WireProxy = {
    address: "localhost:19092",
    upstream: "a cluster",
    apis: ["Produce"],
    actions: [{ name: "delay", help: "delay it" }],
    connections: () => 0,
    watch({ apis }) {
      if (apis.includes("Nothing")) throw new ConfigError("There is no request");
      return () => {};
    },
    faults: () => added.map((_, id) => ({ id, text: "delay", fired: 0 })),
    addFault(wish) {
      if (wish.action === "explode") throw new ConfigError("There is no such action");
      added.push(wish);
      return { id: added.length, text: wish.action, fired: 0 };
    },
    removeFault: (id) => id === 1,
    frozen: () => [...frozen].map((client) => ({ client, held: 0 })),
    freeze: (client) => void frozen.add(client),
    release: (client) => frozen.delete(client),
  };
  return { proxy, added, frozen };
}

async function ask(
  proxy: WireProxy | undefined,
  method: "GET" | "POST" | "DELETE",
  address: string,
  body?: unknown,
): Promise<unknown> {
  const url = new URL(address, "http://localhost");
  const match = matcherOf(wireRoutes(proxy))(url.pathname).get(method)!;
  const call = routeCall({ params: match.params, query: url.searchParams, body });
  return await (await match.route.answer(call)).json();
}

Deno.test("all that switches a fault is a writing route, and nothing else is", () => {
  const routes = wireRoutes(undefined);
  for (const { method, access } of routes) {
    assertEquals(access, method === "GET" ? "read" : "write");
  }
  assertEquals(routes.filter(({ access }) => access === "write").length, 4);
});

Deno.test("faults are switched on and off, clients frozen and released", async () => {
  const { proxy, added, frozen } = fakeProxy();
  const wish = { action: "delay", apis: ["Produce"], clients: ["a b"], topics: [""], delayMs: 5 };
  assertEquals(await ask(proxy, "POST", "/api/wire/faults", wish), {
    id: 1,
    text: "delay",
    fired: 0,
  });
  assertEquals(added, [{ ...wish, topics: [] }]);
  await ask(proxy, "DELETE", "/api/wire/faults/1", {});
  await ask(proxy, "POST", "/api/wire/frozen", { client: "a/b" });
  assertEquals([...frozen], ["a/b"]);
  await ask(proxy, "DELETE", "/api/wire/frozen/a%2Fb", {});
  assertEquals([...frozen], []);
});

Deno.test.each<[string, "POST" | "DELETE", string, unknown, number]>([
  ["without an action", "POST", "/api/wire/faults", {}, 400],
  ["with another action", "POST", "/api/wire/faults", { action: "explode" }, 400],
  ["with names that are no list", "POST", "/api/wire/faults", { action: "x", apis: "Fetch" }, 400],
  ["with names that are no texts", "POST", "/api/wire/faults", { action: "x", apis: [1] }, 400],
  ["with a long name", "POST", "/api/wire/faults", { action: "x", topics: ["t".repeat(256)] }, 400],
  [
    "with many names",
    "POST",
    "/api/wire/faults",
    { action: "x", topics: Array(21).fill("t") },
    400,
  ],
  ["with a delay of a day", "POST", "/api/wire/faults", { action: "x", delayMs: 86_400_000 }, 400],
  ["with a delay below zero", "POST", "/api/wire/faults", { action: "x", delayMs: -1 }, 400],
  [
    "with a delay that is no number",
    "POST",
    "/api/wire/faults",
    { action: "x", delayMs: "1" },
    400,
  ],
  ["that is not there", "DELETE", "/api/wire/faults/7", {}, 404],
  ["of nobody", "POST", "/api/wire/frozen", { client: "" }, 400],
  ["of a client that is no text", "POST", "/api/wire/frozen", { client: {} }, 400],
  ["of a client that is not frozen", "DELETE", "/api/wire/frozen/x", {}, 404],
])("an order %s is refused", async (_, method, address, body, status) => {
  const { proxy, added } = fakeProxy();
  const refused = await assertRejects(() => ask(proxy, method, address, body), RequestError);
  assertEquals([refused.status, added], [status, []]);
});

Deno.test("there are so many faults at most", async () => {
  const { proxy, added } = fakeProxy();
  for (let count = 0; count < 50; count++) {
    await ask(proxy, "POST", "/api/wire/faults", { action: "delay", delayMs: 1 });
  }
  const refused = await assertRejects(
    () => ask(proxy, "POST", "/api/wire/faults", { action: "delay", delayMs: 1 }),
    RequestError,
    "50 faults",
  );
  assertEquals([refused.status, added.length], [409, 50]);
});

Deno.test("a frame that is gone, and a filter that makes no sense, are told", async () => {
  const { proxy } = fakeProxy();
  for (const id of ["1", "x", "99999999999999999999"]) {
    await assertRejects(
      () => ask(proxy, "GET", `/api/wire/frames/${id}`),
      RequestError,
      "too long",
    );
  }
  await assertRejects(
    () => ask(proxy, "GET", "/api/wire/events?api=Nothing"),
    RequestError,
    "There is no request",
  );
});

Deno.test("without a proxy the page is told how to start one", async () => {
  assertEquals(await ask(undefined, "GET", "/api/wire"), { proxy: null });
  await assertRejects(() => ask(undefined, "GET", "/api/wire/events"), RequestError, "--proxy");
  await assertRejects(
    () => ask(undefined, "POST", "/api/wire/faults", { action: "delay" }),
    RequestError,
    "No proxy runs",
  );
});
