import { assertEquals, assertStringIncludes } from "@std/assert";
import { missesGoal } from "../../proof/figures.ts";
import type { BacklogRow, BacklogWork } from "./backlog.ts";
import { backlogRatios, describeBacklog } from "./describe.ts";

function row(work: BacklogWork, rate: number): BacklogRow {
  return { work, rate, rates: [rate], cpuUs: undefined, heapMb: undefined, processMb: undefined };
}

const report = { records: 1000, valueBytes: 1024, partitions: 12 };

Deno.test("stages are measured by the bare loops beside them", () => {
  const rows = [
    row("kafkajs", 1000),
    row("score", 1500),
    row("store", 150),
    row("save", 300),
    row("insert", 600),
  ];
  const ratios = backlogRatios({ ...report, rows });
  const found = ratios.map(({ value, goal }) => [value, goal]);
  assertEquals(found, [[1.5, 0.5], [0.5, 0.8], [0.25, undefined]]);
  const lines = describeBacklog({ ...report, rows }).split("\n");
  assertEquals(lines.filter(missesGoal).length, 1);
  assertStringIncludes(lines.find(missesGoal)!, "The store : bare inserts: 0.50");
});

Deno.test("a ratio needs both of its sides", () => {
  assertEquals(backlogRatios({ ...report, rows: [row("score", 1), row("store", 1)] }), []);
});
