import { assertEquals } from "@std/assert";
import { ManualClock } from "../../core/mod.ts";
import type { PassingFrame, WireFrameView, WireProxy, WireWish } from "./wire_port.ts";
import { WireTap, type WireTapOptions } from "./wire_tap.ts";

const ALL: WireWish = { apis: [], clients: [], topics: [], errorsOnly: false, quiet: false };

/** A proxy through which frames pass when a test says so; it counts what is decoded. */
function fakeProxy() {
  const listeners = new Set<(frame: PassingFrame) => void>();
  const state = { decoded: 0, watched: () => listeners.size };
  const proxy = {
    watch(_: WireWish, listener: (frame: PassingFrame) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } as unknown as WireProxy;
  const pass = (count: number, full = "fields") => {
    for (let at = 0; at < count; at++) {
      const frame: PassingFrame = {
        view() {
          state.decoded++;
          return { api: "Produce" } as WireFrameView;
        },
        full: () => full,
      };
      for (const listener of listeners) listener(frame);
    }
  };
  return { proxy, state, pass };
}

function tapped(options: WireTapOptions = {}) {
  const clock = new ManualClock();
  const fake = fakeProxy();
  return { ...fake, clock, tap: new WireTap(fake.proxy, { clock, ...options }) };
}

Deno.test("what comes too fast is counted, not decoded, and the next second has room again", () => {
  const { tap, pass, state, clock } = tapped({ perSecond: 10, maxWaiting: 1000 });
  using watch = tap.watch(ALL);
  pass(25);
  assertEquals([watch.take().length, watch.seen, watch.dropped, state.decoded], [10, 25, 15, 10]);
  clock.advance(500);
  pass(25);
  assertEquals([watch.take().length, watch.dropped], [5, 35]);
});

Deno.test("what a page does not fetch is bounded", () => {
  const { tap, pass, clock } = tapped({ perSecond: 100, maxWaiting: 20 });
  using watch = tap.watch(ALL);
  for (let second = 0; second < 10; second++) {
    pass(50);
    clock.advance(1000);
  }
  assertEquals([watch.take().length, watch.seen, watch.dropped], [20, 500, 480]);
});

Deno.test("all fields of the newest frames can be asked for, cut where they are long", () => {
  const { tap, pass } = tapped({ kept: 3, maxFullLength: 10 });
  using watch = tap.watch(ALL);
  pass(4);
  pass(1, "x".repeat(100));
  const ids = watch.take().map(({ id }) => id);
  assertEquals(ids, [1, 2, 3, 4, 5]);
  assertEquals(ids.map((id) => tap.full(id)), [
    undefined,
    undefined,
    "fields",
    "fields",
    `${"x".repeat(10)}\n… cut`,
  ]);
});

Deno.test("nobody listens to the proxy when nobody watches", () => {
  const { tap, state } = tapped();
  const watch = tap.watch(ALL);
  assertEquals(state.watched(), 1);
  watch[Symbol.dispose]();
  assertEquals(state.watched(), 0);
});
