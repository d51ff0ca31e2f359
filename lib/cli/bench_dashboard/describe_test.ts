import { assertEquals, assertStringIncludes } from "@std/assert";
import { describeLoad, missedBy } from "./describe.ts";
import type { LoadReport } from "./under_load.ts";

const MEMORY = { early: 30, late: 31, riseInTenMinutes: 1 };
const FINE: LoadReport = {
  records: 1_200_000,
  perSecond: 19_990,
  lagSeconds: { median: 0.4, longest: 0.9 },
  tail: { came: 1_200_000, notShown: 1_190_000 },
  clickMs: { median: 90, longest: 200, clicks: 24 },
  cpuShare: 0.081,
  process: MEMORY,
  heap: MEMORY,
  pages: MEMORY,
  complaints: [],
};

Deno.test("a report that reaches each goal misses none, and tells its figures", () => {
  assertEquals(missedBy(FINE, 20_000), []);
  assertStringIncludes(describeLoad(FINE), "8.1 % of one");
});

Deno.test("each goal that is missed has its sentence, a figure that is missing among them", () => {
  const growing = { ...MEMORY, riseInTenMinutes: 5.1 };
  const wrong: readonly [Partial<LoadReport>, string][] = [
    [{ perSecond: 15_000 }, "20,000 records a second"],
    [{ lagSeconds: { median: 0.4, longest: 2.5 } }, "The lag reached 2.50 s"],
    [{ lagSeconds: { median: NaN, longest: NaN } }, "The lag reached NaN s"],
    [{ tail: { came: 10, notShown: 0 } }, "does not say that it left records out"],
    [{ clickMs: { median: 90, longest: 1500, clicks: 2 } }, "A click took 1500 ms"],
    [{ heap: growing }, "The server's heap rises by 5.1 MiB"],
    [{ pages: growing }, "The pages' heap rises by 5.1 MiB"],
    [{ complaints: ["TypeError"] }, "TypeError"],
  ];
  for (const [part, sentence] of wrong) {
    const missed = missedBy({ ...FINE, ...part }, 20_000);
    assertEquals(missed.length, 1);
    assertStringIncludes(missed[0]!, sentence);
  }
});
