import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { seededRandom, waitFor } from "../core/mod.ts";
import { connectKafka, type FetchedBatch, type Kafka } from "../kafka/mod.ts";
import { throughJson } from "./_arrivals.ts";
import { sum } from "./aggregations.ts";
import { addExactly, type ExactSum, roundedSum } from "./exact_sum.ts";
import type { WindowResult } from "./window_types.ts";
import { WindowedStream, type WindowedStreamSnapshot } from "./windowed_stream.ts";

const TOPIC = "payments";
const PARTITIONS = [0, 1, 2];
const PER_PARTITION = 300;
const MINUTE_MS = 60_000;
const STORES_AFTER = 60;
const DIES_AFTER = 170;

interface Payment {
  readonly shop: string;
  readonly timeMs: number;
  readonly amount: number;
}

/** What a consumer has in its store: state and offsets of one moment. */
interface Stored {
  readonly state: WindowedStreamSnapshot<number[]>;
  readonly offsets: readonly number[];
}

const windowedStream = () =>
  new WindowedStream({
    windows: { kind: "tumbling", sizeMs: MINUTE_MS },
    aggregation: sum<Payment>(({ amount }) => amount),
    outOfOrdernessMs: 5000,
  });

/** Payments out of order by up to five seconds; the partitions are of different lengths in time. */
async function fill(kafka: Kafka): Promise<readonly Payment[]> {
  const random = seededRandom("windowed topic");
  const all: Payment[] = [];
  await using session = await kafka.producer();
  for (const partition of PARTITIONS) {
    const payments = Array.from({ length: PER_PARTITION }, (_, at) => ({
      shop: random.pick(["Medan", "Bandung"]),
      timeMs: at * (1000 + partition * 300) + random.int(0, 4999),
      amount: random.next() * 100,
    }));
    const records = payments.map((payment) => ({
      value: new TextEncoder().encode(JSON.stringify(payment)),
    }));
    await session.produce({ topic: TOPIC, partition, records });
    all.push(...payments);
  }
  return all;
}

/** Reads on from what is stored until it dies, some records after its last store. */
async function live(kafka: Kafka, stored: Stored) {
  const stream = windowedStream();
  stream.restore(stored.state);
  const offsets = [...stored.offsets];
  const results: WindowResult<number>[] = [];
  const batches: FetchedBatch[] = [];
  await using _session = await kafka.assign({
    partitions: PARTITIONS.map((partition) => ({ topic: TOPIC, partition })),
    startAt: {
      offsets: offsets.map((at, partition) => ({ topic: TOPIC, partition, offset: BigInt(at) })),
    },
    maxWaitMs: 50,
    onBatch: (batch) => void batches.push(batch),
  });
  let last = stored;
  let taken = 0;
  while (taken < DIES_AFTER && offsets.some((offset) => offset < PER_PARTITION)) {
    const batch = await waitFor(() => batches.shift(), { what: "records of the topic" });
    for (const { partition, offset, value } of batch.records.slice(0, DIES_AFTER - taken)) {
      const payment: Payment = JSON.parse(new TextDecoder().decode(value!));
      const record = { key: payment.shop, timeMs: payment.timeMs, value: payment };
      const step = stream.process(String(partition), record);
      assertEquals(step.late, false);
      results.push(...step.results);
      offsets[partition] = Number(offset) + 1;
      if (++taken % STORES_AFTER !== 0) continue;
      last = { state: throughJson(stream.snapshot()), offsets: [...offsets] };
    }
  }
  const done = offsets.every((offset) => offset === PER_PARTITION);
  return { results: done ? [...results, ...stream.flush()] : results, last, done };
}

Deno.test("a topic read by consumers that die has the windows of a look at all of its records", async () => {
  await using cluster = await Cluster.start({});
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: TOPIC, partitions: PARTITIONS.length }]);
  const payments = await fill(kafka);

  const fresh = windowedStream();
  fresh.assign(PARTITIONS.map(String));
  let stored: Stored = { state: throughJson(fresh.snapshot()), offsets: PARTITIONS.map(() => 0) };
  const results = new Map<string, number>();
  let lives = 0;
  for (let done = false; !done; lives++) {
    const life = await live(kafka, stored);
    for (const { key, startMs, value } of life.results) {
      const name = `${key} ${startMs / MINUTE_MS}`;
      assertEquals(results.get(name) ?? value, value, "given again, it is the same");
      results.set(name, value);
    }
    stored = life.last;
    done = life.done;
  }
  assert(lives > 3, `${lives} lives`);
  assertEquals(results, sums(payments));
});

function sums(payments: readonly Payment[]): Map<string, number> {
  const byWindow = Map.groupBy(
    payments,
    ({ shop, timeMs }) => `${shop} ${Math.floor(timeMs / MINUTE_MS)}`,
  );
  return new Map(
    [...byWindow].map(([name, those]) => [
      name,
      roundedSum(those.reduce((sum, { amount }) => addExactly(sum, amount), [] as ExactSum)),
    ]),
  );
}
