import type { Clock, Logger, Random } from "../core/mod.ts";
import { RequestError } from "./errors.ts";
import { GroupCoordinator } from "./groups/coordinator.ts";
import { PartitionLog } from "./log/partition_log.ts";
import type { DamagedTail } from "./log/segments.ts";
import { ProducerIds } from "./producer_ids.ts";
import { Purgatory } from "./purgatory.ts";
import { InternalTopic } from "./state/internal_topic.ts";
import type { Storage } from "./storage/storage.ts";
import { Timers } from "./timers.ts";
import { MetadataLog } from "./topics/metadata_log.ts";
import type { Partition } from "./topics/partition.ts";
import { placeReplicas } from "./topics/placement.ts";
import { INTERNAL_TOPICS, type Topic } from "./topics/topic.ts";
import { newTopicId, Topics } from "./topics/topics.ts";
import { TransactionCoordinator, type TransactionEnd } from "./transactions/coordinator.ts";
import type { TopicPartition } from "./transactions/transaction_records.ts";

const INTERNAL_PARTITIONS = 50;
const HOUSEKEEPING_MS = 600_000;
/** `producer.id.expiration.ms`. */
const PRODUCER_EXPIRATION_MS = 86_400_000;
const INTERNAL_SEGMENT_BYTES = "104857600";

/** A broker as clients are told of it. */
export interface BrokerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** What a cluster's state is made of. */
export interface ClusterStateOptions {
  readonly clusterId: string;
  readonly brokerIds: readonly number[];
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly storage: Storage;
}

/**
 * All that a cluster knows, and nothing of sockets: topics and their logs, groups, transactions.
 * Handlers work on it; one cluster has one state, whatever the number of its brokers.
 */
export class ClusterState {
  readonly clusterId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly purgatory: Purgatory;
  readonly topics: Topics;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly producerIds: ProducerIds;
  readonly brokerIds: readonly number[];
  /** The brokers that listen. */
  brokers: readonly BrokerAddress[] = [];
  readonly #timers: Timers;
  readonly #storage: Storage;
  readonly #metadata: MetadataLog;
  readonly #offsets: InternalTopic;
  readonly #transactionState: InternalTopic;

