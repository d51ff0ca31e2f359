import { assert, assertEquals, assertRejects } from "@std/assert";
import { readDeadLetter } from "../consumer/mod.ts";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { ProducerFencedError } from "../kafka/mod.ts";
import { bills, ExactlyOnceBench, GROUP, PARTITIONS, textOf } from "./_exactly_once_bench.ts";

Deno.test("each order becomes one bill, also while members join and leave", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(400);
  const first = await bench.member("first");
  await waitFor(() => first.statistics().committed > 3, { what: "a first part" });
  const second = await bench.member("second");
  await bench.order(200);
  await waitFor(() => second.statistics().committed > 0, { what: "the second to work" });
  await first.stop();
  await first.closed;
  await bench.demandPrefix();
  const third = await bench.member("third");
  await bench.order(100);
  await bench.done();
  await Promise.all([second.stop(), third.stop()]);
  await bench.demandExact();
  const all = [first, second, third].map((member) => member.statistics());
  const sum = (of: (each: typeof all[number]) => number) =>
    all.reduce((n, each) => n + of(each), 0);
  assertEquals(sum(({ outputs }) => outputs), 700 * PARTITIONS);
  assertEquals(sum(({ processed }) => processed), 700 * PARTITIONS);
});

Deno.test("an answer to a commit that is lost once is asked for again", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(200);
  const lost = bench.proxy.add({
    apiKeys: ["EndTxn"],
    action: "dropAnswer",
    probability: 0.4,
    seed: "EndTxn",
  });
  const member = await bench.member();
  await bench.done();
  assert(lost.fired > 0);
  await member.stop();
  await bench.demandExact();
});

Deno.test("a commit that nobody answers is settled by the committed offsets, whether done or not", async () => {
  for (const action of ["dropAnswer", "refuse"] as const) {
    await using bench = await ExactlyOnceBench.start();
    await bench.order(200);
    const member = await bench.member("member", { requestTimeoutMs: 700 });
    const lost = bench.proxy.add({ apiKeys: ["EndTxn"], action });
    const { statistics } = member;
    await waitFor(() => statistics.call(member).uncertain > 0, { what: "a commit in doubt" });
    lost.remove();
    await bench.order(50);
    await bench.done();
    await member.stop();
    await bench.demandExact();
  }
});

Deno.test("requests and answers that are lost anywhere cost transactions, never bills", async () => {
  await using bench = await ExactlyOnceBench.start();
  const faults = (["dropAnswer", "refuse", "halfAnswer", "halfRequest"] as const).map((action) =>
    bench.proxy.add({
      apiKeys: [
        "AddOffsetsToTxn",
        "AddPartitionsToTxn",
        "EndTxn",
        "InitProducerId",
        "Produce",
        "TxnOffsetCommit",
      ],
      probability: 0.1,
      action,
      seed: action,
    })
  );
  const member = await bench.member("member", { requestTimeoutMs: 700 });
  await bench.order(1000);
  await bench.done();
  assert(faults.every(({ fired }) => fired > 0));
  await member.stop();
  await bench.demandExact();
});

Deno.test("what a dead producer left open is aborted by whoever takes its partition over", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(20);
  // It dies behind its offsets, before its commit: nobody will ever end its transaction.
  const dead = await bench.client("dead").transactional(`${GROUP}-orders-0`, {
    transactionTimeoutMs: 900_000,
  });
  const left = await dead.begin();
  const records = [{ value: new TextEncoder().encode("bill of the dead") }];
  await left.produce({ topic: "bills", partition: 0, records });
  await left.sendOffsets(GROUP, [{ topic: "orders", partition: 0, offset: 20n }]);
  const member = await bench.member();
  await bench.done();
  await member.stop();
  await bench.demandExact();
  assertEquals(member.statistics().aborted, 0);
});

Deno.test("a batch that can't be committed is aborted and done again", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(100);
  const member = await bench.member("member", { requestTimeoutMs: 700 });
  const refused = bench.proxy.add({ apiKeys: ["TxnOffsetCommit"], action: "refuse" });
  await waitFor(() => member.statistics().aborted >= 3, { what: "aborted transactions" });
  assertEquals(await bench.visible(), [[], [], []]);
  assertEquals(await bench.committed(), [0, 0, 0]);
  refused.remove();
  await bench.done();
  await member.stop();
  await bench.demandExact();
});

Deno.test("a stray session of its id fences a member, which takes it back while it owns the partition", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(50);
  const member = await bench.member();
  await bench.done();
  await using _stray = await bench.client("stray").transactional(`${GROUP}-orders-1`);
  await bench.order(50);
  await bench.done();
  assertEquals(member.statistics().fenced, 1);
  await member.stop();
  await bench.demandExact();
});

Deno.test("who can't keep its transactional id ends, and says who has it", async () => {
  await using bench = await ExactlyOnceBench.start();
  const thief = bench.client("thief");
  const member = await bench.member("member", {
    process: async (orders) => {
      const { partition } = orders[0]!;
      if (partition === 1) {
        await using _stolen = await thief.transactional(`${GROUP}-orders-${partition}`);
      }
      return bills(orders);
    },
  });
  await bench.order(10);
  const error = await assertRejects(() => member.closed, ProducerFencedError);
  assertEquals([error.by, error.transactionalId], ["another session", `${GROUP}-orders-1`]);
  assertEquals((await bench.visible())[1], []);
});

