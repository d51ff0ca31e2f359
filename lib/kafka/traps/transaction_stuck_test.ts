import { assertEquals, assertRejects } from "@std/assert";
import { bytes, TrapBench } from "./_trap_bench.ts";

Deno.test("bare kafkajs can neither end nor begin a transaction once EndTxn has failed", async () => {
  await using bench = await TrapBench.start([[0]]);
  const producer = await bench.bareProducer(bench.bareClient(), { transactionalId: "till" });
  const transaction = await producer.transaction();
  await transaction.send({ topic: "orders", messages: [{ partition: 0, value: "paid" }] });
  const lost = bench.proxy.add({ apiKeys: ["EndTxn"], times: 1, action: "dropAnswer" });
  await assertRejects(() => transaction.commit());
  assertEquals(lost.fired, 1);
  for (let round = 0; round < 3; round++) {
    await assertRejects(() => transaction.abort(), Error, "once ended");
    await assertRejects(() => producer.transaction(), Error, "Transaction state exception");
  }
  assertEquals(await bench.values(), ["paid"]);
});

Deno.test("our transaction repeats EndTxn, and after a failure the next session of the id goes on", async () => {
  await using bench = await TrapBench.start([[0]]);
  const batch = (value: string) => ({
    topic: "orders",
    partition: 0,
    records: [{ value: bytes(value) }],
  });
  await using session = await bench.kafka.transactional("till", { requestTimeoutMs: 1000 });
  const first = await session.begin();
  await first.produce(batch("repeated"));
  const lost = bench.proxy.add({ apiKeys: ["EndTxn"], times: 1, action: "dropAnswer" });
  await first.commit();
  assertEquals(lost.fired, 1);

  const second = await session.begin();
  await second.produce(batch("unknown"));
  const frozen = bench.proxy.add({ apiKeys: ["EndTxn"], action: "dropAnswer" });
  const error = await assertRejects(() => second.commit());
  assertEquals((error as { definite?: boolean }).definite, false);
  frozen.remove();

  await using next = await bench.kafka.transactional("till");
  const third = await next.begin();
  await third.produce(batch("after"));
  await third.commit();
  assertEquals(await bench.values(), ["repeated", "unknown", "after"]);
});
