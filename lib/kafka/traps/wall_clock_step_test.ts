import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import type { Generation } from "../port.ts";
import { TrapBench } from "./_trap_bench.ts";

const HOUR_MS = 3_600_000;

/** Sets the wall clock back by an hour, for whoever asks Date, until disposed. */
function setBack(): Disposable {
  const now = Date.now;
  Date.now = () => now() - HOUR_MS;
  return { [Symbol.dispose]: () => void (Date.now = now) };
}

/** A member that fetches has no heartbeat under way, whose answer would be dated by the new time. */
function setBackDuringFetch(bench: TrapBench): Promise<Disposable> {
  return new Promise((resolve) => {
    const stop = bench.proxy.onTraffic(({ apiKey, direction }) => {
      if (apiKey !== "Fetch" || direction !== "request") return;
      stop();
      resolve(setBack());
    });
  });
}

Deno.test("after a step of the wall clock back", async (t) => {
  await using bench = await TrapBench.start([[0]]);

  await t.step(
    "bare kafkajs fetches on and sends no heartbeats: its group will throw it out",
    async () => {
      const consumer = await bench.bareConsumer(bench.bareClient());
      let joined = false;
      consumer.on(consumer.events.GROUP_JOIN, () => void (joined = true));
      await consumer.run({ eachMessage: async () => {} });
      await waitFor(() => joined, { what: "the member to join" });
      using beats = bench.count("Heartbeat", "request");
      await waitFor(() => beats.seen >= 5, { what: "heartbeats before the step" });
      using _back = await setBackDuringFetch(bench);
      using fetches = bench.count("Fetch", "answer");
      const before = beats.seen;
      await waitFor(() => fetches.seen >= 15, { what: "fifteen heartbeat intervals" });
      assertEquals(beats.seen - before, 0);
    },
  );

  await t.step("our member beats on in its generation", async () => {
    const generations: Generation[] = [];
    await using member = await bench.kafka.joinGroup({
      groupId: "ours",
      topics: ["orders"],
      heartbeatIntervalMs: 50,
      onBatch: () => {},
      onAssigned: (generation) => void generations.push(generation),
    });
    using _back = setBack();
    using beats = bench.count("Heartbeat", "request");
    await waitFor(() => beats.seen >= 5, { what: "heartbeats" });
    assertEquals([generations.length, member.generation], [1, generations[0]]);
  });
});
