import { assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../../core/mod.ts";
import type { GroupSession } from "../port.ts";
import { bytes, TrapBench } from "./_trap_bench.ts";

const GROUP = "billers";
const OFFSETS = [{ topic: "orders", partition: 0, offset: 1n }];

function join(bench: TrapBench): Promise<GroupSession> {
  return bench.kafka.joinGroup({
    groupId: GROUP,
    topics: ["orders"],
    heartbeatIntervalMs: 50,
    onBatch: () => {},
  });
}

Deno.test("bare kafkajs lets a member that its group has left behind move offsets in a transaction", async () => {
  await using bench = await TrapBench.start([[0]]);
  const consumer = await bench.bareConsumer(bench.bareClient("zombie"), { groupId: GROUP });
  let joined = 0;
  consumer.on(consumer.events.GROUP_JOIN, () => void joined++);
  await consumer.run({ autoCommit: false, eachMessage: async () => {} });
  await waitFor(() => joined === 1, { what: "the member to join" });
  await consumer.stop();
  await using heir = await join(bench);
  await heir.commit([{ ...OFFSETS[0]!, offset: 5n }], heir.generation!);

  const producer = await bench.bareProducer(bench.bareClient(), { transactionalId: "till" });
  const transaction = await producer.transaction();
  const topics = [{ topic: "orders", partitions: [{ partition: 0, offset: "1" }] }];
  await transaction.sendOffsets({ consumerGroupId: GROUP, topics });
  await transaction.commit();
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.committedOffsets(GROUP, ["orders"]), OFFSETS);
});

Deno.test("our transaction names the generation, and the coordinator refuses one that is over", async () => {
  await using bench = await TrapBench.start([[0]]);
  const zombie = await join(bench);
  const left = zombie.generation!;
  await zombie[Symbol.asyncDispose]();
  await using heir = await join(bench);
  await heir.commit([{ ...OFFSETS[0]!, offset: 5n }], heir.generation!);

  await using session = await bench.kafka.transactional("till");
  const transaction = await session.begin();
  await transaction.produce({ topic: "orders", partition: 0, records: [{ value: bytes("z") }] });
  await assertRejects(() => transaction.sendOffsets(GROUP, OFFSETS, left), WorkshopError);
  await transaction.abort();
  await using admin = await bench.kafka.admin();
  const committed = await admin.committedOffsets(GROUP, ["orders"]);
  assertEquals(committed.map(({ offset }) => offset), [5n]);
  assertEquals(await bench.values(), []);
});
