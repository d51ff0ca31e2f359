import { assert, assertEquals } from "@std/assert";
import { ManualClock, waitFor } from "../core/mod.ts";
import { routeCall } from "./_route_call.ts";
import { type EventSender, type RouteStreamOptions, streamEvents } from "./route_stream.ts";

interface Opened {
  readonly response: Response;
  readonly sender: EventSender;
  readonly ended: Promise<void>;
  readonly stop: AbortController;
}

/** A stream whose sender the test holds. */
function open(options: RouteStreamOptions = {}): Opened {
  const stop = new AbortController();
  const ended = Promise.withResolvers<void>();
  let held: EventSender;
  const response = streamEvents(routeCall({ signal: stop.signal }), async (sender, signal) => {
    held = sender;
    if (!signal.aborted) {
      await new Promise<void>((done) => signal.addEventListener("abort", () => done()));
    }
    ended.resolve();
  }, options);
  return { response, sender: held!, ended: ended.promise, stop };
}

Deno.test("events come in their order, with ids, and the stream ends with its call", async () => {
  const { response, sender, ended, stop } = open();
  assert(sender.send({ event: "a", id: "7", data: { x: 1 } }));
  assert(sender.send({ event: "b", data: "line\nbreak" }));
  stop.abort();
  await ended;
  assertEquals(
    await response.text(),
    'retry: 2000\n\nid: 7\nevent: a\ndata: {"x":1}\n\nevent: b\ndata: "line\\nbreak"\n\n',
  );
});

Deno.test("what finds no room is dropped and counted, and the page is told how much", async () => {
  const { response, sender, stop } = open({ maxBufferedBytes: 1000 });
  const large = { event: "large", data: "x".repeat(400) };
  assertEquals([sender.send(large), sender.send(large), sender.send(large)], [true, true, false]);
  assertEquals([sender.send(large), sender.dropped], [false, 2]);
  const reader = response.body!.getReader();
  for (let part = 0; part < 3; part++) await reader.read();
  assert(sender.send({ event: "small", data: 1 }));
  const text = new TextDecoder();
  assertEquals(
    text.decode((await reader.read()).value),
    'event: dropped\ndata: {"total":2}\n\n',
  );
  assertEquals(text.decode((await reader.read()).value), "event: small\ndata: 1\n\n");
  stop.abort();
  await reader.cancel();
});

Deno.test("a page that goes away ends what sends to it", async () => {
  const { response, sender, ended } = open();
  await response.body!.cancel();
  await ended;
  assertEquals(sender.send({ event: "late", data: 1 }), false);
});

Deno.test("a page that reads nothing is cut off, one that reads is kept by beats", async () => {
  const clock = new ManualClock();
  const limits = { maxBufferedBytes: 500, beatMs: 10, stuckMs: 30, clock };
  const stuck = open(limits);
  while (stuck.sender.send({ event: "fill", data: "x".repeat(150) }));
  const reading = open(limits);
  const reader = reading.response.body!.getReader();
  let beats = 0;
  const read = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (new TextDecoder().decode(value) === ": beat\n\n") beats += 1;
    }
  })();
  const aFewBeats = () => {
    clock.advance(10);
    return beats >= 6;
  };
  await waitFor(aFewBeats, { what: "beats for the page that reads" });
  await stuck.ended;
  reading.stop.abort();
  await read;
});

Deno.test("an error of whoever sends is told to the page in a sentence", async () => {
  const failing = () => Promise.reject(new Error("password=hunter2 is wrong"));
  const response = streamEvents(routeCall(), failing);
  const text = await response.text();
  assert(text.includes("event: failure") && !text.includes("hunter2"), text);
});
