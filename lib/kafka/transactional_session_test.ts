import { assert, assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { Bench, bytes } from "./_bench.ts";
import { ProducerFencedError } from "./mod.ts";

const batch = (value: string, partition = 0) => ({
  topic: "orders",
  partition,
  records: [{ value: bytes(value) }],
});

Deno.test("a transaction's batches and offsets become visible together, or never", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using admin = await bench.kafka.admin();
  await using session = await bench.kafka.transactional("billing");
  const offset = (value: bigint) => [{ topic: "orders", partition: 0, offset: value }];

  const aborted = await session.begin();
  await aborted.produce(batch("aborted"));
  await aborted.sendOffsets("billers", offset(5n));
  await aborted.abort();
  assertEquals(await admin.committedOffsets("billers", ["orders"]), []);

  const committed = await session.begin();
  await committed.produce(batch("a"));
  await committed.produce(batch("b", 1));
  await committed.sendOffsets("billers", offset(7n));
  assertEquals(await bench.values("orders"), []);
  await committed.commit();

  assertEquals(await bench.values("orders"), ["a", "b"]);
  assertEquals(await admin.committedOffsets("billers", ["orders"]), offset(7n));
  const all = await bench.values("orders", { isolationLevel: "read_uncommitted" });
  assertEquals(all.toSorted(), ["a", "aborted", "b"]);
});

Deno.test("there is one transaction at a time, and an ended one takes nothing more", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.transactional("billing");
  const first = await session.begin();
  const error = await assertRejects(() => session.begin(), WorkshopError);
  assertEquals(error.code, "TRANSACTION_OPEN");
  await first.abort();
  const late = await assertRejects(() => first.produce(batch("late")), WorkshopError);
  assertEquals(late.code, "TRANSACTION_ENDED");
  await (await session.begin()).commit();
});

Deno.test("a session that took the id over fences the earlier one and aborts what it left", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using zombie = await bench.kafka.transactional("billing");
  const left = await zombie.begin();
  await left.produce(batch("zombie"));
  await using heir = await bench.kafka.transactional("billing");
  assert(zombie.usable);
  const error = await assertRejects(() => left.commit(), ProducerFencedError);
  assertEquals([error.definite, error.retriable, error.code], [true, false, "PRODUCER_FENCED"]);
  assertEquals([error.by, error.transactionalId], ["another session", "billing"]);
  // The coordinator counts one epoch on to abort what was left open, and one for the heir.
  assertEquals(error.currentEpoch, error.producerEpoch + 2);
  assertEquals(zombie.usable, false);
  await assertRejects(() => zombie.begin(), WorkshopError);
  const own = await heir.begin();
  await own.produce(batch("heir"));
  await own.commit();
  assertEquals(await bench.values("orders"), ["heir"]);
});

Deno.test("a commit whose answer was lost is repeated and known", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.transactional("billing");
  const transaction = await session.begin();
  await transaction.produce(batch("a"));
  const lost = bench.proxy.add({ apiKeys: ["EndTxn"], times: 2, action: "dropAnswer" });
  await transaction.commit();
  assertEquals([lost.fired, await bench.values("orders")], [2, ["a"]]);
});

Deno.test("after an uncertain batch the transaction can still be aborted, and the next session goes on", async () => {
  await using bench = await Bench.start({ orders: 1 });
  {
    await using session = await bench.kafka.transactional("billing", { requestTimeoutMs: 1000 });
    const transaction = await session.begin();
    await transaction.produce(batch("a"));
    const lost = bench.proxy.add({ apiKeys: ["Produce"], action: "dropAnswer" });
    const error = await assertRejects(() => transaction.produce(batch("b")), WorkshopError);
    assertEquals(error.definite, false);
    lost.remove();
    await transaction.abort();
    await assertRejects(() => session.begin(), WorkshopError);
  }
  await using session = await bench.kafka.transactional("billing");
  const transaction = await session.begin();
  await transaction.produce(batch("c"));
  await transaction.commit();
  assertEquals(await bench.values("orders"), ["c"]);
});

