import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "./errors.ts";
import { demandFree, listenOrNext } from "./listen.ts";

const open = (port: number) => Deno.listen({ port, hostname: "127.0.0.1" });
const portOf = (listener: Deno.Listener) => (listener.addr as Deno.NetAddr).port;

Deno.test("a taken default port moves to the next free one and says so", () => {
  using first = open(0);
  const wanted = portOf(first);
  const said: string[] = [];
  using second = listenOrNext(
    { port: wanted, explicit: false, what: "the dashboard", onMoved: (text) => said.push(text) },
    open,
  );
  const moved = portOf(second);
  assertEquals(moved > wanted && moved <= wanted + 20, true);
  assertEquals(said, [`Port ${wanted} is taken, so the dashboard listens on ${moved}`]);
});

Deno.test("a taken port that was asked for is an error that names it", () => {
  using first = open(0);
  const port = portOf(first);
  const error = assertThrows(
    () => listenOrNext({ port, explicit: true, what: "metrics" }, open),
    ConfigError,
  );
  assertStringIncludes(error.message, `Port ${port} for metrics is taken`);
});

Deno.test("when every port tried is taken the error names the range", () => {
  const taken = () => {
    throw new Deno.errors.AddrInUse("taken");
  };
  const error = assertThrows(
    () => listenOrNext({ port: 8080, explicit: false, what: "x", attempts: 3 }, taken),
    ConfigError,
  );
  assertStringIncludes(error.message, "Ports 8080 to 8083");
});

Deno.test("port 0 is left to the system and nothing is said", () => {
  const said: string[] = [];
  using listener = listenOrNext(
    { port: 0, explicit: true, what: "x", onMoved: (text) => said.push(text) },
    open,
  );
  assertEquals(portOf(listener) > 0, true);
  assertEquals(said, []);
});

Deno.test("another failure than a taken port is passed on", () => {
  const denied = () => {
    throw new Deno.errors.PermissionDenied("port 80");
  };
  assertThrows(
    () => listenOrNext({ port: 80, explicit: false, what: "x" }, denied),
    Deno.errors.PermissionDenied,
  );
});

Deno.test("a port that is wanted later is refused at once when it is taken, and left free else", () => {
  const first = open(0);
  const port = portOf(first);
  const error = assertThrows(() => demandFree({ port, what: "metrics" }), ConfigError);
  assertStringIncludes(error.message, `Port ${port} for metrics is taken`);
  first.close();
  demandFree({ port, what: "metrics" });
  open(port).close();
});
