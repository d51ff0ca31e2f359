import { assertEquals } from "@std/assert";
import type { ListedFrame } from "../../wire/wire_tap.ts";
import {
  countsText,
  FIRST_WIRE_STATE,
  LISTED_FRAMES,
  nextWireState,
  wireEventsPath,
  type WireState,
} from "./wire_state.ts";

const frames = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: from + at } as ListedFrame));

function after(state: WireState, from: number, count: number, paused = false): WireState {
  const data = { frames: frames(from, count), seen: from + count, dropped: 3 };
  return nextWireState(state, { type: "frames", data }, paused);
}

Deno.test("the newest frame is on top, and old ones go", () => {
  const state = after(after(FIRST_WIRE_STATE, 0, 100), 100, 100);
  assertEquals([state.frames[0]!.id, state.frames.length], [199, LISTED_FRAMES]);
  assertEquals([state.seen, state.dropped, state.held], [200, 3, 0]);
});

Deno.test("while paused the list stands still and counts what passes", () => {
  const state = after(after(FIRST_WIRE_STATE, 0, 5), 5, 7, true);
  assertEquals([state.frames.length, state.held, state.seen], [5, 7, 12]);
});

Deno.test("a filter's names are asked for one by one, whatever they hold", () => {
  const filter = { api: "Produce", client: " a b , c&d=e", topic: "", errors: true, quiet: false };
  assertEquals(
    wireEventsPath(filter),
    "/api/wire/events?api=Produce&client=a+b&client=c%26d%3De&errors=1",
  );
  const nothing = { api: "", client: "", topic: " , ", errors: false, quiet: false };
  assertEquals(wireEventsPath(nothing), "/api/wire/events");
});

Deno.test("the page says how much it leaves out, and what passes while it is paused", () => {
  const state = { ...FIRST_WIRE_STATE, seen: 12_000, dropped: 4880, held: 7 };
  assertEquals(
    countsText(state, true),
    "12,000 frames so far; 4,880 of them came too fast to be shown; paused, 7 more since",
  );
  assertEquals(countsText({ ...state, seen: 1, dropped: 0 }, false), "1 frame so far");
});
