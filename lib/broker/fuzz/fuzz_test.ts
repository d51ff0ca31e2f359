import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { fuzz } from "./fuzz.ts";
import { MALFORMATIONS, malformedFrame } from "./malformed.ts";

const SEED = "a3f1";
const FRAMES = 20_000;

Deno.test(`${FRAMES} malformed frames, seed ${SEED}, leave the cluster serving others`, async () => {
  const report = await fuzz({ frames: FRAMES, seed: SEED });
  assertEquals(report.unforeseen, []);
  assertEquals(report.frames, FRAMES);
  assert(report.roundTrips > 10, `only ${report.roundTrips} round trips beside them`);
  assert(report.connections.answered > 100 && report.connections.closed > 100);
});

for (const kind of MALFORMATIONS) {
  Deno.test(`a seed repeats its malformed frames: ${kind}`, () => {
    const frames = [1, 2].map(() => {
      const random = seededRandom(SEED);
      return Array.from({ length: 50 }, () => malformedFrame(kind, random));
    });
    assertEquals(frames[0]!.length, frames[1]!.length);
    assertEquals(frames[0], frames[1]);
  });
}
