import { assert, assertEquals, assertThrows } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { freePorts, isPortFree, nextFreePort, requireFreePorts } from "./ports.ts";

Deno.test("freePorts() gives different ports", () => {
  const ports = freePorts(4);
  assertEquals(new Set(ports).size, 4);
  assert(ports.every((port) => port > 0));
});

Deno.test("isPortFree() sees a listener", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  assertEquals(isPortFree((listener.addr as Deno.NetAddr).port), false);
});

Deno.test("requireFreePorts() names the port that another program holds", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const error = assertThrows(() => requireFreePorts(port, 1), WorkshopError, `Port ${port}`);
  assertEquals(error.code, "PORT_TAKEN");
});

Deno.test("nextFreePort() steps over a taken port", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  assert(nextFreePort(port) > port);
  assert(nextFreePort(port - 1, 2) > port);
});
