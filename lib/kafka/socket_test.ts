import { assertEquals } from "@std/assert";
import { dial, lookupsEnded } from "./socket.ts";

for (const tls of [false, true]) {
  Deno.test(`a socket that is given up ends when its name was looked up ${tls ? "with" : "without"} TLS`, async () => {
    const told: string[] = [];
    const socket = dial({ host: "localhost", port: 9 }, tls && {}, () => told.push("connected"));
    for (const event of ["lookup", "error", "close"]) socket.on(event, () => told.push(event));
    socket.destroy(new Error("The session was closed"));
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    socket.on("close", () => resolve());
    assertEquals(told, []);
    await lookupsEnded();
    await closed;
    assertEquals(told, ["lookup", "error", "close"]);
  });
}

Deno.test("a name that can't be looked up ends its socket, whether that was given up or not", async () => {
  for (const givenUp of [false, true]) {
    const socket = dial({ host: "nowhere.invalid", port: 9 }, false, () => {});
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    if (givenUp) socket.destroy();
    await closed;
  }
  await lookupsEnded();
});

Deno.test("an address that is no name is not looked up", async () => {
  const socket = dial({ host: "127.0.0.1", port: 9 }, false, () => {});
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.on("close", () => resolve());
  socket.destroy();
  await lookupsEnded();
  await closed;
});
