import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { runConsumer } from "../../consumer/mod.ts";
import { TrapBench } from "./_trap_bench.ts";

Deno.test("bare kafkajs waits without a limit for a handler that hangs; our consumer has a deadline", async () => {
  await using bench = await TrapBench.start([[0]]);
  await bench.fill(["hangs"]);
  const hanging = Promise.withResolvers<void>();
  using _released = { [Symbol.dispose]: hanging.resolve };
  let begun = 0;
  const handler = () => {
    begun++;
    return hanging.promise;
  };
  const bare = await bench.bareConsumer(bench.bareClient());
  await bare.run({ eachMessage: handler });
  await using ours = await runConsumer(bench.kafka, {
    groupId: "ours",
    topics: ["orders"],
    shutdownTimeoutMs: 100,
    handler,
  });
  await waitFor(() => begun === 2, { what: "both handlers to hang" });
  let bareStopped = false;
  const stopping = bare.stop().then(() => bareStopped = true);
  const { processed } = await ours.stop();
  assertEquals([processed, bareStopped], [0, false]);
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.committedOffsets("ours", ["orders"]), []);
  hanging.resolve();
  await stopping;
});
