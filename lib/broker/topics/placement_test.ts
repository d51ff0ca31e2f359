import { assertEquals } from "@std/assert";
import { placeReplicas } from "./placement.ts";

Deno.test("leaders go round the brokers, followers come after them", () => {
  const placed = placeReplicas({
    brokerIds: [0, 1, 2],
    partitions: 4,
    replicationFactor: 2,
    first: 1,
  });
  assertEquals(placed, [[1, 2], [2, 0], [0, 1], [1, 2]]);
});
