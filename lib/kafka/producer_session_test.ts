import { assert, assertEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import { Bench, bytes, text } from "./_bench.ts";
import type { Compression } from "./port.ts";

const one = (value: string) => [{ value: bytes(value) }];

Deno.test("a batch is acknowledged with the offset of its first record", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer();
  assertEquals(await session.produce({ topic: "orders", partition: 0, records: one("a") }), {
    baseOffset: 0n,
    logAppendTimeMs: undefined,
  });
  const second = { topic: "orders", partition: 0, records: [...one("b"), ...one("c")] };
  assertEquals((await session.produce(second)).baseOffset, 1n);
  assertEquals(await session.partitionCount("orders"), 1);
  assertEquals(await bench.values("orders"), ["a", "b", "c"]);
});

Deno.test("headers keep their order, their repeats and their nulls", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer();
  const headers = [
    { name: "b", value: null },
    { name: "1", value: bytes("one") },
    { name: "b", value: bytes("") },
    { name: "__proto__", value: bytes("p") },
  ];
  const record = { key: bytes("k"), value: null, headers, timestampMs: 0 };
  await session.produce({ topic: "orders", partition: 0, records: [record] });
  const [found] = await bench.read("orders");
  assertEquals(found!.headers.map(({ name, value }) => [name, text(value)]), [
    ["b", null],
    ["1", "one"],
    ["b", ""],
    ["__proto__", "p"],
  ]);
  assertEquals([text(found!.key), found!.value, found!.timestampMs], ["k", null, 0]);
});

for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"] satisfies Compression[]) {
  Deno.test(`records come back from a batch compressed with ${compression}`, async () => {
    await using bench = await Bench.start({ orders: 1 });
    await using session = await bench.kafka.producer({ compression });
    const values = Array.from({ length: 200 }, (_, at) => `order ${at} `.repeat(20));
    const records = values.map((value) => ({ value: bytes(value) }));
    await session.produce({ topic: "orders", partition: 0, records });
    assertEquals(await bench.values("orders"), values);
  });
}

Deno.test("an idempotent session repeats a batch whose answer was lost, and it is there once", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer();
  await session.produce({ topic: "orders", partition: 0, records: one("before") });
  const lost = bench.proxy.add({ apiKeys: ["Produce"], times: 3, action: "dropAnswer" });
  const receipt = await session.produce({ topic: "orders", partition: 0, records: one("once") });
  assertEquals([lost.fired, receipt.baseOffset, session.usable], [3, 1n, true]);
  await session.produce({ topic: "orders", partition: 0, records: one("after") });
  assertEquals(await bench.values("orders"), ["before", "once", "after"]);
});

Deno.test("a lost answer without idempotence is uncertain, and ends the session", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer({ idempotent: false });
  bench.proxy.add({ apiKeys: ["Produce"], times: 1, action: "dropAnswer" });
  const batch = { topic: "orders", partition: 0, records: one("maybe") };
  const error = await assertRejects(() => session.produce(batch), WorkshopError);
  assertEquals([error.code, error.definite], ["CONNECTION_LOST", false]);
  assertEquals([error.topic, error.partition, session.usable], ["orders", 0, false]);
  const next = await assertRejects(() => session.produce(batch), WorkshopError);
  assertEquals([next.code, next.definite, next.retriable], ["SESSION_ENDED", true, true]);
  assertEquals(await bench.values("orders"), ["maybe"]);
});

Deno.test("an idempotent session gives up after its time, uncertain", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer();
  const batch = { topic: "orders", partition: 0, records: one("maybe") };
  await session.partitionCount("orders");
  bench.proxy.add({ apiKeys: ["Produce"], action: "halfAnswer" });
  const error = await assertRejects(
    () => session.produce(batch, { repeatForMs: 200 }),
    WorkshopError,
  );
  assertEquals([error.definite, session.usable], [false, false]);
});

Deno.test("an answer that comes too late is uncertain", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer({ idempotent: false, requestTimeoutMs: 1000 });
  const frozen = bench.proxy.add({ apiKeys: ["Produce"], action: "freeze" });
  const batch = { topic: "orders", partition: 0, records: one("late") };
  const error = await assertRejects(() => session.produce(batch), WorkshopError);
  assertEquals([error.code, error.definite], ["REQUEST_TIMED_OUT", false]);
  frozen.remove();
});

