import { assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { javaPartition } from "./placement.ts";
import { areGlued, rarePlacements } from "./rare_placements.ts";

Deno.test("questions that look alike when glued together have different answers", () => {
  const asked = rarePlacements(seededRandom("a"));
  const seen = new Map<string, number>();
  const wrong = asked.flatMap((placement) => {
    const text = `${placement.key}${placement.partitionCount}`;
    const answer = seen.get(text) ?? javaPartition(placement);
    seen.set(text, answer);
    return answer === javaPartition(placement) ? [] : [{ placement, answer }];
  });
  assertEquals(wrong.length, 3);
  assertEquals(areGlued(wrong, asked), true);
  assertEquals(areGlued([{ placement: asked[0]!, answer: -1 }], asked), false);
});

Deno.test("a key that is cut anywhere from 128 to 65,536 bytes lands elsewhere", () => {
  const asked = rarePlacements(seededRandom("b"));
  for (const bytes of [128, 256, 1024, 65_536]) {
    const moved = asked.filter(({ key, partitionCount }) =>
      javaPartition({ key, partitionCount }) !==
        javaPartition({ key: key.slice(0, bytes), partitionCount })
    );
    assertEquals(moved.length >= 2, true, `${bytes} bytes`);
  }
});
