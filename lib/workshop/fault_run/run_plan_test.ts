import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { partitionForKey } from "../../kafka/mod.ts";
import { INPUT_PARTITIONS, planRun, type RunPlan } from "./run_plan.ts";

const CELL = { fault: "broker-killed", pipeline: "plain" } as const;

/** All that a plan decides, as far as a run may ask. */
function drawn(plan: RunPlan) {
  const records = plan.records().take(1000).toArray();
  const { injectAfter, faultRandom, sourceRandom } = plan;
  const draws = [faultRandom, sourceRandom].map((random) => [random.int(0, 1e9), random.next()]);
  return { injectAfter, records, draws };
}

Deno.test("a seed replays the same plan, another seed or fault or pipeline another", () => {
  const plan = drawn(planRun("a", CELL));
  assertEquals(drawn(planRun("a", CELL)), plan);
  assertNotEquals(drawn(planRun("b", CELL)), plan);
  assertNotEquals(drawn(planRun("a", { ...CELL, fault: "poison" })), plan);
  assertNotEquals(drawn(planRun("a", { ...CELL, pipeline: "exactly-once" })), plan);
});

Deno.test("one record in each hundred is poison, of each kind in turn", () => {
  const records = planRun("a", CELL).records().take(600).toArray();
  const kinds = [];
  for (let hundred = 0; hundred < 6; hundred++) {
    const poison = records.slice(hundred * 100, hundred * 100 + 100).flatMap((each) =>
      each.poison ?? []
    );
    assertEquals(poison.length, 1);
    kinds.push(...poison);
  }
  assertEquals(new Set(kinds.slice(0, 3)), new Set(["bad JSON", "bad payload", "TypeError"]));
  assertEquals(kinds.slice(3), kinds.slice(0, 3));
});

Deno.test("records are numbered, and their keys reach each partition", () => {
  const records = planRun("a", CELL).records().take(300).toArray();
  assertEquals(records.map(({ id }) => id), records.map((_, seq) => `load:${seq}`));
  const partitions = records.map(({ key }) =>
    partitionForKey(new TextEncoder().encode(key), INPUT_PARTITIONS)
  );
  assertEquals(new Set(partitions).size, INPUT_PARTITIONS);
  assert(new Set(records.map(({ key }) => key)).size > INPUT_PARTITIONS);
});
