import { assert, assertEquals } from "@std/assert";
import { lagShare, laneScale, laneShape } from "./scale.ts";

const lane = (low: string, committed: string | null, end: string) => ({ low, committed, end });

Deno.test("the lanes of a topic share a scale whose end is round", () => {
  const scale = laneScale([lane("0", "80", "90"), lane("0", "100", "110")]);
  assertEquals(scale, { from: 0n, to: 120n });
  assertEquals(laneShape(lane("0", "60", "90"), scale), { low: 0, committed: 50, end: 75 });
});

Deno.test("records that were deleted are off the scale", () => {
  const scale = laneScale([lane("1000", "1500", "2000"), lane("1200", null, "1900")]);
  assertEquals(scale, { from: 1000n, to: 2000n });
  assertEquals(laneShape(lane("1200", null, "1900"), scale), { low: 20, committed: null, end: 90 });
});

Deno.test("offsets above 2⁵³ keep their places", () => {
  const base = 9007199254740993n;
  const at = (add: bigint) => String(base + add);
  const scale = laneScale([lane(at(0n), at(50n), at(100n))]);
  assertEquals(laneShape(lane(at(0n), at(50n), at(100n)), scale), {
    low: 0,
    committed: 50,
    end: 100,
  });
});

Deno.test("an empty partition and an empty topic have a lane too", () => {
  const scale = laneScale([lane("0", null, "0")]);
  assertEquals(laneShape(lane("0", null, "0"), scale), { low: 0, committed: null, end: 0 });
  assert(laneScale([]).to > 0n);
});

Deno.test("a commit outside of the log stays inside the lane", () => {
  const scale = laneScale([lane("10", "5", "20")]);
  assertEquals(laneShape(lane("10", "5", "20"), scale).committed, 0);
  assertEquals(laneShape(lane("10", "9999", "20"), scale).committed, 100);
});

Deno.test("unread records are shown as a share of the most, small ones of a fixed measure", () => {
  const lags = (...all: (string | null)[]) => {
    const partitions = all.map((lag) => ({ lag }));
    return partitions.map((partition) => lagShare(partition, partitions));
  };
  assertEquals(lags("50", "0", null), [25, 0, 0]);
  assertEquals(lags("9007199254740993", "4503599627370496"), [100, 49.9]);
});