Deno.test("a broker that is away is a definite failure, and the session goes on when it is back", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer();
  await session.partitionCount("orders");
  bench.proxy.refuse(true);
  const batch = { topic: "orders", partition: 0, records: one("a") };
  const error = await assertRejects(() => session.produce(batch), WorkshopError);
  assertEquals([error.code, error.definite, error.retriable], ["CONNECTION_FAILED", true, true]);
  bench.proxy.refuse(false);
  assertEquals((await session.produce(batch)).baseOffset, 0n);
  assert(session.usable);
});

Deno.test("batches of a partition keep the order of the calls, also when answers are lost", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using session = await bench.kafka.producer();
  bench.proxy.add({ apiKeys: ["Produce"], times: 5, probability: 0.5, action: "dropAnswer" });
  const values = Array.from({ length: 40 }, (_, at) => String(at));
  await Promise.all(
    values.map((value, at) =>
      session.produce({ topic: "orders", partition: at % 2, records: one(value) })
    ),
  );
  const inOrder = (partition: number) => values.filter((_, at) => at % 2 === partition);
  assertEquals(await bench.values("orders", { partitions: [0] }), inOrder(0));
  assertEquals(await bench.values("orders", { partitions: [1] }), inOrder(1));
});

Deno.test("what the broker refuses is definite and carries Kafka's name", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using session = await bench.kafka.producer();
  const tooLarge = [{ value: new Uint8Array(2 * 1024 * 1024) }];
  const cases = [
    [{ topic: "orders", partition: 0, records: tooLarge }, "MESSAGE_TOO_LARGE", false],
    [{ topic: "nowhere", partition: 0, records: one("a") }, "UNKNOWN_TOPIC_OR_PARTITION", true],
    [{ topic: "orders", partition: 7, records: one("a") }, "UNKNOWN_TOPIC_OR_PARTITION", true],
    [{ topic: "not a topic", partition: 0, records: one("a") }, "INVALID_TOPIC_EXCEPTION", false],
  ] as const;
  for (const [batch, code, retriable] of cases) {
    const error = await assertRejects(() => session.produce(batch), WorkshopError);
    assertEquals([error.code, error.definite, error.retriable], [code, true, retriable]);
  }
  await session.produce({ topic: "orders", partition: 0, records: one("small") });
  assertEquals(await bench.values("orders"), ["small"]);
});

Deno.test("acks 0 sends without an answer, acks 1 with one", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using silent = await bench.kafka.producer({ acks: 0 });
  const sent = await silent.produce({ topic: "orders", partition: 0, records: one("a") });
  assertEquals(sent.baseOffset, undefined);
  await using leader = await bench.kafka.producer({ acks: 1 });
  await leader.produce({ topic: "orders", partition: 0, records: one("b") });
  assertEquals((await bench.values("orders")).toSorted(), ["a", "b"]);
  await assertRejects(() => bench.kafka.producer({ acks: 1, idempotent: true }), WorkshopError);
});

Deno.test("the successor of an uncertain session fences it wherever it has written", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using session = await bench.kafka.producer({ requestTimeoutMs: 1000 });
  const batch = (value: string, partition = 0) => ({
    topic: "orders",
    partition,
    records: one(value),
  });
  await session.produce(batch("before"));
  assertEquals([session.identity!.producerEpoch, session.successor], [0, undefined]);
  const lost = bench.proxy.add({ apiKeys: ["Produce"], action: "dropAnswer" });
  await assertRejects(() => session.produce(batch("maybe", 1)), WorkshopError);
  lost.remove();
  const { producerId } = session.identity!;
  assertEquals(session.successor, { producerId, producerEpoch: 1 });

  await using heir = await bench.kafka.producer({ identity: session.successor! });
  await heir.produce(batch("heir"));
  await using zombie = await bench.kafka.producer({ identity: session.identity! });
  const error = await assertRejects(() => zombie.produce(batch("late")), WorkshopError);
  assertEquals([error.code, error.definite], ["INVALID_PRODUCER_EPOCH", true]);
  assertEquals(zombie.successor, undefined);
  assertEquals(await bench.values("orders", { partitions: [0] }), ["before", "heir"]);
});
