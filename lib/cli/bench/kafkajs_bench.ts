import { Kafka, logLevel } from "kafkajs";
import { Buffer } from "node:buffer";
import { timed } from "./measure.ts";
import { recordsPerPartition, valueOf, type Workload } from "./workload.ts";

function kafkajs(address: string): Kafka {
  return new Kafka({ brokers: [address], clientId: "bench", logLevel: logLevel.NOTHING });
}

/** Sends the workload by kafkajs as it comes: one request per batch, one at a time per partition. */
export async function produceByKafkajs(
  address: string,
  topic: string,
  workload: Workload,
): Promise<number> {
  const producer = kafkajs(address).producer({ createPartitioner: () => byMessage });
  await producer.connect();
  const value = Buffer.from(valueOf(workload));
  const sendAll = async (partition: number, count: number) => {
    for (let left = count; left > 0; left -= workload.batchRecords) {
      const length = Math.min(left, workload.batchRecords);
      const messages = Array.from({ length }, () => ({ value, partition }));
      await producer.send({ topic, messages, acks: -1 });
    }
  };
  const counts = recordsPerPartition(workload);
  const ms = await timed(() =>
    Promise.all(counts.map((count, partition) => sendAll(partition, count)))
  );
  await producer.disconnect();
  return ms;
}

function byMessage({ message }: { message: { partition?: number } }): number {
  return message.partition ?? 0;
}

/** Reads the workload by kafkajs; the time runs from the moment the member has its partitions. */
export async function consumeByKafkajs(
  address: string,
  topic: string,
  options: { readonly records: number; readonly commitEvery: number },
): Promise<number> {
  const consumer = kafkajs(address).consumer({ groupId: `${topic}-${crypto.randomUUID()}` });
  const joined = Promise.withResolvers<number>();
  const done = Promise.withResolvers<number>();
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve(performance.now()));
  // a crash that kafkajs starts again after is an end to nothing: a coordinator that still loads
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) done.reject(payload.error);
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  await consumer.run({
    autoCommitInterval: 5000,
    autoCommitThreshold: options.commitEvery,
    eachMessage: () => {
      if (++seen === options.records) done.resolve(performance.now());
      return Promise.resolve();
    },
  });
  const ms = await done.promise - await joined.promise;
  await consumer.disconnect();
  return ms;
}
