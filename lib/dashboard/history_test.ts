import { assertEquals } from "@std/assert";
import { SimulatedSource } from "./_simulated_source.ts";
import { History } from "./history.ts";

const base = await new SimulatedSource().snapshot();

function at(seconds: number, produced: number, processed = produced) {
  return {
    ...base,
    atMs: seconds * 1000,
    traffic: { ...base.traffic, produced, processed },
  };
}

Deno.test("rates are differences over time", () => {
  const history = new History();
  assertEquals(history.add(at(0, 100)), undefined);
  const sample = history.add(at(2, 500, 300));
  assertEquals([sample!.producedPerSecond, sample!.processedPerSecond], [200, 100]);
});

Deno.test("a count that begins anew is no negative rate", () => {
  const history = new History();
  history.add(at(0, 1000));
  assertEquals(history.add(at(1, 10))!.producedPerSecond, 0);
  assertEquals(history.add(at(2, 60))!.producedPerSecond, 50);
});

Deno.test("the same snapshot again makes no point", () => {
  const history = new History();
  history.add(at(0, 0));
  history.add(at(1, 10));
  assertEquals(history.add(at(1, 10)), undefined);
  assertEquals(history.newest, 1);
});

Deno.test("only the last points are kept, and those missed can be asked for", () => {
  const history = new History(5);
  for (let second = 0; second <= 9; second++) history.add(at(second, second * 10));
  assertEquals(history.newest, 9);
  const seconds = (since: number) =>
    history.after(since).samples.map((sample) => sample.atMs / 1000);
  assertEquals(seconds(7), [8, 9]);
  assertEquals(seconds(9), []);
  assertEquals(seconds(2), [5, 6, 7, 8, 9]);
  assertEquals([7, 4, 3, -1, 99].map((since) => history.after(since).complete), [
    false,
    false,
    true,
    true,
    true,
  ]);
});
