import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { learnerName, readReport, ReportError } from "./class_report.ts";

const LABS = new Set(["01", "02"]);
const RESULT = { lab: "01", verdict: "pass", atMs: 1_700_000_000_000, tookMs: 812 };

const text = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ name: "Ada", results: [RESULT], ...change });

Deno.test("a report is a name and results, and nothing else of it is kept", () => {
  assertEquals(readReport(text({ host: "secret", results: [{ ...RESULT, code: "x" }] }), LABS), {
    name: "Ada",
    results: [{ lab: "01", verdict: "pass", atMs: 1_700_000_000_000, tookMs: 812 }],
  });
});

Deno.test.each([
  "Ada Lovelace",
  "Ömer",
  "李小龍",
  "மலர்",
  "O’Brien-Smith Jr.",
  "team_7",
  "Анна",
])("%s is a name", (name) => {
  assertEquals(learnerName(name), name);
});

Deno.test("one name has one spelling", () => {
  assertEquals(learnerName("  O\u0308mer\t Y "), "Ömer Y");
});

Deno.test.each([
  ["nothing", ""],
  ["only spaces", "  "],
  ["markup", "<img src=x onerror=alert(1)>"],
  ["a script's end", "</script>"],
  ["an entity", "&lt;b&gt;"],
  ["a control character", "Ada\u0000"],
  ["an escape", "Ada\u001b[2J"],
  ["reversed text", "Ada\u202Egnp"],
  ["a zero-width joiner", "A\u200Dda"],
  ["towers of marks", `a${"\u0316".repeat(20)}`],
  ["41 characters", "a".repeat(41)],
  ["a formula", "=1+1"],
  ["a lone surrogate", "A\ud800"],
])("%s is no name", (_, name) => {
  assertThrows(() => learnerName(name), ConfigError, "A name has 1 to 40 characters");
  assertThrows(() => readReport(text({ name }), LABS), ReportError);
});

Deno.test.each([
  ["not JSON", "hello"],
  ["a list", "[]"],
  ["null", "null"],
  ["no name", JSON.stringify({ results: [RESULT] })],
  ["a name that is no text", text({ name: { toString: "x" } })],
  ["no results", text({ results: [] })],
  ["51 results", text({ results: Array(51).fill(RESULT) })],
  ["a lab that is not there", text({ results: [{ ...RESULT, lab: "99" }] })],
  ["a lab as a number", text({ results: [{ ...RESULT, lab: 1 }] })],
  ["another verdict", text({ results: [{ ...RESULT, verdict: "won" }] })],
  ["an inherited word as a verdict", text({ results: [{ ...RESULT, verdict: "constructor" }] })],
  ["a time before 1970", text({ results: [{ ...RESULT, atMs: -1 }] })],
  ["a fraction", text({ results: [{ ...RESULT, tookMs: 0.5 }] })],
  ["a null in the list", text({ results: [null] })],
])("a report with %s is refused whole", (_, body) => {
  assertThrows(() => readReport(body, LABS), ReportError);
});
