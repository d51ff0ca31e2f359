import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { TrapBench } from "./_trap_bench.ts";

/** Counts timers that are set for a time that is over, until disposed. */
function countNegativeTimers() {
  const original = globalThis.setTimeout;
  let seen = 0;
  globalThis.setTimeout = ((work: () => void, ms = 0) => {
    if (ms < 0) seen++;
    return original(work, ms);
  }) as typeof setTimeout;
  return {
    get seen(): number {
      return seen;
    },
    [Symbol.dispose]: () => void (globalThis.setTimeout = original),
  };
}

Deno.test("while nothing is to be sent", async (t) => {
  await using bench = await TrapBench.start([[0]]);

  await t.step("bare kafkajs arms timers with negative delays, over and over", async () => {
    using negative = countNegativeTimers();
    const admin = bench.bareClient().admin();
    await admin.connect();
    await admin.listTopics();
    const before = negative.seen;
    await waitFor(() => negative.seen > before + 50, { what: "fifty timers of an idle client" });
    await admin.disconnect();
  });

  await t.step("our client arms none", async () => {
    using negative = countNegativeTimers();
    await using admin = await bench.kafka.admin();
    await admin.listTopics();
    using beats = bench.count("Heartbeat", "answer");
    await using _member = await bench.kafka.joinGroup({
      groupId: "ours",
      topics: ["orders"],
      heartbeatIntervalMs: 20,
      onBatch: () => {},
    });
    await waitFor(() => beats.seen > 5, { what: "some heartbeats" });
    assertEquals(negative.seen, 0);
  });
});
