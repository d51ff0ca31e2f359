import { ConfigError } from "../core/mod.ts";
import type {
  AssignedSessionOptions,
  Kafka,
  TopicPartition,
  TopicPartitionOffset,
} from "../kafka/mod.ts";
import { Consumer } from "./consumer.ts";
import type { WorkOptions } from "./options.ts";
import type { RunningConsumer } from "./running_consumer.ts";

/** Stands in metrics, lines and headers where there is no group. */
const NO_GROUP = "none";

/** How a consumer works on partitions of its own choice. */
export interface AssignedConsumerOptions extends WorkOptions {
  /** Topics of which all partitions are read that are there at the start. */
  readonly topics?: readonly string[];
  /** Partitions that are read, beside those of the topics. */
  readonly partitions?: readonly TopicPartition[];
  /**
   * Where each start begins; `committed` is where the group `groupId` has committed, else the
   * earliest. @default {"committed" with a group, else "earliest"}
   */
  readonly startAt?: AssignedSessionOptions["startAt"];
  /**
   * Whose committed offsets are kept. The consumer is no member of that group, and can't commit for
   * it while it has members. @default {none: offsets are kept by `saveOffsets`, or by nobody}
   */
  readonly groupId?: string;
  /**
   * Keeps next-to-read offsets elsewhere, instead of in a group: they are given back by `startAt`. A
   * handler that stores a record's offset together with its effect needs neither.
   */
  readonly saveOffsets?: (offsets: readonly TopicPartitionOffset[]) => Promise<void>;
  /** Settings of fetching. @default {the port's} */
  readonly session?: Pick<AssignedSessionOptions, "maxWaitMs" | "maxBytesPerPartition">;
}

/**
 * Works on partitions of one's own choice, without a group, as `runConsumer` does on those that a
 * group assigns: same handlers, retries and dead letters. Nobody keeps a second one from the same
 * partitions, and nobody takes over when this one dies.
 *
 * @throws {WorkshopError} code `UNKNOWN_TOPIC_OR_PARTITION`, or what the cluster refuses
 * @throws {ConfigError} when nothing is named, or at-most-once has nowhere to commit
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { runAssigned } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 1 }]);
 * await using session = await kafka.producer();
 * const records = ["a", "b"].map((value) => ({ value: new TextEncoder().encode(value) }));
 * await session.produce({ topic: "orders", partition: 0, records });
 *
 * const audited = Promise.withResolvers<bigint>();
 * await using auditor = await runAssigned(kafka, {
 *   partitions: [{ topic: "orders", partition: 0 }],
 *   startAt: { offsets: [{ topic: "orders", partition: 0, offset: 1n }] },
 *   handler: ({ offset }) => audited.resolve(offset),
 * });
 * console.log(await audited.promise); // 1n
 * ```
 */
export async function runAssigned(
  kafka: Pick<Kafka, "assign">,
  options: AssignedConsumerOptions,
): Promise<RunningConsumer> {
  demandSense(options);
  const { topics = [], partitions = [], groupId, saveOffsets, isolationLevel } = options;
  const { startAt = groupId === undefined ? "earliest" : "committed" } = options;
  const consumer = new Consumer({
    ...options,
    groupId: groupId ?? NO_GROUP,
    foundRetryTopics: undefined,
    revokingMs: 0,
    commit: saveOffsets ?? (groupId === undefined ? "never" : "group"),
  });
  await consumer.open((events) =>
    kafka.assign({
      ...options.session,
      topics,
      partitions,
      startAt,
      ...(groupId === undefined ? {} : { groupId }),
      ...(isolationLevel === undefined ? {} : { isolationLevel }),
      ...events,
    })
  );
  return consumer;
}

function demandSense(options: AssignedConsumerOptions): void {
  const { topics = [], partitions = [], groupId, saveOffsets, delivery } = options;
  if (topics.length + partitions.length === 0) {
    throw new ConfigError("Nothing is assigned: name topics, or partitions");
  }
  if (delivery === "at-most-once" && groupId === undefined && saveOffsets === undefined) {
    throw new ConfigError(
      "At most once needs somewhere to commit before a record is handled: name a groupId, or keep " +
        "the offsets by saveOffsets",
    );
  }
}
