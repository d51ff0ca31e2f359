import { assertEquals } from "@std/assert";
import { faultFigures, runsOf } from "./fault_proofs.ts";

Deno.test("the proof of the faults tells how many runs there were and the slowest recovery", () => {
  const run = (fault: string, recoveryMs: number) =>
    JSON.stringify({ fault, pipeline: "plain", verdict: "held", fired: 2, recoveryMs });
  const output = [run("poison", 200), run("poison", 900), run("broker-killed", 4000)].join("\n");
  const runs = runsOf(`${output}\n{"seeds":["a"],"runs":3}\n`);
  assertEquals(faultFigures("embedded", runs), [
    {
      what: "embedded: faults, runs, violated, times that a fault fired",
      value: "2, 3, 0, 6",
    },
    {
      what: "embedded: recovery, median and slowest",
      value: "900 ms, 4000 ms (broker-killed, plain)",
    },
  ]);
});
