import { assert, assertEquals } from "@std/assert";
import { ALL_FAULTS } from "../../workshop/fault_run/mod.ts";
import { cellsOf } from "./run_faults.ts";

const faults = ALL_FAULTS;
const seeds = ["one", "two", "three", "four", "five"];

Deno.test("each fault meets each of its pipelines with each seed", () => {
  const cells = cellsOf({ faults, seeds, kafka: false, short: false });
  const names = cells.map(({ fault, pipeline, seed }) => `${fault.name} ${pipeline} ${seed}`);
  assertEquals(new Set(names).size, names.length);
  assert(names.includes("broker-killed exactly-once five"));
  assert(names.includes("broker-killed plain one"));
});

Deno.test("in a short run each fault meets one pipeline a seed, the same again, not always one", () => {
  const short = cellsOf({ faults, seeds, kafka: true, short: true });
  const all = cellsOf({ faults, seeds, kafka: true, short: false });
  const pairs = (cells: typeof all) =>
    new Set(cells.map(({ fault, seed }) => `${fault.name} ${seed}`));
  assertEquals(pairs(short), pairs(all));
  assertEquals(short.length, pairs(short).size);
  assertEquals(short, cellsOf({ faults, seeds, kafka: true, short: true }));
  const pipelines = short.filter(({ fault }) => fault.name === "broker-killed")
    .map(({ pipeline }) => pipeline);
  assertEquals(new Set(pipelines).size, 2);
});
