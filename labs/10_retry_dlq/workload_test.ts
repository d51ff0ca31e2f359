import { assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { poisonOf, triesOf, workload } from "./workload.ts";

const OPTIONS = { partitions: 2, count: 40, maxTries: 4, poison: 4, passing: 4, stubborn: 2 };

Deno.test("a workload has the kinds that were asked for, none of them in its second half", () => {
  for (const seed of ["a", "b", "c"]) {
    const planned = workload(seededRandom(seed), OPTIONS);
    const count = (kind: string) => planned.filter((record) => record.kind === kind).length;
    assertEquals(["poison", "passing", "stubborn", "sound"].map(count), [4, 4, 2, 30]);
    assertEquals(planned.slice(20).every(({ kind }) => kind === "sound"), true);
    assertEquals(planned.map(({ partition }) => partition), planned.map((_, at) => at % 2));
    const last = planned.slice(-4).map(({ key }) => key).toSorted();
    assertEquals(last, ["customer-0-1", "customer-0-2", "customer-1-1", "customer-1-2"]);
  }
});

Deno.test("poison has one try, what never passes all of them, what passes one more than it fails", () => {
  const planned = workload(seededRandom("a"), OPTIONS);
  for (const record of planned) {
    const right = { sound: 1, poison: 1, stubborn: 4, passing: record.failures + 1 }[record.kind];
    assertEquals(triesOf(record, 4), right);
    assertEquals(record.kind === "passing" ? record.failures < 4 : true, true);
  }
  assertEquals(poisonOf(planned, 4).map(({ attempts }) => attempts).toSorted(), [1, 1, 1, 1, 4, 4]);
});
