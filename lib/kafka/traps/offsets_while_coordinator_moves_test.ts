import { assertEquals, assertRejects } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { bytes, TrapBench } from "./_trap_bench.ts";

const GROUP = "billers";

function start(): Promise<TrapBench> {
  return TrapBench.start([[0, 1, 2]], { brokers: 3 });
}

/** Gives all groups another coordinator. */
async function moveCoordinator(bench: TrapBench): Promise<void> {
  const admin = bench.bareClient("mover").admin();
  await admin.connect();
  const topic = "__consumer_offsets";
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  for (const { partitionId: partition, leader, replicas } of topics[0]!.partitions) {
    await bench.cluster.moveLeader({ topic, partition }, replicas.find((id) => id !== leader)!);
  }
  await admin.disconnect();
}

/** Lets the coordinator move after it was looked up and before it is asked. */
async function moveMeanwhile(bench: TrapBench, sendOffsets: () => Promise<void>): Promise<void> {
  const held = bench.proxy.add({ apiKeys: ["TxnOffsetCommit"], times: 1, action: "freeze" });
  const sending = sendOffsets();
  sending.catch(() => {});
  await waitFor(() => held.fired === 1, { what: "the offsets to be on their way" });
  await moveCoordinator(bench);
  held.remove();
  await sending;
}

Deno.test("bare kafkajs gives up on a transaction's offsets when the group's coordinator moves", async () => {
  await using bench = await start();
  const producer = await bench.bareProducer(bench.bareClient(), { transactionalId: "till" });
  const transaction = await producer.transaction();
  await transaction.send({ topic: "orders", messages: [{ partition: 0, value: "paid" }] });
  const topics = [{ topic: "orders", partitions: [{ partition: 0, offset: "7" }] }];
  const sendOffsets = () => transaction.sendOffsets({ consumerGroupId: GROUP, topics });
  const error = await assertRejects(() => moveMeanwhile(bench, sendOffsets), Error);
  assertEquals((error as { type?: string }).type, "NOT_COORDINATOR_FOR_GROUP");
});

Deno.test("our transaction finds the new coordinator and commits offsets and records together", async () => {
  await using bench = await start();
  await using session = await bench.kafka.transactional("till");
  const transaction = await session.begin();
  const records = [{ value: bytes("paid") }];
  await transaction.produce({ topic: "orders", partition: 0, records });
  const offsets = [{ topic: "orders", partition: 0, offset: 7n }];
  await moveMeanwhile(bench, () => transaction.sendOffsets(GROUP, offsets));
  await transaction.commit();
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.committedOffsets(GROUP, ["orders"]), offsets);
  assertEquals(await bench.values(), ["paid"]);
});
