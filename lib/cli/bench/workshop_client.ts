import { runConsumer } from "../../consumer/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { timed } from "./measure.ts";
import { valueOf, type Workload } from "./workload.ts";

/** Records handed to the producer before their reports are awaited. */
const WINDOW = 10_000;

/** Sends the workload by our producer, each record with a report of its own. */
export async function produceByWorkshop(
  address: string,
  topic: string,
  workload: Workload,
): Promise<number> {
  await using kafka = connectKafka({ bootstrapServers: [address] });
  await using producer = await createProducer(kafka, { maxBatchBytes: batchBytes(workload) });
  const value = valueOf(workload);
  return await timed(async () => {
    let before: Promise<unknown> = Promise.resolve();
    for (let first = 0; first < workload.records; first += WINDOW) {
      const count = Math.min(WINDOW, workload.records - first);
      const reports = Array.from(
        { length: count },
        (_, index) =>
          producer.send({ topic, value, partition: (first + index) % workload.partitions }),
      );
      await before;
      before = Promise.all(reports);
    }
    await before;
  });
}

/** The size of the batches that the other client sends: a record has some bytes of its own. */
function batchBytes({ batchRecords, valueBytes }: Workload): number {
  return batchRecords * (valueBytes + 12);
}

/** Reads the workload by our consumer; the time runs from the moment the member has joined. */
export async function consumeByWorkshop(
  address: string,
  topic: string,
  options: { readonly records: number; readonly commitEvery: number },
): Promise<number> {
  await using kafka = connectKafka({ bootstrapServers: [address] });
  const done = Promise.withResolvers<void>();
  let seen = 0;
  const consumer = await runConsumer(kafka, {
    groupId: `${topic}-${crypto.randomUUID()}`,
    topics: [topic],
    commitEveryMessages: options.commitEvery,
    handler: () => {
      if (++seen === options.records) done.resolve();
    },
  });
  const ms = await timed(() => Promise.race([done.promise, consumer.closed]));
  await consumer.stop();
  return ms;
}
