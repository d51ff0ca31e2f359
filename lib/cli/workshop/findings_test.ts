import { assertEquals } from "@std/assert";
import { labs } from "../../../labs/manifest.ts";
import { type LabFinding, Screen } from "../../workshop/mod.ts";
import { plainFindings, showFinding, showKilled } from "./findings.ts";

const CAUGHT: LabFinding = {
  lab: "02",
  what: "mutant no_mask",
  holds: true,
  says: "It is -36",
  check: "in-range",
  shown: {
    seed: "s",
    result: {
      id: "in-range",
      claim: "The partition exists",
      tookMs: 1,
      verdict: {
        verdict: "fail",
        happened: "It is -36",
        anomaly: "record without a partition",
        evidence: { key: "a", offset: 1n },
      },
    },
  },
};
const SURVIVED: LabFinding = { ...CAUGHT, what: "mutant x", holds: false, says: "it survives" };
const TEXTS: LabFinding = { lab: "02", what: "texts", holds: true, says: "5 checks" };

function linesOf(show: (screen: Screen) => void): string[] {
  const lines: string[] = [];
  show(new Screen({ write: (line) => lines.push(line) }));
  return lines;
}

Deno.test("a message in full is what the learner would see, from claim to replay", () => {
  const messages = linesOf((screen) => showFinding(CAUGHT, screen, { messages: true }));
  assertEquals(messages, [
    "✓ 02 mutant no_mask by in-range",
    "   ✗ The partition exists",
    "       It is -36",
    "       check     in-range",
    "       anomaly   record without a partition",
    "       evidence  key a, offset 1",
    "       fault     none",
    "       replay    deno task verify 02 --seed s",
  ]);
  assertEquals(linesOf((screen) => showFinding(CAUGHT, screen)).length, 1);
});

Deno.test("the table counts mutants by lab and in all, within 80 columns", () => {
  const findings = [TEXTS, CAUGHT, SURVIVED];
  const lines = linesOf((screen) => showKilled(labs.slice(0, 2), findings, screen));
  const row = lines.find((line) => line.startsWith("02"))!;
  assertEquals(row.match(/\d+/g)!.map(Number), [2, 2, 1, 1, 1]);
  assertEquals(lines.slice(-2), ["1 of 2 mutants died by their check", "1 of 3 do not hold"]);
  assertEquals(lines.filter((line) => line.length > 80), []);
});

Deno.test("findings for machines are plain data, bigint facts left out", () => {
  assertEquals(JSON.parse(JSON.stringify(plainFindings([CAUGHT])))[0], {
    lab: "02",
    what: "mutant no_mask",
    holds: true,
    says: "It is -36",
    check: "in-range",
    seed: "s",
  });
});