Deno.test("poison goes to the dead letters in the transaction of its batch", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(100, (sequence) => sequence % 25 === 3 ? "poison" : String(sequence));
  let calls = 0;
  const member = await bench.member("member", {
    process: (orders) => {
      calls++;
      if (orders.some((order) => textOf(order) === "poison")) throw new TypeError("no amount");
      return bills(orders);
    },
  });
  await bench.done();
  const { deadLettered, outputs, processed } = await member.stop();
  assertEquals([deadLettered, outputs, processed], [12, 288, 300]);
  assert(calls > 12);
  const expected = Array.from({ length: 100 }, (_, at) => at).filter((at) => at % 25 !== 3);
  const rows = expected.map((sequence) => `bill ${sequence}`);
  assertEquals(await bench.visible(), [rows, rows, rows]);
  const letters = await Array.fromAsync(bench.kafka.read({ topic: "DLQ" }));
  const places = letters.map((letter) => {
    const { origin, errorClass, attempts } = readDeadLetter(letter)!;
    return [origin.partition, Number(origin.offset), errorClass, attempts].join(" ");
  });
  const planted = [0, 1, 2].flatMap((partition) =>
    [3, 28, 53, 78].map((offset) => `${partition} ${offset} TypeError 1`)
  );
  assertEquals(places.toSorted(), planted.toSorted());
  assertEquals(new Set(letters.map(textOf)), new Set(["poison"]));
});

Deno.test("nothing of a batch is visible while its dead letters are refused", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(20, (sequence) => sequence === 5 ? "poison" : String(sequence));
  const member = await bench.member("member", {
    deadLetterTopic: "NOWHERE",
    topicTimeoutMs: 100,
    process: (orders) => {
      if (orders.some((order) => textOf(order) === "poison")) throw new TypeError("no amount");
      return bills(orders);
    },
  });
  await waitFor(() => member.statistics().aborted >= 3, { what: "aborted transactions" });
  await bench.demandPrefix();
  await using admin = await bench.kafka.admin();
  await admin.createTopics([{ name: "NOWHERE", partitions: 1 }]);
  await bench.done();
  await member.stop();
  const letters = await Array.fromAsync(bench.kafka.read({ topic: "NOWHERE" }));
  assertEquals(letters.map(textOf), ["poison", "poison", "poison"]);
});

Deno.test("a dead letter that is too large for its topic goes without what makes it so", async () => {
  await using bench = await ExactlyOnceBench.start();
  await using admin = await bench.kafka.admin();
  await admin.createTopics([
    { name: "small", partitions: 1, config: { "max.message.bytes": "2000" } },
  ]);
  await bench.order(3, () => "x".repeat(5000));
  const member = await bench.member("member", {
    deadLetterTopic: "small",
    process: () => {
      throw new TypeError("poison");
    },
  });
  await bench.done();
  await member.stop();
  const letters = await Array.fromAsync(bench.kafka.read({ topic: "small" }));
  assertEquals(letters.length, 9);
  for (const letter of letters) {
    assertEquals([letter.value, readDeadLetter(letter)!.omitted], [null, ["value"]]);
  }
});

Deno.test("what may pass is tried again, and an outage waited out, while no transaction is open", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(10);
  let opened = 0;
  bench.proxy.onTraffic(({ apiKey }) => {
    if (apiKey === "AddPartitionsToTxn") opened++;
  });
  const tries = new Map<number, number>();
  const openedWhileFailing: number[] = [];
  const member = await bench.member("member", {
    retry: { baseMs: 5, maxRetries: 3 },
    process: (orders, { attempt }) => {
      const { partition } = orders[0]!;
      const count = (tries.get(partition) ?? 0) + 1;
      tries.set(partition, count);
      if ([...tries.values()].every((made) => made <= 5)) openedWhileFailing.push(opened);
      if (count <= 2) throw new WorkshopError("down", { code: "STORE", outage: true });
      if (count <= 5) throw new WorkshopError("busy", { code: "BUSY", retriable: true });
      assertEquals(attempt, 4);
      return bills(orders);
    },
  });
  await bench.done();
  const { retried, deadLettered } = await member.stop();
  assertEquals([retried, deadLettered], [5 * PARTITIONS, 0]);
  assert(openedWhileFailing.length >= 5);
  assertEquals(new Set(openedWhileFailing), new Set([0]));
  await bench.demandExact();
});

Deno.test("an error that can't pass ends the processing where there are no dead letters", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(10);
  const member = await bench.member("member", {
    deadLetterTopic: false,
    process: () => {
      throw new TypeError("no amount");
    },
  });
  await assertRejects(() => member.closed, TypeError);
  assertEquals([await bench.visible(), await bench.committed()], [[[], [], []], [0, 0, 0]]);
});

Deno.test("an output that no broker takes ends the processing", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(1);
  const member = await bench.member("member", {
    process: () => [{ topic: "bills", value: "x".repeat(2_000_000) }],
  });
  const error = await assertRejects(() => member.closed, WorkshopError);
  assertEquals(error.code, "RECORD_TOO_LARGE");
  assertEquals([await bench.visible(), await bench.committed()], [[[], [], []], [0, 0, 0]]);
});
