import { assertEquals } from "@std/assert";
import { ManualClock } from "../core/mod.ts";
import { Purgatory } from "./purgatory.ts";
import { Timers } from "./timers.ts";

function setUp() {
  const clock = new ManualClock();
  const timers = new Timers(clock);
  return { clock, timers, purgatory: new Purgatory(timers) };
}

Deno.test("a request that is ready does not wait", async () => {
  const { clock, purgatory } = setUp();
  const key = {};
  const answer = purgatory.wait({ keys: [key], timeoutMs: 10, ready: () => 1, expired: () => 2 });
  assertEquals(purgatory.waitingFor(key), 0);
  assertEquals(clock.sleepers, 0);
  assertEquals(await answer, 1);
});

Deno.test("waking one of its keys answers a request and forgets it under all of them", async () => {
  const { clock, purgatory } = setUp();
  const [a, b] = [{}, {}];
  let value: number | undefined = undefined;
  const answer = purgatory.wait({
    keys: [a, b],
    timeoutMs: 10,
    ready: () => value,
    expired: () => -1,
  });
  purgatory.wake(b);
  assertEquals(purgatory.waitingFor(a), 1);
  value = 7;
  purgatory.wake(b);
  assertEquals(await answer, 7);
  assertEquals([purgatory.waitingFor(a), purgatory.waitingFor(b), clock.sleepers], [0, 0, 0]);
});

Deno.test("a request that waits too long gets its late answer", async () => {
  const { clock, purgatory } = setUp();
  const answer = purgatory.wait({
    keys: [{}],
    timeoutMs: 500,
    ready: () => undefined,
    expired: () => "late",
  });
  clock.advance(500);
  assertEquals(await answer, "late");
});

Deno.test("a request whose client is gone leaves at once", async () => {
  const { clock, purgatory } = setUp();
  const gone = new AbortController();
  const key = {};
  const answer = purgatory.wait({
    keys: [key],
    timeoutMs: 500,
    ready: () => undefined,
    expired: () => "gone",
    signal: gone.signal,
  });
  gone.abort();
  assertEquals(await answer, "gone");
  assertEquals([purgatory.waitingFor(key), clock.sleepers], [0, 0]);
});

Deno.test("closing lets everyone go and keeps nobody afterwards", async () => {
  const { purgatory } = setUp();
  const waiting = { keys: [{}, {}], ready: () => undefined, expired: () => "closed" };
  const before = purgatory.wait(waiting);
  purgatory.close();
  assertEquals(await before, "closed");
  assertEquals(await purgatory.wait(waiting), "closed");
});
