import type { Clock, Logger, Random } from "../core/mod.ts";
import { Housekeeper, type KeptLog } from "./cleaner/housekeeper.ts";
import { beginChores } from "./chores.ts";
import { RequestError } from "./errors.ts";
import type { GroupCoordinator } from "./groups/coordinator.ts";
import { Checkpoints } from "./log/checkpoints.ts";
import { PartitionLog } from "./log/partition_log.ts";
import { tellOfRecovery, warnOfDamage } from "./log/recovery_report.ts";
import { ProducerIds } from "./producer_ids.ts";
import { Purgatory } from "./purgatory.ts";
import type { BrokerAddress, Brokers } from "./replication/brokers.ts";
import { ClusterReplicas } from "./replication/cluster_replicas.ts";
import { checkReplicas } from "./replication/reassignments.ts";
import type { ClusterSecurity } from "./security/cluster_security.ts";
import type { SavedEntries } from "./security/saved_entries.ts";
import { ScramUsers } from "./security/scram_users.ts";
import { type CoordinatorKind, Coordinators } from "./state/coordinators.ts";
import type { DiskSpace, Storage } from "./storage/storage.ts";
import { Timers } from "./timers.ts";
import { BrokerSettings } from "./topics/broker_settings.ts";
import { MetadataLog } from "./topics/metadata_log.ts";
import type { Partition } from "./topics/partition.ts";
import { placeReplicas } from "./topics/placement.ts";
import type { Topic } from "./topics/topic.ts";
import { newTopicId, Topics } from "./topics/topics.ts";
import type { TransactionCoordinator } from "./transactions/coordinator.ts";
import type { TopicPartition } from "./transactions/transaction_records.ts";

/** What a cluster's state is made of. */
export interface ClusterStateOptions {
  readonly clusterId: string;
  readonly brokers: Brokers;
  /** How long after an append the followers have it, in milliseconds. @default {0} */
  readonly followerLagMs?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly storage: Storage;
  /** Guards the cluster, with the rules that are kept. @default {everybody may do everything} */
  readonly security?: (saved: SavedEntries, users: ScramUsers) => ClusterSecurity;
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
  /** What was set for brokers while they run. */
  readonly brokerSettings: BrokerSettings;
  readonly topics: Topics;
  readonly producerIds: ProducerIds;
  readonly replicas: ClusterReplicas;
  /** Users that log in by SCRAM, where there is a login. */
  readonly users: ScramUsers;
  /** Who may do what; `undefined` where everybody may do everything. */
  readonly security: ClusterSecurity | undefined;
  readonly #brokers: Brokers;
  readonly #coordinators: Coordinators;
  readonly #timers: Timers;
  readonly #storage: Storage;
  readonly #checkpoints: Checkpoints;
  readonly #metadata: MetadataLog;
  readonly #housekeeper: Housekeeper;

