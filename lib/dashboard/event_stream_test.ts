import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { EventStream } from "./event_stream.ts";

function reading(body: ReadableStream<Uint8Array<ArrayBuffer>> | undefined) {
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  return async () => (await reader.read()).value ?? "";
}

Deno.test("events go to every listener with name, id and JSON", async () => {
  const stream = new EventStream();
  const [first, second] = [reading(stream.open([])), reading(stream.open([]))];
  assertEquals([await first(), await second()], ["retry: 2000\n\n", "retry: 2000\n\n"]);
  stream.send({ event: "update", id: "a.1", data: { lag: "12" } });
  const expected = 'id: a.1\nevent: update\ndata: {"lag":"12"}\n\n';
  assertEquals([await first(), await second()], [expected, expected]);
  stream.close();
});

Deno.test("a listener first gets what it is opened with", async () => {
  const stream = new EventStream();
  const read = reading(stream.open([{ event: "history", data: [] }]));
  await read();
  assertEquals(await read(), "event: history\ndata: []\n\n");
  stream.close();
});

Deno.test("text with newlines can't make an event of its own", async () => {
  const stream = new EventStream();
  const read = reading(stream.open([]));
  await read();
  stream.send({ event: "update", data: { key: "a\n\nevent: evil\ndata: 1\r\n\r\u2028" } });
  assertEquals((await read()).match(/^(event|data|id)/gm), ["event", "data"]);
  stream.close();
});

Deno.test("there are never more listeners than allowed", async () => {
  const stream = new EventStream({ maxClients: 2 });
  const first = stream.open([])!;
  stream.open([]);
  assertEquals(stream.open([]), undefined);
  await first.cancel();
  assertEquals(stream.clients, 1);
  assert(stream.open([]) !== undefined);
  stream.close();
});

Deno.test("a listener that doesn't read is cut off, the others go on", async () => {
  const stream = new EventStream({ maxBufferedBytes: 10_000 });
  const slow = stream.open([])!;
  const read = reading(stream.open([]));
  await read();
  for (let count = 0; count < 20; count++) {
    stream.send({ event: "update", data: "x".repeat(1000) });
    await read();
  }
  assertEquals([stream.clients, stream.dropped], [1, 1]);
  await assertRejects(() => slow.getReader().read(), Error, "too slowly");
  stream.close();
});

Deno.test("an event larger than the buffer cuts off rather than fills the memory", () => {
  const stream = new EventStream({ maxBufferedBytes: 1000 });
  stream.open([]);
  stream.send({ event: "update", data: "x".repeat(2000) });
  assertEquals([stream.clients, stream.dropped], [0, 1]);
});

Deno.test("a beat is a comment", async () => {
  const stream = new EventStream();
  const read = reading(stream.open([]));
  await read();
  stream.beat();
  assertStringIncludes(await read(), ": beat\n\n");
  stream.close();
  assertEquals(await read(), "");
});
