import { assertEquals } from "@std/assert";
import { proofPage } from "./page.ts";
import { missesGoal } from "./figures.ts";
import { PROOFS } from "./proofs.ts";

Deno.test("a figure is held against the goal that stands beside it", () => {
  assertEquals(missesGoal("Embedded cluster, first answer: 1 ms (goal: under 50 ms)"), false);
  assertEquals(missesGoal("Embedded cluster, first answer: 50 ms (goal: under 50 ms)"), true);
  assertEquals(missesGoal("Produce, ours : kafkajs: 0.95 (goal: at least 0.95)"), false);
  assertEquals(missesGoal("Produce, ours : kafkajs: 0.94 (goal: at least 0.95)"), true);
  assertEquals(missesGoal("    ours: 290,819 records/s (runs of 480, 365 ms)"), false);
});

Deno.test("the page tells of each proof whether it holds, and where it was measured", () => {
  const [first, second] = PROOFS;
  const result = {
    name: second!.name,
    holds: false,
    figures: [],
    problem: "it broke",
    commit: "abc1234",
    machine: "2 cores",
    at: "2024-01-01T00:00:00Z",
    minutes: 1,
  };
  const page = proofPage(PROOFS, new Map([[second!.name, result]]));
  assertEquals(page.includes(`## ${first!.name}`), true);
  assertEquals(page.includes("**It does not hold:** it broke"), true);
  assertEquals(page.includes("Commit abc1234"), true);
  assertEquals(page.split("\n").filter((line) => line.length > 100), []);
});
