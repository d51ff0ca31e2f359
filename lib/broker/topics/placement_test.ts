import { assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../errors.ts";
import { placeReplicas } from "./placement.ts";

const THREE = { ids: [0, 1, 2], live: [0, 1, 2], first: 1 };

Deno.test("leaders go round the brokers, followers come after them", () => {
  const placed = placeReplicas({ ...THREE, partitions: 4, replicationFactor: 2 });
  assertEquals(placed, [[1, 2], [2, 0], [0, 1], [1, 2]]);
});

Deno.test("brokers that are down get replicas last", () => {
  const two = { ...THREE, live: [0, 2], partitions: 2 };
  assertEquals(placeReplicas({ ...two, replicationFactor: 2 }), [[2, 0], [0, 2]]);
  assertEquals(placeReplicas({ ...two, replicationFactor: 3 }), [[2, 0, 1], [0, 2, 1]]);
});

Deno.test("more replicas than brokers, or none that lives, are refused", () => {
  for (const wrong of [{ replicationFactor: 4 }, { live: [], replicationFactor: 1 }]) {
    const place = () => placeReplicas({ ...THREE, partitions: 1, ...wrong });
    assertEquals(assertThrows(place, RequestError).code, "INVALID_REPLICATION_FACTOR");
  }
});
