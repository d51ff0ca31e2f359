import { assertEquals, assertStringIncludes } from "@std/assert";
import { labs } from "../../../labs/manifest.ts";
import { type LabStanding, Screen } from "../../workshop/mod.ts";
import { showSummary, standingJson } from "./summary.ts";

const PASSED: LabStanding = {
  lab: labs[0]!,
  status: "passed",
  missing: false,
  progress: {
    attempts: 3,
    hintsSeen: 2,
    revealed: false,
    predictions: [
      { id: "a", question: "Is it stored?", predicted: "Yes", seen: "Nobody knows" },
      { id: "b", question: "Ended before it was seen?", predicted: "Yes" },
    ],
    receipt: {
      passedAtMs: Date.UTC(2026, 0, 2),
      seed: "5eed",
      taskHash: "0".repeat(64),
      cluster: { kind: "embedded", version: "0.1.0", id: "embedded-x" },
      facts: { stored: { offset: "7" } },
    },
  },
};
const EMPTY: LabStanding = {
  lab: labs[1]!,
  status: "not started",
  missing: false,
  progress: { attempts: 0, hintsSeen: 0, revealed: false, predictions: [] },
};

function linesOf(standings: readonly LabStanding[]): string[] {
  const lines: string[] = [];
  showSummary(standings, new Screen({ write: (line) => lines.push(line) }));
  return lines;
}

Deno.test("what was believed stands beside what was seen, and each pass with its receipt", () => {
  const lines = linesOf([PASSED, EMPTY]);
  const text = lines.join("\n");
  assertStringIncludes(text, "  Is it stored?\n    believed: Yes\n    seen:     Nobody knows\n");
  assertEquals(text.includes("Ended before"), false);
  const receipt = lines.find((line) => line.startsWith("01   "))!;
  assertEquals(receipt.trim().split(/ {2,}/), [
    "01",
    "2026-01-02",
    "embedded 0.1.0",
    "5eed",
    "3",
    "2 hints",
  ]);
  assertEquals(lines.at(-1), "1 of 2 passed, 1 prediction, no solution seen before a pass");
  assertEquals(lines.filter((line) => line.length > 80), []);
});

Deno.test("an empty course says how to begin", () => {
  const text = linesOf([EMPTY]).join("\n");
  assertStringIncludes(text, "deno task lab:01 asks before it shows");
  assertStringIncludes(text, "deno task watch grades as you write");
});

Deno.test("a standing for machines holds the whole receipt", () => {
  const json = JSON.parse(JSON.stringify(standingJson(PASSED)));
  assertEquals([json.lab, json.status, json.receipt.facts], ["01", "passed", {
    stored: { offset: "7" },
  }]);
  assertEquals(standingJson(EMPTY).receipt, null);
});
