import { assert, assertEquals, assertRejects } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { headerText, type Tracer, waitFor, WorkshopError } from "../core/mod.ts";
import { connectKafka, type Kafka, partitionForKey, ProducerFencedError } from "../kafka/mod.ts";
import { createMeter } from "../monitoring/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import {
  createTransactionalProducer,
  type TransactionalProducer,
  type TransactionalProducerOptions,
  TransactionError,
  type TransactionOutcome,
} from "./mod.ts";

const decoder = new TextDecoder();
const PARTITIONS = 3;

class Bench implements AsyncDisposable {
  readonly outcomes: TransactionOutcome["outcome"][] = [];
  readonly #stack: AsyncDisposableStack;

  private constructor(readonly kafka: Kafka, readonly proxy: Proxy, stack: AsyncDisposableStack) {
    this.#stack = stack;
  }

  static async start(): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
    const kafka = stack.use(connectKafka({ bootstrapServers: [proxy.bootstrapServers] }));
    await using admin = await kafka.admin();
    await admin.createTopics([
      { name: "orders", partitions: 1 },
      { name: "bills", partitions: PARTITIONS },
    ]);
    return new Bench(kafka, proxy, stack.move());
  }

  async open(options: Partial<TransactionalProducerOptions> = {}): Promise<TransactionalProducer> {
    return await createTransactionalProducer(this.kafka, {
      transactionalId: "billing-0",
      requestTimeoutMs: 1500,
      onTransaction: ({ outcome }) => this.outcomes.push(outcome),
      ...options,
    });
  }

  async bills(): Promise<string[]> {
    const bills = await Array.fromAsync(this.kafka.read({ topic: "bills" }));
    return bills.map(({ value }) => decoder.decode(value!)).toSorted();
  }

  async committed(): Promise<readonly bigint[]> {
    await using admin = await this.kafka.admin();
    return (await admin.committedOffsets("billers", ["orders"])).map(({ offset }) => offset);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

const bill = (value: string) => ({ topic: "bills", key: value, value });
const upTo = (offset: bigint) => [{ topic: "orders", partition: 0, offset }];

/** Sends values and an offset in a transaction that is left open. */
async function fill(
  producer: TransactionalProducer,
  values: readonly string[],
  offset: bigint,
) {
  const transaction = await producer.begin();
  await Promise.all(values.map((value) => transaction.send(bill(value))));
  await transaction.sendOffsets("billers", upTo(offset));
  return transaction;
}

Deno.test("records and offsets of a transaction become visible together, where Java would put them", async () => {
  await using bench = await Bench.start();
  await using producer = await bench.open();
  const values = Array.from({ length: 2000 }, (_, at) => `bill ${at}`);
  await producer.run(async (transaction) => {
    const sent = values.map((value) => transaction.send(bill(value)));
    await transaction.sendOffsets("billers", upTo(5n));
    const reports = await Promise.all(sent);
    const expected = values.map((value) =>
      partitionForKey(new TextEncoder().encode(value), PARTITIONS)
    );
    assertEquals(reports.map(({ partition }) => partition), expected);
    assertEquals(await bench.bills(), []);
  });
  assertEquals([await bench.bills(), await bench.committed()], [values.toSorted(), [5n]]);
  assertEquals(bench.outcomes, ["acknowledged"]);
});

Deno.test("what is aborted, by hand or because the work throws, leaves nothing visible", async () => {
  await using bench = await Bench.start();
  await using producer = await bench.open();
  await (await fill(producer, ["a"], 1n)).abort();
  const error = await assertRejects(() =>
    producer.run(async (transaction) => {
      // Nobody waits for it: it may not have left when the work throws.
      void transaction.send(bill("b"));
      await transaction.sendOffsets("billers", upTo(2n));
      throw new TypeError("no bill");
    }), TypeError);
  assertEquals(error.message, "no bill");
  await (await fill(producer, ["c"], 3n)).commit();
  assertEquals([await bench.bills(), await bench.committed()], [["c"], [3n]]);
  assertEquals(bench.outcomes, ["failed", "failed", "acknowledged"]);
});

Deno.test("there is one transaction at a time, and a closed producer begins none", async () => {
  await using bench = await Bench.start();
  const producer = await bench.open();
  const first = await producer.begin();
  const open = await assertRejects(() => producer.begin(), WorkshopError);
  assertEquals(open.code, "TRANSACTION_OPEN");
  await first.commit();
  const late = await assertRejects(() => first.send(bill("late")), WorkshopError);
  assertEquals(late.code, "TRANSACTION_ENDED");
  await fill(producer, ["left open"], 1n);
  await producer.close();
  const closed = await assertRejects(() => producer.begin(), WorkshopError);
  assertEquals(closed.code, "PRODUCER_CLOSED");
  assertEquals([await bench.bills(), bench.outcomes], [[], ["acknowledged", "failed"]]);
});

Deno.test("a record that can't be sent fails its transaction, and the next one goes on", async () => {
  await using bench = await Bench.start();
  await using producer = await bench.open({ topicTimeoutMs: 100 });
  const transaction = await producer.begin();
  void transaction.send(bill("a"));
  void transaction.send({ topic: "nowhere", value: "b" });
  const error = await assertRejects(() => transaction.commit(), TransactionError);
  assertEquals([error.code, error.outcome], ["UNKNOWN_TOPIC_OR_PARTITION", "failed"]);
  assert(error.retriable);
  await (await fill(producer, ["c"], 1n)).commit();
  assertEquals([await bench.bills(), bench.outcomes], [["c"], ["failed", "acknowledged"]]);
});

Deno.test("a commit waits for offsets that nobody waited for, and fails with them", async () => {
  await using bench = await Bench.start();
  await using producer = await bench.open();
  const slow = bench.proxy.add({ apiKeys: ["TxnOffsetCommit"], action: { delayMs: 50 } });
  const unawaited = await producer.begin();
  void unawaited.sendOffsets("billers", upTo(1n));
  await unawaited.commit();
  assertEquals(await bench.committed(), [1n]);
  const refused = await producer.begin();
  void refused.send(bill("a"));
  void refused.sendOffsets("billers", upTo(2n), { id: 7, memberId: "nobody" });
  const error = await assertRejects(() => refused.commit(), TransactionError);
  slow.remove();
  assertEquals([error.outcome, error.code], ["failed", "UNKNOWN_MEMBER_ID"]);
  assertEquals([await bench.bills(), await bench.committed()], [[], [1n]]);
});

Deno.test("a commit whose answers were lost is uncertain; its successor finds it done", async () => {
  await using bench = await Bench.start();
  await using producer = await bench.open();
  const transaction = await fill(producer, ["a"], 1n);
  const lost = bench.proxy.add({ apiKeys: ["EndTxn"], action: "dropAnswer" });
  const error = await assertRejects(() => transaction.commit(), TransactionError);
  lost.remove();
  assertEquals([error.outcome, error.retriable], ["uncertain", true]);
  await producer.recover();
  assertEquals([await bench.bills(), await bench.committed()], [["a"], [1n]]);
  await (await fill(producer, ["b"], 2n)).commit();
  assertEquals(await bench.bills(), ["a", "b"]);
  assertEquals(bench.outcomes, ["uncertain", "acknowledged"]);
});

Deno.test("a record in doubt fails its transaction for certain: its commit was never asked for", async () => {
  await using bench = await Bench.start();
  await using producer = await bench.open({ transactionTimeoutMs: 1000 });
  const transaction = await producer.begin();
  const lost = bench.proxy.add({ apiKeys: ["Produce"], action: "dropAnswer" });
  void transaction.send(bill("in doubt"));
  const error = await assertRejects(() => transaction.commit(), TransactionError);
  lost.remove();
  assertEquals([error.outcome, error.retriable], ["failed", true]);
  await (await fill(producer, ["b"], 1n)).commit();
  assertEquals([await bench.bills(), await bench.committed()], [["b"], [1n]]);
});

Deno.test("a producer that another one fenced ends, says so, and takes nothing back", async () => {
  await using bench = await Bench.start();
  await using zombie = await bench.open();
  const left = await fill(zombie, ["zombie"], 9n);
  await using heir = await bench.open();
  await (await fill(heir, ["heir"], 1n)).commit();
  const error = await assertRejects(() => left.commit(), TransactionError);
  assertEquals([error.code, error.outcome, error.retriable], ["PRODUCER_FENCED", "failed", false]);
  assertEquals(error.fenced?.by, "another session");
  await assertRejects(() => zombie.begin(), ProducerFencedError);
  await assertRejects(() => zombie.recover(), ProducerFencedError);
  await (await fill(heir, ["heir again"], 2n)).commit();
  assertEquals(await bench.bills(), ["heir", "heir again"]);
  assertEquals(await bench.committed(), [2n]);
});

Deno.test("a zombie that aborts learns that it is one, and takes nothing back either", async () => {
  await using bench = await Bench.start();
  await using zombie = await bench.open();
  const left = await fill(zombie, ["zombie"], 9n);
  await using heir = await bench.open();
  await left.abort();
  assertEquals(zombie.fenced?.by, "another session");
  await assertRejects(() => zombie.begin(), ProducerFencedError);
  await (await fill(heir, ["heir"], 1n)).commit();
  assertEquals(await bench.bills(), ["heir"]);
});

Deno.test("a transaction that took too long fails, and the producer goes on in a new session", async () => {
  await using bench = await Bench.start();
  await using admin = await bench.kafka.admin();
  await using producer = await bench.open({ transactionTimeoutMs: 1500 });
  const slow = await producer.begin();
  const { partition } = await slow.send(bill("slow"));
  await waitFor(async () => {
    const offsets = await admin.topicOffsets("bills");
    return offsets.find((found) => found.partition === partition)!.high === 2n;
  }, { what: "the marker of the abort" });
  const error = await assertRejects(() => slow.commit(), TransactionError);
  assertEquals([error.fenced?.by, error.retriable], ["the transaction timeout", true]);
  await (await fill(producer, ["quick"], 1n)).commit();
  assertEquals([await bench.bills(), bench.outcomes], [["quick"], ["failed", "acknowledged"]]);
});

Deno.test("an abort waits for what is under way, so that nothing is left open", async () => {
  await using bench = await Bench.start();
  await using producer = await bench.open();
  const transaction = await producer.begin();
  const slow = bench.proxy.add({ apiKeys: ["Produce"], action: { delayMs: 50 } });
  void transaction.send(bill("under way"));
  await waitFor(() => slow.fired > 0, { what: "the record to be under way" });
  await transaction.abort();
  slow.remove();
  await using plain = await bench.kafka.producer();
  const records = [{ value: new TextEncoder().encode("later") }];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    await plain.produce({ topic: "bills", partition, records });
  }
  assertEquals(await bench.bills(), ["later", "later", "later"]);
});

