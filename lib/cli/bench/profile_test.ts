import { assert, assertEquals } from "@std/assert";
import { profiled, shares } from "./profile.ts";

Deno.test("a profile names the function that keeps the thread busy", async () => {
  const [first] = await profiled(() => Promise.resolve(toil()));
  assert(first!.where.includes("toil in bench/profile_test.ts"), first!.where);
  assert(first!.percent > 50, String(first!.percent));
});

Deno.test("a function's shares are added up, small ones and the watching left out", () => {
  const frame = { scriptId: "1", lineNumber: 0, columnNumber: 0, url: "file:///a/lib/log/log.ts" };
  const nodes = [
    { id: 1, callFrame: { ...frame, functionName: "append" } },
    { id: 2, callFrame: { ...frame, functionName: "append" } },
    { id: 3, callFrame: { ...frame, functionName: "(idle)", url: "" } },
    { id: 4, callFrame: { ...frame, functionName: "" } },
    { id: 5, callFrame: { ...frame, functionName: "post", url: "ext:deno_node/inspector.js" } },
  ];
  const samples = [5, 1, 2, 3, 4];
  const timeDeltas = [900, 30, 30, 39, 1];
  assertEquals(shares({ nodes, samples, timeDeltas, startTime: 0, endTime: 100 }), [
    { where: "append in log/log.ts", percent: 60 },
    { where: "(idle)", percent: 39 },
  ]);
});

function toil(): number {
  let sum = 0;
  for (let i = 0; i < 5e7; i++) sum = (sum * 31 + i) % 1_000_003;
  return sum;
}
