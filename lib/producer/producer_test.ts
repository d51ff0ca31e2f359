import { assert, assertEquals, assertRejects } from "@std/assert";
import { ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import type {
  Kafka,
  ProduceBatch,
  ProduceOptions,
  ProduceReceipt,
  ProducerSession,
} from "../kafka/mod.ts";
import { type Delivery, DeliveryError } from "./delivery.ts";
import type { ProducerOptions } from "./options.ts";
import { createProducer, type Producer } from "./producer.ts";

const decoder = new TextDecoder();
type Answer = (batch: ProduceBatch) => ProduceReceipt | Promise<ProduceReceipt>;

/** A port whose sessions answer as they are told, and keep a log of what they took. */
class FakeKafka {
  readonly log = new Map<string, string[]>();
  readonly answers: Answer[] = [];
  sessions = 0;
  disposed = 0;
  inFlight = 0;
  most = 0;
  partitions = 3;

  get kafka(): Kafka {
    return { producer: () => Promise.resolve(this.#session()) } as unknown as Kafka;
  }

  #session(): ProducerSession {
    this.sessions++;
    const session = {
      usable: true,
      partitionCount: (topic: string) =>
        topic === "orders" ? Promise.resolve(this.partitions) : Promise.reject(refused(3)),
      produce: async (batch: ProduceBatch, _options?: ProduceOptions) => {
        this.most = Math.max(this.most, ++this.inFlight);
        try {
          return await (this.answers.shift() ?? this.take)(batch);
        } catch (error) {
          if (!(error as WorkshopError).definite) session.usable = false;
          throw error;
        } finally {
          this.inFlight--;
        }
      },
      [Symbol.asyncDispose]: () => Promise.resolve(void this.disposed++),
    };
    return session;
  }

  readonly take: Answer = async ({ topic, partition, records }) => {
    await Promise.resolve();
    const key = `${topic}/${partition}`;
    const log = this.log.get(key) ?? [];
    this.log.set(key, log);
    const baseOffset = BigInt(log.length);
    log.push(...records.map(({ value }) => decoder.decode(value!)));
    return { baseOffset, logAppendTimeMs: undefined };
  };

  get values(): string[] {
    return [...this.log.values()].flat();
  }
}

const NAMES: Readonly<Record<number, [string, boolean]>> = {
  3: ["UNKNOWN_TOPIC_OR_PARTITION", true],
  6: ["NOT_LEADER_OR_FOLLOWER", true],
  10: ["MESSAGE_TOO_LARGE", false],
  29: ["TOPIC_AUTHORIZATION_FAILED", false],
};

function refused(code: number): WorkshopError {
  const [name, retriable] = NAMES[code]!;
  return new WorkshopError(name, { code: name, retriable });
}

function uncertain(): WorkshopError {
  return new WorkshopError("lost", {
    code: "CONNECTION_LOST",
    definite: false,
    retriable: true,
  });
}

const reject = (error: WorkshopError): Answer => () => Promise.reject(error);

async function open(
  fake: FakeKafka,
  options: ProducerOptions = {},
): Promise<{ producer: Producer; outcomes: Delivery[] }> {
  const outcomes: Delivery[] = [];
  const onDelivery = (delivery: Delivery) => outcomes.push(delivery);
  const producer = await createProducer(fake.kafka, {
    lingerMs: 0,
    retryBackoffMs: 1,
    onDelivery,
    ...options,
  });
  return { producer, outcomes };
}

const at = (value: string, partition = 0) => ({ topic: "orders", value, partition });

Deno.test("each record is reported with its own offset", async () => {
  const fake = new FakeKafka();
  const { producer } = await open(fake);
  const reports = await Promise.all(["a", "b", "c"].map((value) => producer.send(at(value))));
  assertEquals(reports.map(({ partition, offset }) => [partition, offset]), [
    [0, 0n],
    [0, 1n],
    [0, 2n],
  ]);
  await producer.close();
  assertEquals([fake.sessions, fake.disposed], [1, 1]);
});

Deno.test("no record lingers longer than it may, also behind an earlier batch", async () => {
  const fake = new FakeKafka();
  const clock = new ManualClock();
  const { producer } = await open(fake, { lingerMs: 10, clock });
  const first = producer.send(at("a", 0));
  await waitFor(() => clock.sleepers === 1, { what: "the linger timer" });
  clock.advance(4);
  const second = producer.send(at("b", 1));
  clock.advance(6);
  await first;
  await waitFor(() => clock.sleepers === 1, { what: "the timer for the second batch" });
  assertEquals(fake.log.get("orders/1"), undefined);
  clock.advance(4);
  await second;
  assertEquals(clock.sleepers, 0);
  await producer.close();
});

Deno.test("records linger for each other, and one timer serves all partitions", async () => {
  const fake = new FakeKafka();
  const clock = new ManualClock();
  const { producer } = await open(fake, { lingerMs: 5, clock });
  const sent = ["a", "b"].flatMap((value) => [0, 1, 2].map((p) => producer.send(at(value, p))));
  await waitFor(() => clock.sleepers === 1, { what: "the linger timer" });
  assertEquals(fake.log.size <= 1, true);
  clock.advance(5);
  await Promise.all(sent);
  assertEquals(fake.log.get("orders/2"), ["a", "b"]);
  await producer.close();
});

Deno.test("a retriable refusal is tried again, and the order of the partition is kept", async () => {
  const fake = new FakeKafka();
  fake.answers.push(reject(refused(6)), reject(refused(6)));
  const { producer, outcomes } = await open(fake, { maxBatchBytes: 100 });
  const values = Array.from({ length: 20 }, (_, index) => `record number ${index}`);
  await Promise.all(values.map((value) => producer.send(at(value))));
  assertEquals(fake.log.get("orders/0"), values);
  assertEquals([fake.most, outcomes.length, fake.sessions], [1, 20, 1]);
  await producer.close();
});

Deno.test("after an uncertain outcome the session is replaced and the next records go on", async () => {
  const fake = new FakeKafka();
  fake.answers.push(reject(uncertain()));
  const { producer, outcomes } = await open(fake);
  const error = await assertRejects(() => producer.send(at("maybe")), DeliveryError);
  assertEquals([error.code, error.definite], ["CONNECTION_LOST", false]);
  assertEquals((await producer.send(at("sure"))).offset, 0n);
  assertEquals([fake.sessions, fake.disposed], [2, 1]);
  assertEquals(outcomes.map(({ outcome }) => outcome), ["uncertain", "acknowledged"]);
  await producer.close();
});

Deno.test("a session that is replaced is closed when its last request has its answer", async () => {
  const fake = new FakeKafka();
  const slow = Promise.withResolvers<ProduceReceipt>();
  const { producer } = await open(fake);
  fake.answers.push(() => slow.promise, reject(uncertain()));
  const first = producer.send(at("slow", 0));
  await waitFor(() => fake.inFlight === 1, { what: "the slow request" });
  await producer.send(at("maybe", 1)).catch(() => {});
  await producer.send(at("next", 1));
  assertEquals([fake.sessions, fake.disposed], [2, 0]);
  slow.resolve({ baseOffset: 7n, logAppendTimeMs: undefined });
  assertEquals((await first).offset, 7n);
  await waitFor(() => fake.disposed === 1, { what: "the old session to be closed" });
  await producer.close();
});

Deno.test("what can't pass fails at once, and only the batch that it met", async () => {
  const fake = new FakeKafka();
  fake.answers.push(reject(refused(29)));
  const { producer, outcomes } = await open(fake);
  const error = await assertRejects(() => producer.send(at("a")), DeliveryError);
  assertEquals([error.code, error.definite], ["TOPIC_AUTHORIZATION_FAILED", true]);
  await producer.send(at("b"));
  assertEquals(outcomes.map(({ outcome }) => outcome), ["failed", "acknowledged"]);
  await producer.close();
});

Deno.test("a batch that is too large is halved until only the record at fault is left", async () => {
  const fake = new FakeKafka();
  const large: Answer = (batch) =>
    batch.records.some(({ value }) => decoder.decode(value!) === "large")
      ? Promise.reject(refused(10))
      : fake.take(batch);
  fake.answers.push(...Array(12).fill(large));
  const { producer, outcomes } = await open(fake);
  const values = ["a", "b", "large", "c", "d"];
  await Promise.allSettled(values.map((value) => producer.send(at(value))));
  assertEquals(fake.values, ["a", "b", "c", "d"]);
  const failed = outcomes.filter(({ outcome }) => outcome === "failed");
  assertEquals(failed.map(({ record }) => record.value), ["large"]);
  await producer.close();
});

Deno.test("a record is given up after its time, definitely when it was never taken", async () => {
  const fake = new FakeKafka();
  fake.answers.push(...Array(1000).fill(reject(refused(6))));
  const { producer } = await open(fake, { deliveryTimeoutMs: 60 });
  const error = await assertRejects(() => producer.send(at("a")), DeliveryError);
  const { code, definite, retriable } = error;
  assertEquals([code, definite, retriable], ["DELIVERY_TIMEOUT", true, true]);
  fake.answers.length = 0;
  await producer.send(at("b"));
  await producer.close();
});

Deno.test("records that can't be sent are refused with the reason", async () => {
  const fake = new FakeKafka();
  const { producer, outcomes } = await open(fake, { maxRecordBytes: 100, topicTimeoutMs: 20 });
  const refusals = [
    [{ topic: "orders", value: new Uint8Array(200) }, "RECORD_TOO_LARGE"],
    [{ topic: "orders", value: "a", partition: 3 }, "PARTITION_INVALID"],
    [{ topic: "nowhere", value: "a" }, "UNKNOWN_TOPIC_OR_PARTITION"],
  ] as const;
  for (const [record, code] of refusals) {
    const error = await assertRejects(() => producer.send(record), DeliveryError);
    assertEquals([error.code, error.definite, error.topic], [code, true, record.topic]);
  }
  await producer.close();
  const late = await assertRejects(() => producer.send(at("late")), DeliveryError);
  assertEquals(late.code, "PRODUCER_CLOSED");
  assertEquals(outcomes.length, 4);
});

Deno.test("memory is bounded: beyond it records wait, and beyond that they are refused", async () => {
  const fake = new FakeKafka();
  const gate = Promise.withResolvers<void>();
  fake.answers.push(async (batch) => {
    await gate.promise;
    return await fake.take(batch);
  });
  const { producer, outcomes } = await open(fake, { maxBufferedBytes: 2000 });
  const sent = Array.from({ length: 30 }, (_, index) => producer.send(at(`record ${index}`)));
  const full = sent.map((promise) => promise.then(() => "", ({ code }) => code as string));
  let ready = false;
  const waiting = producer.ready().then(() => ready = true);
  await waitFor(() => outcomes.length > 0, { what: "the refusals" });
  assertEquals(ready, false);
  gate.resolve();
  await waiting;
  const codes = await Promise.all(full);
  const refusedFrom = codes.indexOf("BUFFER_FULL");
  assert(refusedFrom > 9);
  assertEquals(fake.values, codes.slice(0, refusedFrom).map((_, index) => `record ${index}`));
  await producer.close();
});

Deno.test("closing sends what waits; what can't be sent in time has its outcome too", async () => {
  const fake = new FakeKafka();
  const never = Promise.withResolvers<ProduceReceipt>();
  const { producer, outcomes } = await open(fake, { lingerMs: 60_000 });
  const waiting = producer.send(at("waits"));
  await producer.flush();
  assertEquals((await waiting).offset, 0n);
  fake.answers.push(() => never.promise);
  producer.send(at("stuck")).catch(() => {});
  const flush = producer.flush();
  await waitFor(() => fake.inFlight === 1, { what: "the request" });
  producer.send(at("behind")).catch(() => {});
  const closing = producer.close({ timeoutMs: 20 });
  await waitFor(() => fake.disposed === 1, { what: "the deadline" });
  never.reject(uncertain());
  await Promise.all([closing, flush]);
  assertEquals(outcomes.map(({ outcome, record }) => [record.value, outcome]), [
    ["waits", "acknowledged"],
    ["stuck", "uncertain"],
    ["behind", "failed"],
  ]);
});

Deno.test("a listener that throws disturbs nobody", async () => {
  const fake = new FakeKafka();
  const { producer } = await open(fake, {
    onDelivery: () => {
      throw new Error("listener");
    },
  });
  await Promise.all([producer.send(at("a")), producer.send(at("b"))]);
  assertEquals(fake.values, ["a", "b"]);
  await producer.close();
});

Deno.test("what is no record is refused, and neither flush nor close waits for it", async () => {
  const fake = new FakeKafka();
  await using producer = await createProducer(fake.kafka);
  const nameless = [{ value: null }] as unknown as [];
  await assertRejects(async () =>
    await producer.send({ topic: "orders", value: "x", headers: nameless })
  );
  await producer.flush();
});