Deno.test("a member that its group has left behind can't commit in a transaction", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using member = await bench.kafka.joinGroup({
    groupId: "billers",
    topics: ["orders"],
    onBatch: () => {},
  });
  await using session = await bench.kafka.transactional("billing");
  const transaction = await session.begin();
  await transaction.produce(batch("a"));
  const { id, memberId } = member.generation!;
  const offsets = [{ topic: "orders", partition: 0, offset: 1n }];
  const stale = { id: id - 1, memberId };
  const error = await assertRejects(
    () => transaction.sendOffsets("billers", offsets, stale),
    WorkshopError,
  );
  assertEquals(error.code, "ILLEGAL_GENERATION");
  await transaction.abort();
  assertEquals(await bench.values("orders"), []);
});

Deno.test("whatever a fenced session asks for tells that it is fenced", async () => {
  await using bench = await Bench.start({ orders: 2 });
  const offsets = [{ topic: "orders", partition: 0, offset: 1n }];
  for (const ask of ["produce", "add", "sendOffsets"] as const) {
    await using zombie = await bench.kafka.transactional("billing");
    const left = await zombie.begin();
    await left.produce(batch("zombie"));
    await using _heir = await bench.kafka.transactional("billing");
    const error = await assertRejects(async () => {
      if (ask === "sendOffsets") await left.sendOffsets("billers", offsets);
      else await left.produce(batch("late", ask === "add" ? 1 : 0));
    }, ProducerFencedError);
    assertEquals([ask, error.by, error.definite], [ask, "another session", true]);
  }
  assertEquals(await bench.values("orders"), []);
});

Deno.test("a transaction that was open for too long is fenced by its timeout, and says so", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.transactional("billing", { transactionTimeoutMs: 1500 });
  await using admin = await bench.kafka.admin();
  const transaction = await session.begin();
  await transaction.produce(batch("slow"));
  await waitFor(async () => {
    const [offsets] = await admin.topicOffsets("orders");
    return offsets!.high === 2n;
  }, { what: "the marker of the abort" });
  const error = await assertRejects(() => transaction.commit(), ProducerFencedError);
  assertEquals([error.by, error.definite], ["the transaction timeout", true]);
  assertEquals(await bench.values("orders"), []);
});

Deno.test("a commit whose every answer was lost is not known, and the next session settles it", async () => {
  await using bench = await Bench.start({ orders: 1 });
  {
    await using session = await bench.kafka.transactional("billing", { requestTimeoutMs: 1000 });
    const transaction = await session.begin();
    await transaction.produce(batch("a"));
    const lost = bench.proxy.add({ apiKeys: ["EndTxn"], action: "dropAnswer" });
    const error = await assertRejects(() => transaction.commit(), WorkshopError);
    assertEquals([error.definite, session.usable], [false, false]);
    lost.remove();
  }
  await using _heir = await bench.kafka.transactional("billing");
  assertEquals(await bench.values("orders"), ["a"]);
});

Deno.test("a commit that never left is known to have failed", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.transactional("billing", { requestTimeoutMs: 1000 });
  const transaction = await session.begin();
  await transaction.produce(batch("a"));
  await bench.proxy.refuse(true);
  // A request finds the session's connection lost, so that the commit is never written into it.
  await assertRejects(() => session.partitionCount("others"), WorkshopError);
  const error = await assertRejects(() => transaction.commit(), WorkshopError);
  assertEquals([error.definite, session.usable], [true, false]);
});

Deno.test("a session in which anything is in doubt is done for: what is late must find a newer epoch", async () => {
  await using bench = await Bench.start({ orders: 1 });
  const offsets = [{ topic: "orders", partition: 0, offset: 1n }];
  for (const apiKey of ["AddPartitionsToTxn", "AddOffsetsToTxn", "TxnOffsetCommit"] as const) {
    await using session = await bench.kafka.transactional("billing", { requestTimeoutMs: 1000 });
    const transaction = await session.begin();
    const lost = bench.proxy.add({ apiKeys: [apiKey], action: "dropAnswer" });
    const error = await assertRejects(async () => {
      if (apiKey === "AddPartitionsToTxn") await transaction.produce(batch("a"));
      else await transaction.sendOffsets("billers", offsets);
    }, WorkshopError);
    lost.remove();
    assertEquals([apiKey, error.definite, session.usable], [apiKey, false, false]);
  }
  await using _heir = await bench.kafka.transactional("billing");
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.committedOffsets("billers", ["orders"]), []);
});
