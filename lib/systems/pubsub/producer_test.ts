import { assert, assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { type Logger, ManualClock, nullLogger, seededRandom, waitFor } from "../../core/mod.ts";
import { openEventInput } from "../../events/mod.ts";
import { connectKafka, type Kafka, type ProduceBatch } from "../../kafka/mod.ts";
import { startProxy } from "../../proxy/mod.ts";
import { openTarget, storedBatches } from "../../workshop/mod.ts";
import { header, text, withKafka } from "../random_events/_with_kafka_test.ts";
import { dataMessageOf } from "./data_record.ts";
import { startDataProducer } from "./producer.ts";

const SAMPLE = '{"id":"f47ac10b-58cc-4372-a567-0e02b2c3d479","name":"item_12345678",' +
  '"created_at":"2023-07-15T12:34:56.789Z","metadata":{"source":"system-a","version":"1.0.0"}}';

/** A clock that counts how often somebody has waited for a certain time. */
class CountingClock extends ManualClock {
  pauses = 0;
  readonly #ms: number;

  constructor(ms: number) {
    super();
    this.#ms = ms;
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms === this.#ms) this.pauses++;
    return super.sleep(ms, signal);
  }
}

/** A port whose sessions take everything; the times of the requests are kept. */
function takingKafka(clock: ManualClock) {
  const taken: { atMs: number; count: number }[] = [];
  const session = {
    usable: true,
    partitionCount: () => Promise.resolve(3),
    produce: ({ records }: ProduceBatch) => {
      taken.push({ atMs: clock.monotonicMs(), count: records.length });
      return Promise.resolve({ baseOffset: 0n, logAppendTimeMs: undefined });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const admin = {
    createTopics: () => Promise.resolve([]),
    describeCluster: () => Promise.resolve({ clusterId: "c", brokers: [] }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const kafka = {
    producer: () => Promise.resolve(session),
    admin: () => Promise.resolve(admin),
  } as unknown as Kafka;
  return { kafka, taken };
}

Deno.test("in an hour some 100,000 messages are sent, in batches of 100 every 3.6 seconds", async () => {
  const clock = new CountingClock(3600);
  const { kafka, taken } = takingKafka(clock);
  const producer = await startDataProducer(kafka, {
    clock,
    random: seededRandom("hour"),
    healthLogIntervalMs: 86_400_000,
  });
  for (let batches = 1; clock.monotonicMs() < 3_600_000; batches++) {
    await waitFor(() => clock.pauses === batches, { what: "the pause", intervalMs: 0 });
    const { sent, acknowledged } = producer.statistics();
    assertEquals([sent, acknowledged], [batches * 100, batches * 100]);
    clock.advance(3600);
  }
  const { sent } = await producer.stop();
  assert(sent >= 95_000 && sent <= 105_000, String(sent));
  const times = new Map<number, number>();
  for (const { atMs, count } of taken) times.set(atMs, (times.get(atMs) ?? 0) + count);
  const lastBatches = [...times].slice(0, 1000);
  assertEquals(lastBatches, Array.from({ length: 1000 }, (_, at) => [at * 3600, 100]));
});

Deno.test("a record has key, value and headers as described, and its batch is compressed by snappy", async () => {
  await using target = await openTarget();
  const producer = await startDataProducer(target.kafka, { intervalMs: 0, count: 250 });
  await producer.closed;
  const records = await Array.fromAsync(target.kafka.read({ topic: "data-topic" }));
  assertEquals(records.length, 250);
  for (const record of records) {
    const { id, created_at, name } = dataMessageOf(record.value);
    assertEquals(text(record.key), id);
    assertMatch(name, /^item_\d{8}$/);
    assertEquals(record.headers.slice(0, 2).map((each) => each.name), [
      "content-type",
      "created_at",
    ]);
    assertEquals(header(record, "content-type"), "application/json");
    assertEquals(header(record, "created_at"), created_at);
  }
  assertEquals(new Set(records.map(({ partition }) => partition)).size, 3);
  const batches = await storedBatches(target, "data-topic");
  assertEquals(new Set(batches.map(({ batch }) => batch.codec)), new Set(["snappy"]));
});

Deno.test("a message that can't be sent is tried again, and one that is given up is kept", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "pubsub-" });
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using kafka = connectKafka({ bootstrapServers: [proxy.bootstrapServers] });
  const failedMessagesPath = `${folder}/failed.jsonl`;
  const lines: string[] = [];
  const logger: Logger = { ...nullLogger, log: (_level, line) => void lines.push(line) };
  await using producer = await startDataProducer(kafka, {
    intervalMs: 0,
    count: 40,
    batchSize: 20,
    failedMessagesPath,
    logger,
    retry: { maxRetries: 1, initialRetryDelayMs: 10, deliveryTimeoutMs: 400 },
  });
  proxy.refuse(true);
  await producer.closed;
  proxy.refuse(false);
  const { sent, acknowledged, failed, uncertain } = producer.statistics();
  assertEquals([sent, acknowledged + failed + uncertain], [40, 40]);
  assert(failed + uncertain >= 20, `${failed} failed, ${uncertain} uncertain`);
  const kept = (await Deno.readTextFile(failedMessagesPath)).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  assertEquals(kept.length, failed + uncertain);
  for (const { key, value, headers, error, outcome } of kept) {
    assertEquals([JSON.parse(value).id, headers[0]], [key, ["content-type", "application/json"]]);
    assert(error.code !== "" && ["failed", "uncertain"].includes(outcome));
  }
  assert(lines.includes("A message was given up"));
  const inLog = await Array.fromAsync(kafka.read({ topic: "data-topic" }));
  const ids = new Set(kept.filter(({ outcome }) => outcome === "failed").map(({ key }) => key));
  assertEquals(inLog.filter(({ key }) => ids.has(text(key))), []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("every level of acknowledgement can be asked for", async () => {
  await withKafka(async (connect) => {
    for (const acks of ["all", 1, 0] as const) {
      const sending = { acks, compression: "none" as const };
      const producer = await startDataProducer(connect(), { intervalMs: 0, count: 20, sending });
      await producer.closed;
      assertEquals(producer.statistics().acknowledged, 20, String(acks));
    }
  });
});

Deno.test("its health is looked at now and then, and told in its log", async () => {
  await withKafka(async (connect) => {
    const clock = new CountingClock(1000);
    const told: Record<string, unknown>[] = [];
    const logger: Logger = {
      ...nullLogger,
      log: (_level, line, fields) =>
        void (line.startsWith("Health check") && told.push({ line, ...fields })),
    };
    const names: string[] = [];
    const health = { register: (name: string) => (names.push(name), () => {}) };
    await using producer = await startDataProducer(connect(), {
      clock,
      logger,
      health,
      healthLogIntervalMs: 1000,
    });
    // The brokers were asked and have answered, and the log waits for its turn.
    await waitFor(() => clock.pauses === 2 && producer.statistics().acknowledged === 100, {
      what: "the first batch and the brokers' answer",
    });
    clock.advance(1000);
    await waitFor(() => told.length >= 2, { what: "the health log" });
    assertEquals(names, ["connectivity", "delivery"]);
    assertEquals(told.map(({ check, ok }) => [check, ok]), [
      ["connectivity", true],
      ["delivery", true],
    ]);
    assertEquals([told[0]!.brokers, told[1]!.acknowledged], [1, 100]);
  });
});

Deno.test("lines of an input are sent with the headers that belong to them, bad ones go to the DLQ", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    const bytes = new TextEncoder().encode(`${SAMPLE}\n{"id":"1"}\n`);
    const input = await openEventInput(ReadableStream.from([bytes]));
    const producer = await startDataProducer(kafka, { input });
    await producer.closed;
    const [record] = await Array.fromAsync(kafka.read({ topic: "data-topic" }));
    assertEquals(text(record!.key), "f47ac10b-58cc-4372-a567-0e02b2c3d479");
    assertEquals(JSON.parse(text(record!.value)), JSON.parse(SAMPLE));
    assertEquals(header(record!, "created_at"), "2023-07-15T12:34:56.789Z");
    const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    assertEquals(letters.map((letter) => header(letter, "dlq.input.line")), ["2"]);
  });
});
