import type { Clock, Random } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import { GroupCoordinator } from "../groups/coordinator.ts";
import type { ProducerIds } from "../producer_ids.ts";
import type { Purgatory } from "../purgatory.ts";
import type { Timers } from "../timers.ts";
import type { Partition } from "../topics/partition.ts";
import { INTERNAL_TOPICS, type Topic } from "../topics/topic.ts";
import type { Topics } from "../topics/topics.ts";
import { TransactionCoordinator, type TransactionEnd } from "../transactions/coordinator.ts";
import type { TopicPartition } from "../transactions/transaction_records.ts";
import { CoordinatorMoves } from "./coordinator_moves.ts";
import { InternalTopic } from "./internal_topic.ts";

const INTERNAL_PARTITIONS = 50;
const INTERNAL_SEGMENT_BYTES = "104857600";
/** `offsets.commit.timeout.ms`. */
const REPLICATION_TIMEOUT_MS = 5000;

/** What is coordinated: a consumer group by its id, a transaction by its transactional id. */
export type CoordinatorKind = "group" | "transaction";

/** What the coordinators of a cluster work with. */
export interface CoordinatorsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly purgatory: Purgatory;
  readonly topics: Topics;
  readonly producerIds: ProducerIds;
  /** How many brokers there are, dead or alive. */
  readonly brokerCount: number;
  /** Makes one of the cluster's own topics, with a copy on each broker. */
  readonly createTopic: (
    name: string,
    options: { partitions: number; configs: readonly (readonly [string, string])[] },
  ) => Topic;
}

/** The coordinators of groups and transactions, wherever they are at the moment. */
export class Coordinators {
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly #options: CoordinatorsOptions;
  readonly #offsets: InternalTopic;
  readonly #transactionState: InternalTopic;
  readonly #moves: CoordinatorMoves;
  /** Partitions of internal topics that were appended to since it was last asked. */
  readonly #appended = new Set<Partition>();

  constructor(options: CoordinatorsOptions) {
    this.#options = options;
    const { clock, timers, purgatory, random } = options;
    const offsets = this.#offsets = this.#internalTopic(INTERNAL_TOPICS.offsets, {});
    const transactionState = this.#transactionState = this.#internalTopic(
      INTERNAL_TOPICS.transactions,
      {
        "compression.type": "uncompressed",
        "unclean.leader.election.enable": "false",
        "min.insync.replicas": options.brokerCount > 1 ? "2" : "1",
      },
    );
    const newId = () => random.uuid();
    const groups = this.groups = new GroupCoordinator({
      clock,
      timers,
      purgatory,
      log: offsets,
      newId,
    });
    const transactions = this.transactions = new TransactionCoordinator({
      clock,
      timers,
      log: transactionState,
      newProducerId: () => options.producerIds.next(),
      writeMarker: (partition, end) => this.#writeMarker(partition, end),
    });
    this.#moves = new CoordinatorMoves({ groups, offsets, transactions, transactionState });
  }

  #internalTopic(name: string, configs: Record<string, string>): InternalTopic {
    const { clock, topics, createTopic } = this.#options;
    const all = { "cleanup.policy": "compact", "compression.type": "producer", ...configs };
    return new InternalTopic({
      clock,
      partitions: INTERNAL_PARTITIONS,
      find: () => topics.get(name),
      onAppend: (partition) => this.#appended.add(partition),
      create: () =>
        createTopic(name, {
          partitions: INTERNAL_PARTITIONS,
          configs: Object.entries({ ...all, "segment.bytes": INTERNAL_SEGMENT_BYTES }),
        }),
    });
  }

  /** Reads what an earlier run kept. */
  start(): void {
    this.#moves.start();
  }

  /** A partition has another leader: if it keeps a coordinator's state, that moves too. */
  moved(partition: Partition): void {
    this.#moves.moved(partition);
  }

  /** Ends a transaction on one partition; a partition that is gone needs no marker. */
  #writeMarker(
    { topic, partition: index }: TopicPartition,
    end: TransactionEnd,
  ): Promise<void> | undefined {
    const { topics, clock } = this.#options;
    const partition = topics.partition(topic, index);
    if (partition === undefined) return undefined;
    if (!partition.isWritable) throw new RequestError("NOT_ENOUGH_REPLICAS");
    partition.write((log, leaderEpoch) =>
      log.appendMarker(end, { leaderEpoch, nowMs: clock.now() })
    );
    if (topic === INTERNAL_TOPICS.offsets) {
      const isHere = this.#offsets.idsOf(partition);
      this.groups.endTransaction(end.producerId, end.committed, isHere);
    }
    return partition.replicated();
  }

  /** A request begins: what was appended before is none of its business. */
  requestBegins(): void {
    this.#appended.clear();
  }

  /**
   * What to wait for before an answer says that a coordinator has kept what the request told it:
   * nothing when all in-sync replicas have it already. It rejects when that may be lost.
   */
  replicated(): Promise<unknown> | undefined {
    if (this.#appended.size === 0) return undefined;
    const waits = [...this.#appended].flatMap((one) =>
      one.replicated(REPLICATION_TIMEOUT_MS) ?? []
    );
    this.#appended.clear();
    return waits.length === 0 ? undefined : Promise.all(waits);
  }

  /** The broker that coordinates an id; −1 when none does. */
  brokerOf(kind: CoordinatorKind, id: string): number {
    const topic = kind === "group" ? this.#offsets : this.#transactionState;
    return topic.partitionOf(id).leader;
  }

  /** The partition that keeps the offsets of a group. */
  offsetsPartitionOf(groupId: string): TopicPartition {
    return { topic: INTERNAL_TOPICS.offsets, partition: this.#offsets.indexOf(groupId) };
  }
}
