import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { alternate, median, speedRatio } from "./measure.ts";

const signal = new AbortController().signal;

Deno.test("median() takes the middle value, or the mean of the two", () => {
  assertEquals(median([5, 1, 9]), 5);
  assertEquals(median([4, 1, 9, 6]), 5);
  assertThrows(() => median([]), RangeError);
});

Deno.test("contenders take turns, and each begins a round", async () => {
  const order: string[] = [];
  const contender = (name: string, ms: number) => ({
    name,
    once: () => {
      order.push(name);
      return Promise.resolve(ms);
    },
  });
  const [a, b] = await alternate([contender("a", 10), contender("b", 20)], { runs: 3, signal });
  assertEquals(order, ["a", "b", "b", "a", "a", "b"]);
  assertEquals([a.medianMs, b.runsMs], [10, [20, 20, 20]]);
  assertEquals(speedRatio(a, b), 2);
});

Deno.test("an abort ends the rounds", async () => {
  const stop = new AbortController();
  const once = () => {
    stop.abort(new Error("enough"));
    return Promise.resolve(1);
  };
  const options = { runs: 5, signal: stop.signal };
  await assertRejects(() => alternate([{ name: "a", once }], options), Error, "enough");
});
