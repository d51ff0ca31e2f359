import { assertEquals, assertRejects } from "@std/assert";
import { TrapBench } from "./_trap_bench.ts";

/** Partition 1 has one copy, and its broker is gone. */
async function withoutLeader(bench: TrapBench): Promise<void> {
  await bench.cluster.kill(1);
}

function start(): Promise<TrapBench> {
  return TrapBench.start([[0], [1], [2]], { brokers: 3 });
}

Deno.test("bare kafkajs lists no topic while one partition has no leader", async () => {
  await using bench = await start();
  await withoutLeader(bench);
  const [living] = bench.proxy.bootstrapServers.split(",");
  const admin = bench.bareClient("bare", { brokers: [living!], retries: 1 }).admin();
  try {
    await assertRejects(
      async () => {
        await admin.connect();
        await admin.listTopics();
      },
      Error,
      "leader",
    );
  } finally {
    await admin.disconnect();
  }
});

Deno.test("ours answers for all that has a leader", async () => {
  await using bench = await start();
  await using admin = await bench.kafka.admin();
  await withoutLeader(bench);
  assertEquals(await admin.listTopics(), ["orders"]);
  assertEquals((await admin.describeCluster()).brokers.map(({ id }) => id), [0, 2]);
  assertEquals(await admin.listGroups(), []);
});
