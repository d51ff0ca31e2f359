import { connectKafka } from "../../kafka/mod.ts";

/** What is sent and read in a throughput run. */
export interface Workload {
  readonly records: number;
  /** Size of each record's value, in bytes. */
  readonly valueBytes: number;
  /** Records in one batch for one partition. */
  readonly batchRecords: number;
  readonly partitions: number;
}

/** A value of the workload's size, without a pattern that a codec or a string table could use. */
export function valueOf({ valueBytes }: Workload): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(valueBytes);
  for (let at = 0; at < valueBytes; at += 65_536) {
    crypto.getRandomValues(value.subarray(at, at + 65_536));
  }
  return value;
}

/** How many records each partition gets. */
export function recordsPerPartition({ records, partitions }: Workload): number[] {
  return Array.from(
    { length: partitions },
    (_, partition) => Math.floor(records / partitions) + (partition < records % partitions ? 1 : 0),
  );
}

/** A topic for one run, and its end. */
export interface BenchTopic extends AsyncDisposable {
  readonly name: string;
}

/** Creates a topic, and waits until its partitions can be written. */
export async function benchTopic(address: string, partitions: number): Promise<BenchTopic> {
  const name = `bench-${crypto.randomUUID().slice(0, 8)}`;
  const kafka = connectKafka({ bootstrapServers: [address] });
  const admin = await kafka.admin();
  await admin.createTopics([{ name, partitions }]);
  await admin.topicOffsets(name);
  return {
    name,
    async [Symbol.asyncDispose]() {
      await admin.deleteTopics([name]);
      await kafka[Symbol.asyncDispose]();
    },
  };
}

/** How many records a topic holds. */
export async function recordsIn(address: string, topic: string): Promise<number> {
  await using kafka = connectKafka({ bootstrapServers: [address] });
  const offsets = await (await kafka.admin()).topicOffsets(topic);
  return offsets.reduce((sum, { low, high }) => sum + Number(high - low), 0);
}
