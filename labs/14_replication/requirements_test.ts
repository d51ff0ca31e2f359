import { assertEquals } from "@std/assert";
import { type Requirement, REQUIREMENTS, whyImpossible } from "./requirements.ts";
import { seededRandom, shuffled } from "../../lib/core/mod.ts";

const COUNTS = [1, 2, 3];

/** Every choice of copies and minimum, judged by counting. */
function someSettingsMeet({ survives, writableWith, latency }: Requirement): boolean {
  return COUNTS.some((copies) =>
    COUNTS.filter((minimum) => minimum <= copies).some((minimum) => {
      const waits = survives > 0;
      const least = waits ? minimum : 1;
      return least > survives && copies - writableWith >= least && !(waits && latency === "lowest");
    })
  );
}

Deno.test("a requirement is impossible when no copies and no minimum meet it", () => {
  for (const requirement of REQUIREMENTS) {
    const meant = whyImpossible(requirement) === undefined;
    assertEquals(meant, someSettingsMeet(requirement), JSON.stringify(requirement));
  }
  const impossible = REQUIREMENTS.filter((each) => whyImpossible(each) !== undefined);
  assertEquals([REQUIREMENTS.length, impossible.length], [18, 9]);
});

Deno.test("a seed shuffles in one way, and loses nothing", () => {
  const order = shuffled(seededRandom("a"), REQUIREMENTS);
  assertEquals(order, shuffled(seededRandom("a"), REQUIREMENTS));
  assertEquals(new Set(order), new Set(REQUIREMENTS));
});
