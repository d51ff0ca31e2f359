import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { decode, encode } from "./wire.ts";

const roundTrip = (value: unknown) => decode(JSON.parse(JSON.stringify(encode(value))));

Deno.test("what JSON lacks survives the way to learner code and back", () => {
  const value = {
    offset: 2n ** 62n,
    key: new Uint8Array([0, 255]),
    none: undefined,
    nothing: null,
    odd: [NaN, -0, Infinity, -Infinity],
    at: new Date(0),
    counts: new Map([["a", 1n]]),
    seen: new Set([1, "1"]),
    "~": "not a tag",
  };
  assertEquals(roundTrip(value), value);
});

Deno.test("an error of the language keeps its class and what was put on it", () => {
  const back = roundTrip(Object.assign(new TypeError("fetch failed"), { retriable: true }));
  assertInstanceOf(back, TypeError);
  assertEquals([back.message, (back as { retriable?: unknown }).retriable], ["fetch failed", true]);
});

Deno.test("an error of ours keeps its class and all that it says", () => {
  const error = new WorkshopError("Not stored", {
    code: "NOT_ENOUGH_REPLICAS",
    retriable: true,
    definite: false,
    topic: "orders",
    partition: 1,
    offset: 7n,
    cause: new TypeError("inner"),
  });
  const back = roundTrip(error) as WorkshopError;
  assertInstanceOf(back, WorkshopError);
  assertEquals(
    [back.code, back.retriable, back.definite, back.offset],
    ["NOT_ENOUGH_REPLICAS", true, false, 7n],
  );
  assertEquals((back.cause as Error).message, "inner");
});

Deno.test("nothing is filled in that an error did not say", () => {
  const foreign = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const back = roundTrip(foreign) as Record<string, unknown>;
  assertEquals(back instanceof WorkshopError, false);
  assertEquals(back["code"], "ECONNREFUSED");
  assertEquals("definite" in back, false);
});

Deno.test("what can't be sent is refused with a reason", () => {
  const circle: unknown[] = [];
  circle.push(circle);
  assertThrows(() => encode(circle), TypeError, "circle");
  assertThrows(() => encode(() => {}), TypeError, "function");
  assertThrows(() => encode(Symbol("x")), TypeError, "symbol");
});

Deno.test("a value that is met twice is no circle, and one that grows without end is refused", () => {
  const twice = { a: 1 };
  assertEquals(roundTrip([twice, twice]), [twice, twice]);
  let doubled: unknown[] = [];
  for (let level = 0; level < 40; level++) doubled = [doubled, doubled];
  assertThrows(() => encode(doubled), TypeError, "a million values");
  let deep: unknown = 1;
  for (let level = 0; level < 65; level++) deep = [deep];
  assertThrows(() => encode(deep), TypeError, "deeper than 64 levels");
});

Deno.test("a subclass does not choose what is sent for its bytes or its time", () => {
  class Bytes extends Uint8Array {
    override toBase64(): string {
      return 5 as unknown as string;
    }
  }
  class Late extends Date {
    override getTime(): number {
      return NaN;
    }
  }
  assertEquals(roundTrip([new Bytes([7]), new Late(3)]), [new Uint8Array([7]), new Date(3)]);
});
