import { Buffer } from "node:buffer";
import { Consumer, Producer } from "@platformatic/kafka";
import { timed } from "./measure.ts";
import { recordsPerPartition, valueOf, type Workload } from "./workload.ts";

const COMMIT_INTERVAL_MS = 1000;

function connection(address: string) {
  return { clientId: "bench", bootstrapBrokers: [address] };
}

/** Sends the workload by @platformatic/kafka: one request per batch, one at a time per partition. */
export async function produceByPlatformatic(
  address: string,
  topic: string,
  workload: Workload,
): Promise<number> {
  const producer = new Producer(connection(address));
  const value = Buffer.from(valueOf(workload));
  const sendAll = async (partition: number, count: number) => {
    for (let left = count; left > 0; left -= workload.batchRecords) {
      const length = Math.min(left, workload.batchRecords);
      const messages = Array.from({ length }, () => ({ topic, partition, value }));
      await producer.send({ messages, acks: -1 });
    }
  };
  await producer.metadata({ topics: [topic] });
  const counts = recordsPerPartition(workload);
  const ms = await timed(() =>
    Promise.all(counts.map((count, partition) => sendAll(partition, count)))
  );
  await producer.close();
  return ms;
}

/** Reads the workload by @platformatic/kafka; the time runs from when the member has joined. */
export async function consumeByPlatformatic(
  address: string,
  topic: string,
  options: { readonly records: number },
): Promise<number> {
  const groupId = `${topic}-${crypto.randomUUID()}`;
  const consumer = new Consumer({ ...connection(address), groupId });
  await consumer.joinGroup();
  const stream = await consumer.consume({
    topics: [topic],
    mode: "earliest",
    autocommit: COMMIT_INTERVAL_MS,
  });
  const ms = await timed(() => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let seen = 0;
    stream.on("error", reject);
    stream.on("data", () => {
      if (++seen === options.records) resolve();
    });
    return promise;
  });
  await consumer.close(true);
  return ms;
}
