import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { ourTuning, randomObjective } from "./objectives.ts";
import { payloads } from "./payloads.ts";
import { quantiles, quantilesOf } from "./samples.ts";

Deno.test("a quantile is one of the waits, at its share of the ordered ones", () => {
  const waits = [30, 4, 100, 20];
  assertEquals(quantilesOf(waits, [0, 0.25, 0.5, 0.74, 0.75, 1]), [4, 20, 30, 30, 100, 100]);
  assertEquals(waits, [30, 4, 100, 20]);
});

Deno.test("a record waits from its turn on, for ever if nobody answers", () => {
  const samples = [
    { dueMs: 0, sentMs: 50, doneMs: 51 },
    { dueMs: 10, sentMs: 10, doneMs: undefined },
  ];
  assertEquals(quantiles(samples, [0, 1]), [51, Infinity]);
});

Deno.test("settings of ours leave a record more time than they let it linger", () => {
  const random = seededRandom("objectives");
  for (const most of ["throughput", "latency", "bytes"] as const) {
    for (let at = 0; at < 50; at++) {
      const objective = randomObjective(random, most);
      const { lingerMs, compression } = ourTuning(objective);
      assert(lingerMs >= 0 && lingerMs + objective.roundTripMs * 2 < objective.p99Ms);
      assertEquals(compression === "none", objective.payload === "random");
    }
  }
});

Deno.test("payloads have their size, and text is text", () => {
  for (const kind of ["text", "random"] as const) {
    const valueOf = payloads(seededRandom(kind), kind, 1000);
    assertEquals([valueOf(0).length, valueOf(513).length], [1000, 1000]);
  }
  const text = new TextDecoder().decode(payloads(seededRandom("a"), "text", 1000)(0));
  assert(text.startsWith('{"event_id":'), text.slice(0, 40));
});
