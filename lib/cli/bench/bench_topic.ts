import { connectKafka } from "../../kafka/mod.ts";

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