  constructor(options: ClusterStateOptions) {
    const { clock, random, storage } = options;
    this.clusterId = options.clusterId;
    this.#brokers = options.brokers;
    this.clock = clock;
    this.logger = options.logger;
    this.#storage = storage;
    const timers = this.#timers = new Timers(clock);
    this.purgatory = new Purgatory(timers);
    this.#checkpoints = new Checkpoints({ timers, logger: options.logger });
    this.#metadata = this.#openMetadata();
    this.users = new ScramUsers(this.#metadata);
    this.security = options.security?.(this.#metadata, this.users);
    this.producerIds = new ProducerIds(this.#metadata);
    this.replicas = new ClusterReplicas({
      clock,
      timers,
      purgatory: this.purgatory,
      brokers: options.brokers,
      topics: () => this.topics,
      followerLagMs: options.followerLagMs ?? 0,
      onNewEpoch: (partition) => this.#coordinators.moved(partition),
    });
    this.brokerSettings = new BrokerSettings(this.#metadata);
    this.topics = new Topics({
      brokerDefault: (definition) => this.brokerSettings.forTopics(definition),
      storage,
      metadata: this.#metadata,
      purgatory: this.purgatory,
      newId: () => newTopicId(random),
      isLive: this.isLive,
      checkpoints: this.#checkpoints,
      onAppend: (partition, from) => this.replicas.appended(partition, from),
      onDamage: (damage) => warnOfDamage(this.logger, damage),
    });
    this.#coordinators = new Coordinators({
      clock,
      timers,
      random,
      purgatory: this.purgatory,
      topics: this.topics,
      producerIds: this.producerIds,
      brokerCount: this.brokerIds.length,
      createTopic: (name, wanted) =>
        this.createTopic(name, {
          ...wanted,
          replicationFactor: this.defaultReplicationFactor,
        }),
    });
    this.#coordinators.start();
    this.replicas.start();
    const { logger } = options;
    this.#housekeeper = new Housekeeper({ clock, timers, logger, logs: () => this.#keptLogs() });
    beginChores({ clock, timers, storage, topics: this.topics, coordinators: this.#coordinators });
    const logs = this.topics.partitions().map(({ log }) => log);
    tellOfRecovery(logger, [this.#metadata.log, ...logs]);
  }

  /** Removes and compacts now what the topics' settings let go. */
  cleanNow(): Promise<void> {
    return this.#housekeeper.cleanNow();
  }

  *#keptLogs(): Generator<KeptLog> {
    const { log } = this.#metadata;
    yield { name: "__cluster_metadata-0", log, isInternal: true, moveStart: () => {} };
    for (const { name, isInternal, partitions } of this.topics) {
      for (const partition of partitions) {
        yield {
          name: `${name}-${partition.index}`,
          log: partition.log,
          isInternal,
          moveStart: (offset) => this.topics.deleteRecords(partition, offset),
        };
      }
    }
  }

  #openMetadata(): MetadataLog {
    const folder = this.#storage.folder("__cluster_metadata-0");
    const log = new PartitionLog({ folder, checkpoints: this.#checkpoints });
    if (log.damage !== undefined) warnOfDamage(this.logger, log.damage);
    return new MetadataLog(log, () => this.clock.now());
  }

  get groups(): GroupCoordinator {
    return this.#coordinators.groups;
  }

  get transactions(): TransactionCoordinator {
    return this.#coordinators.transactions;
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
      assignments: this.placeReplicas({ partitions, replicationFactor }),
    });
  }

  /** Spreads replicas over the brokers that live; leaders go round from `first` on. */
  placeReplicas(wanted: { partitions: number; replicationFactor: number; first?: number }) {
    const { live, ids } = this.#brokers;
    return placeReplicas({ first: [...this.topics].length, ...wanted, live, ids });
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

  /** All brokers, dead or alive. */
  get brokerIds(): readonly number[] {
    return this.#brokers.ids;
  }

  /** `default.replication.factor`: a copy on each broker. */
  get defaultReplicationFactor(): number {
    return this.brokerIds.length;
  }

  /** The brokers that listen. */
  get brokers(): readonly BrokerAddress[] {
    return this.#brokers.addresses;
  }

  /** The broker that clients are told is the controller; −1 when none lives. */
  get controllerId(): number {
    return this.#brokers.controllerId;
  }

  /**
   * Looks whether a partition can be put on these brokers.
   *
   * @throws {RequestError} code `INVALID_REPLICA_ASSIGNMENT`
   */
  checkReplicas(replicas: readonly number[]): readonly number[] {
    checkReplicas(this.#brokers, replicas);
    if (replicas.some(this.isLive)) return replicas;
    throw new RequestError(
      "INVALID_REPLICA_ASSIGNMENT",
      "All brokers specified in the manual partition assignment are fenced.",
    );
  }

  readonly isLive = (brokerId: number): boolean => this.#brokers.isLive(brokerId);

  /** See {@link Coordinators.requestBegins}. */
  requestBegins(): void {
    this.#coordinators.requestBegins();
  }

  /** See {@link Coordinators.replicated}. */
  coordinatorsReplicated(): Promise<unknown> | undefined {
    return this.#coordinators.replicated();
  }

  /**
   * A partition that a broker has, as its leader or not.
   *
   * @throws {RequestError} there is none, the broker lacks it, or the client's epoch is wrong
   */
  hostedPartition(
    name: { readonly topic: string; readonly partition: number },
    by: { readonly brokerId: number; readonly clientEpoch?: number },
  ): Partition {
    const partition = this.topics.partition(name.topic, name.partition);
    if (partition === undefined) throw new RequestError("UNKNOWN_TOPIC_OR_PARTITION");
    partition.checkReplica(by.brokerId, by.clientEpoch);
    return partition;
  }

  /** The broker that coordinates a group or a transactional id. */
  coordinatorOf(kind: CoordinatorKind, id: string): number {
    return this.#coordinators.brokerOf(kind, id);
  }

  /** @throws {RequestError} code `NOT_COORDINATOR` when the broker does not coordinate the id */
  checkCoordinator(kind: CoordinatorKind, id: string, brokerId: number): void {
    if (this.coordinatorOf(kind, id) !== brokerId) throw new RequestError("NOT_COORDINATOR");
  }

  /** The partition that keeps the offsets of a group. */
  offsetsPartitionOf(groupId: string): TopicPartition {
    return this.#coordinators.offsetsPartitionOf(groupId);
  }

  /** Where the logs lie, and the room that is there, where it is known. */
  get logDir(): { location: string; space: DiskSpace | undefined } {
    return { location: this.#storage.location, space: this.#storage.space() };
  }

  /** Has everything kept that the next process would else read from the logs. */
  keep(): Promise<void> {
    return this.#checkpoints.close();
  }

  /** Lets everyone go who waits, and closes all files. */
  close(): void {
    this.#housekeeper.close();
    this.#timers.close();
    this.purgatory.close();
    this.topics.close();
    this.#metadata.close();
    this.#storage.close();
  }
}