Deno.test("transactions are counted by outcome, from 0 on", async () => {
  await using bench = await Bench.start();
  const meter = createMeter({ strict: true });
  await using producer = await bench.open({ meter });
  const counts = async () =>
    [...(await meter.render()).matchAll(/transactions_total\{outcome="(\w+)"\} (\d)/g)]
      .map(([, outcome, count]) => `${outcome} ${count}`);
  assertEquals(await counts(), ["acknowledged 0", "failed 0", "uncertain 0"]);
  await producer.run(async (transaction) => void await transaction.send(bill("tea")));
  assertEquals(await counts(), ["acknowledged 1", "failed 0", "uncertain 0"]);
});

Deno.test("each record of a transaction has a span of its send, and carries it on", async () => {
  await using bench = await Bench.start();
  const spans: string[] = [];
  const tracer: Tracer = {
    enabled: true,
    active: () => undefined,
    start: (name, { parent } = {}) => {
      const traceparent = `span-${spans.push(`${name} under ${parent}`)}`;
      return {
        traceparent,
        set: () => {},
        run: (work) => work(),
        end: (error) => void spans.push(`${traceparent} ${error === undefined ? "ok" : "failed"}`),
      };
    },
  };
  await using producer = await bench.open({ tracer });
  await producer.run(async (transaction) => {
    await transaction.send({ topic: "bills", value: "1", headers: { traceparent: "the order" } });
  });
  assertEquals(spans, ["send bills under the order", "span-1 ok"]);
  const [bill] = await Array.fromAsync(bench.kafka.read({ topic: "bills" }));
  assertEquals(headerText(bill!.headers, "traceparent"), "span-1");
});
