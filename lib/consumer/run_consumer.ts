import type { Kafka } from "../kafka/mod.ts";
import { Consumer } from "./consumer.ts";
import type { ConsumerOptions } from "./options.ts";
import { DEFAULT_RETRY } from "./retry_policy.ts";
import { ensureRetryTopics, type RetryTopics } from "./retry_topics.ts";
import type { RunningConsumer } from "./running_consumer.ts";

/**
 * Joins a group and processes what it is assigned, each partition in its order; resolves when it has
 * joined.
 *
 * @throws {WorkshopError} when the group can't be joined
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { runConsumer } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 1 }]);
 * await using session = await kafka.producer();
 * await session.produce({
 *   topic: "orders",
 *   partition: 0,
 *   records: [{ value: new TextEncoder().encode("paid") }],
 * });
 *
 * const billed = Promise.withResolvers<bigint>();
 * await using consumer = await runConsumer(kafka, {
 *   groupId: "billing",
 *   topics: ["orders"],
 *   handler: ({ offset }) => billed.resolve(offset),
 * });
 * console.log(await billed.promise); // 0n
 * const { processed } = await consumer.stop();
 * console.log(processed); // 1
 * ```
 */
export async function runConsumer(
  kafka: Kafka,
  options: ConsumerOptions,
): Promise<RunningConsumer> {
  const { groupId, topics, offsetReset, isolationLevel, session: settings } = options;
  const foundRetryTopics = await retryTopicsFor(kafka, options);
  const { sessionTimeoutMs = 30_000 } = settings ?? {};
  const consumer = new Consumer({
    ...options,
    foundRetryTopics,
    revokingMs: sessionTimeoutMs / 4,
    commit: "group",
  });
  await consumer.open((events) =>
    kafka.joinGroup({
      ...settings,
      groupId,
      topics: [...topics, ...foundRetryTopics?.names ?? []],
      ...(offsetReset === undefined ? {} : { offsetReset }),
      ...(isolationLevel === undefined ? {} : { isolationLevel }),
      ...events,
    })
  );
  return consumer;
}

async function retryTopicsFor(
  kafka: Kafka,
  { topics, retryTopics, retry, delivery }: ConsumerOptions,
): Promise<RetryTopics | undefined> {
  if (retryTopics === undefined || delivery === "at-most-once") return undefined;
  const { maxRetries } = { ...DEFAULT_RETRY, ...retry };
  return await ensureRetryTopics(kafka, { topics, maxRetries });
}
