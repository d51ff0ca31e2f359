import { assertEquals } from "@std/assert";
import { OpenAnswers } from "./open_answers.ts";

Deno.test("the end waits for answers that are being given, failed ones too", async () => {
  const open = new OpenAnswers();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  open.add(first.promise);
  open.add(second.promise);
  assertEquals(open.size, 2);
  let settled = false;
  const waiting = open.settle({ graceMs: 60_000 }).then(() => settled = true);
  first.resolve();
  await first.promise;
  assertEquals(settled, false);
  second.reject(new Error("the client has gone"));
  await waiting;
  assertEquals(open.size, 0);
});

Deno.test("a client that never sends its body does not hold up the end", async () => {
  const open = new OpenAnswers();
  const stop = new AbortController();
  const arrived = Promise.withResolvers<void>();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", signal: stop.signal, onListen() {} },
    async (request, { completed }) => {
      open.add(completed);
      arrived.resolve();
      await request.text().catch(() => {});
      return new Response("never given");
    },
  );
  using client = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nthe first part";
  await client.write(new TextEncoder().encode(head));
  await arrived.promise;
  await open.settle({ graceMs: 1 });
  assertEquals(open.size, 1);
  stop.abort();
  await server.finished;
  using _free = Deno.listen({ hostname: "127.0.0.1", port: server.addr.port });
});
