import { assertEquals, assertStringIncludes } from "@std/assert";
import { type CheckResult, fail, inconclusive, overall, pass } from "./check.ts";
import { displayWidth } from "./draw/mod.ts";
import { type Grade, NOT_ASKED } from "./grader.ts";
import { gradeJson, printedLines, replayCommand, resultLines, verdictLine } from "./report.ts";

const LAB = {
  number: "01",
  name: "first_record",
  title: "Sent means stored",
  misconception: "sent means stored",
  documents: ["D"],
  cluster: { brokers: 1 },
  minutes: 20,
} as const;
const FAILED: CheckResult = {
  id: "record-at-offset",
  claim: "The record at the returned offset is the order that was placed, key, value and headers",
  tookMs: 3.4,
  verdict: fail({
    happened: "Offset 7 of partition 0 holds another order",
    anomaly: "phantom record",
    evidence: { topic: "orders", partition: 0, offset: 7n, id: "a\u001b[2J" },
    fault: "answers to Produce delayed by 400 ms",
  }),
};

Deno.test("a failed check shows claim, evidence, anomaly, fault and replay within 80 columns", () => {
  const lines = resultLines(FAILED, { replay: replayCommand(LAB, "c0ffee", { kafka: true }) });
  const text = lines.join("\n");
  for (
    const part of [
      "✗ The record at the returned offset",
      "anomaly   phantom record",
      "topic orders, partition 0, offset 7, id a\\u001b[2J",
      "delayed by 400 ms",
      "deno task verify 01 --seed c0ffee --kafka",
    ]
  ) assertStringIncludes(text, part);
  assertEquals(Math.max(...lines.map(displayWidth)) <= 80, true);
});

Deno.test("an inconclusive check says what to do and counts against nobody", () => {
  const verdict = inconclusive("No broker answers", "Run deno task doctor");
  const text = resultLines({ ...FAILED, verdict }, { replay: "" }).join("\n");
  assertStringIncludes(text, "do        Run deno task doctor");
  assertEquals(overall([pass(), verdict]), "inconclusive");
  assertEquals(overall([pass(), verdict, FAILED.verdict]), "fail");
  assertEquals(overall([pass()]), "pass");
  assertEquals(overall([]), "inconclusive");
});

Deno.test("a grade for machines holds all of it, with offsets as text", () => {
  const grade: Grade = { lab: LAB, seed: "s", verdict: "fail", results: [FAILED], printed: "" };
  const json = JSON.parse(JSON.stringify(gradeJson(grade)));
  assertEquals(json.checks[0].evidence.offset, "7");
  assertEquals(json.verdict, "fail");
  assertStringIncludes(verdictLine(grade), "0 of 1 claims hold");
});

Deno.test("what the learner printed is quoted and cut", () => {
  assertEquals(printedLines(""), []);
  const lines = printedLines(`${"x".repeat(200)}\n`.repeat(40));
  assertEquals(lines.length, 14);
  assertEquals(Math.max(...lines.map(displayWidth)) <= 80, true);
});

Deno.test("a check that was not tried takes one line beside its claim", () => {
  const result = {
    id: "c",
    claim: "It holds",
    verdict: inconclusive(NOT_ASKED, "Mend it"),
    tookMs: 0,
  };
  assertEquals(resultLines(result, { replay: "deno task verify 90" }), [
    "? It holds",
    "    not tried: mend what failed above first",
  ]);
});
