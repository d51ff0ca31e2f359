import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ALL_FAULTS, type CellResult, RULES } from "../../workshop/fault_run/mod.ts";
import { EXIT } from "../command.ts";
import { exitCodeOf } from "./results.ts";
import { faultTable, troubleText } from "./table.ts";

function result(more: Partial<CellResult> = {}): CellResult {
  return {
    fault: "poison",
    pipeline: "plain",
    cluster: "embedded",
    seed: "a",
    verdict: "held",
    violations: Object.fromEntries(RULES.map((rule) => [rule, 0])) as CellResult["violations"],
    found: [],
    fired: 3,
    recoveryMs: 1200,
    durationMs: 5000,
    ...more,
  };
}

Deno.test("the table of all faults fits 80 columns and tells their names whole", () => {
  const results = ALL_FAULTS.map(({ name }) =>
    result({ fault: name, pipeline: "exactly-once", recoveryMs: 29_900 })
  );
  const table = faultTable(results);
  for (const line of table.split("\n")) assert(line.length <= 80, line);
  for (const { name } of ALL_FAULTS) assertStringIncludes(table, `${name} `);
  assertEquals(new Set(ALL_FAULTS.map(({ name }) => name)).size, ALL_FAULTS.length);
});

Deno.test("seeds of a fault are one row: counts add up, the slowest recovery counts", () => {
  const bad = result({
    seed: "b",
    verdict: "violated",
    violations: { ...result().violations, I7: 2, I9: null },
    recoveryMs: 2500,
  });
  const [, row] = faultTable([result(), bad]).split("\n");
  assertEquals(
    row,
    "poison                          plain  0  0  0  0  0  0  2  0  0   0    2.5 s",
  );
});

Deno.test("what could not be said is no zero", () => {
  const violations = { ...result().violations, I1: null };
  const unsaid = result({ verdict: "inconclusive", violations, fired: 0, recoveryMs: null });
  const [, row] = faultTable([unsaid]).split("\n");
  assertEquals(
    row,
    "poison                          plain  -  ?  ?  ?  ?  ?  ?  ?  ?   ?    never",
  );
});

Deno.test("a violation decides the exit code before what is inconclusive", () => {
  const unsaid = result({ verdict: "inconclusive" });
  const bad = result({ verdict: "violated" });
  assertEquals(
    [[result()], [result(), unsaid], [unsaid, bad]].map(exitCodeOf),
    [EXIT.ok, EXIT.inconclusive, EXIT.failed],
  );
});

Deno.test("trouble names the history and the command that replays it", () => {
  const text = troubleText(
    result({ verdict: "violated", found: ["I1 lost write: a:1"], history: ".runs/h.ndjson" }),
    { kafka: true },
  );
  assertEquals(text.split("\n"), [
    "poison, plain: violated",
    "  I1 lost write: a:1",
    "  history: .runs/h.ndjson",
    "  again:   deno task faults --only poison --replay a --kafka",
  ]);
});