  constructor(options: ClusterStateOptions) {
    const { clock, random, storage } = options;
    this.clusterId = options.clusterId;
    this.brokerIds = options.brokerIds;
    this.clock = clock;
    this.logger = options.logger;
    this.#storage = storage;
    const timers = this.#timers = new Timers(clock);
    this.purgatory = new Purgatory(timers);
    this.#metadata = this.#openMetadata();
    this.producerIds = new ProducerIds(this.#metadata);
    this.topics = new Topics({
      storage,
      metadata: this.#metadata,
      purgatory: this.purgatory,
      newId: () => newTopicId(random),
      onDamage: (damage) => this.#warnOfDamage(damage),
    });
    this.#offsets = this.#internalTopic(INTERNAL_TOPICS.offsets, {});
    this.#transactionState = this.#internalTopic(INTERNAL_TOPICS.transactions, {
      "compression.type": "uncompressed",
      "unclean.leader.election.enable": "false",
      "min.insync.replicas": "1",
    });
    this.groups = new GroupCoordinator({
      clock,
      timers,
      purgatory: this.purgatory,
      log: this.#offsets,
      newId: () => random.uuid(),
    });
    this.transactions = new TransactionCoordinator({
      clock,
      timers,
      log: this.#transactionState,
      newProducerId: () => this.producerIds.next(),
      writeMarker: (partition, end) => this.#writeMarker(partition, end),
    });
    this.#replay();
    this.#keepHouse();
  }

  #openMetadata(): MetadataLog {
    const folder = this.#storage.folder("__cluster_metadata-0");
    const log = new PartitionLog({ folder });
    if (log.damage !== undefined) this.#warnOfDamage(log.damage);
    return new MetadataLog(log, () => this.clock.now());
  }

  #warnOfDamage(damage: DamagedTail): void {
    this.logger.log(
      "WARN",
      `Cut ${damage.droppedBytes} damaged bytes off the end of ${damage.file}: ` +
        `the log now ends before offset ${damage.offset}`,
      { ...damage },
    );
  }

  #internalTopic(name: string, configs: Record<string, string>): InternalTopic {
    const all = { "cleanup.policy": "compact", "compression.type": "producer", ...configs };
    return new InternalTopic({
      clock: this.clock,
      partitions: INTERNAL_PARTITIONS,
      find: () => this.topics.get(name),
      create: () =>
        this.createTopic(name, {
          partitions: INTERNAL_PARTITIONS,
          replicationFactor: Math.min(3, this.brokerIds.length),
          configs: Object.entries({ ...all, "segment.bytes": INTERNAL_SEGMENT_BYTES }),
        }),
    });
  }

  /** Does now and again what nobody asks for. */
  #keepHouse(): void {
    this.#timers.after(HOUSEKEEPING_MS, () => {
      const silentSinceMs = this.clock.now() - PRODUCER_EXPIRATION_MS;
      for (const { partitions } of this.topics) {
        for (const { log } of partitions) log.producers.expire(silentSinceMs);
      }
      this.#keepHouse();
    });
  }

  #replay(): void {
    this.#offsets.replay({
      record: (record, producerId) =>
        record.key !== null && this.groups.replay(
          { key: record.key, value: record.value },
          record.offset,
          producerId,
        ),
      transactionEnd: (producerId, committed) => this.groups.endTransaction(producerId, committed),
    });
    this.#transactionState.replay({
      record: ({ key, value }) => key !== null && this.transactions.replay({ key, value }),
    });
    this.groups.finishReplay();
    this.transactions.finishReplay();
  }

  /** Ends a transaction on one partition; a partition that is gone needs no marker. */
  #writeMarker({ topic, partition: index }: TopicPartition, end: TransactionEnd): void {
    const partition = this.topics.partition(topic, index);
    if (partition === undefined) return;
    partition.write((log, leaderEpoch) =>
      log.appendMarker(end, { leaderEpoch, nowMs: this.clock.now() })
    );
    if (topic !== INTERNAL_TOPICS.offsets) return;
    this.groups.endTransaction(end.producerId, end.committed);
  }

  /** Makes a topic; leaders go round the brokers. */
  createTopic(name: string, options: {
    readonly partitions: number;
    readonly replicationFactor: number;
    readonly configs?: readonly (readonly [string, string | null])[];
  }): Topic {
    const { partitions, replicationFactor, configs = [] } = options;
    return this.topics.create({
      name,
      configs,
      assignments: placeReplicas({
        brokerIds: this.brokerIds,
        partitions,
        replicationFactor,
        first: [...this.topics].length,
      }),
    });
  }

  /** Deletes a topic with its records, and what groups have committed for it. */
  deleteTopic(topic: Topic): void {
    this.topics.delete(topic);
    this.groups.forgetTopic(topic.name);
  }

  /**
   * A partition that the broker leads.
   *
   * @throws {RequestError} there is none, another broker leads it, or the client's epoch is wrong
   */
  ledPartition(
    name: { readonly topic: string; readonly partition: number },
    by: { readonly brokerId: number; readonly clientEpoch?: number },
  ): Partition {
    const partition = this.topics.partition(name.topic, name.partition);
    if (partition === undefined) throw new RequestError("UNKNOWN_TOPIC_OR_PARTITION");
    partition.checkLeader(by.brokerId, by.clientEpoch);
    return partition;
  }

  /** The broker that coordinates a group or a transactional id. */
  coordinatorOf(kind: "group" | "transaction", id: string): number {
    return this.#stateTopic(kind).partitionOf(id).leader;
  }

  /** @throws {RequestError} code `NOT_COORDINATOR` when the broker does not coordinate the id */
  checkCoordinator(kind: "group" | "transaction", id: string, brokerId: number): void {
    if (this.coordinatorOf(kind, id) !== brokerId) throw new RequestError("NOT_COORDINATOR");
  }

  /** The partition that keeps the offsets of a group. */
  offsetsPartitionOf(groupId: string): TopicPartition {
    return { topic: INTERNAL_TOPICS.offsets, partition: this.#offsets.indexOf(groupId) };
  }

  #stateTopic(kind: "group" | "transaction"): InternalTopic {
    return kind === "group" ? this.#offsets : this.#transactionState;
  }

  /** Lets everyone go who waits, and closes all files. */
  close(): void {
    this.#timers.close();
    this.purgatory.close();
    this.topics.close();
    this.#metadata.close();
    this.#storage.close();
  }
}
