import type { Random } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import type { Checkpoint } from "../log/checkpoint.ts";
import type { Checkpoints } from "../log/checkpoints.ts";
import { keepCleanClose, takeCleanClose } from "../log/clean_close.ts";
import { PartitionLog } from "../log/partition_log.ts";
import type { DamagedTail } from "../log/segments.ts";
import type { Purgatory } from "../purgatory.ts";
import type { Storage } from "../storage/storage.ts";
import { NO_LEADER } from "./elections.ts";
import type { MetadataLog, SavedTopic } from "./metadata_log.ts";
import { Partition, type PartitionPlacement } from "./partition.ts";
import { type BrokerDefault, Topic } from "./topic.ts";
import { checkTopicConfigs } from "./topic_config_checks.ts";
import { checkTopicName } from "./topic_name.ts";

/** A topic to be made. */
export interface TopicToCreate {
  readonly name: string;
  /** Brokers of each partition, the leader first. */
  readonly assignments: readonly (readonly number[])[];
  readonly configs: readonly (readonly [string, string | null])[];
}

/** What the topics of a cluster need. */
export interface TopicsOptions {
  readonly storage: Storage;
  readonly metadata: MetadataLog;
  readonly purgatory: Purgatory;
  readonly checkpoints?: Checkpoints;
  readonly newId: () => string;
  /** Whether a broker is up: others have nothing of a new partition. @default {all are} */
  readonly isLive?: (brokerId: number) => boolean;
  /** Told of each append to a partition: where its log ended before. */
  readonly onAppend?: (partition: Partition, from: number) => void;
  /** See {@link BrokerDefault}. @default {none is set} */
  readonly brokerDefault?: BrokerDefault;
  /** Told of each log whose end had to be cut. */
  readonly onDamage: (damage: DamagedTail) => void;
}

/** The topics of the cluster: made, changed, deleted, and kept in the metadata log. */
export class Topics {
  readonly #options: TopicsOptions;
  readonly #brokerDefault: BrokerDefault;
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<string, Topic>();
  /** What is known of the logs from a clean close, until they are open. */
  readonly #closed: Map<string, Checkpoint>;

  /** Opens the topics that an earlier run left; logs that belong to none are removed. */
  constructor(options: TopicsOptions) {
    this.#options = options;
    const { notes } = options.storage;
    this.#closed = notes === undefined ? new Map() : takeCleanClose(notes);
    this.#brokerDefault = options.brokerDefault ?? (() => undefined);
    for (const [name, saved] of options.metadata.topics()) this.#restore(name, saved);
    this.#closed.clear();
    const known = new Set(this.partitions().map(({ topic, index }) => logName(topic, index)));
    for (const name of options.storage.names()) {
      if (!known.has(name) && !name.startsWith("__cluster_metadata")) {
        options.storage.folder(name).remove();
      }
    }
  }

  #restore(name: string, saved: SavedTopic): void {
    const topic = new Topic({
      name,
      id: saved.id,
      configs: saved.configs.map(([key, value]) => [key, value]),
      brokerDefault: this.#brokerDefault,
    });
    for (const { logStartOffset, ...placement } of saved.partitions) {
      const partition = this.#addPartition(topic, placement, logStartOffset);
      const { epochs, logEndOffset } = partition.log;
      partition.leaderEpoch = Math.max(partition.leaderEpoch, epochs.latest) + 1;
      epochs.begin(partition.leaderEpoch, logEndOffset);
    }
    this.#add(topic);
  }

  [Symbol.iterator](): IterableIterator<Topic> {
    return this.#byName.values();
  }

  get(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  byId(id: string): Topic | undefined {
    return this.#byId.get(id);
  }

  partition(name: string, index: number): Partition | undefined {
    return this.#byName.get(name)?.partitions[index];
  }

  /**
   * Looks whether a topic can be made.
   *
   * @throws {RequestError}
   */
  checkNew({ name, configs }: TopicToCreate): void {
    checkTopicName(name);
    if (this.#byName.has(name)) {
      throw new RequestError("TOPIC_ALREADY_EXISTS", `Topic '${name}' already exists.`);
    }
    const twin = [...this.#byName.keys()].find((other) => metricName(other) === metricName(name));
    if (twin !== undefined) {
      throw new RequestError(
        "INVALID_TOPIC_EXCEPTION",
        `Topic '${name}' collides with existing topic: ${twin}`,
      );
    }
    checkTopicConfigs(configs);
  }

  /** @throws {RequestError} */
  create(request: TopicToCreate): Topic {
    this.checkNew(request);
    const topic = new Topic({
      name: request.name,
      id: this.#options.newId(),
      configs: request.configs.map(([key, value]) => [key, value!]),
      brokerDefault: this.#brokerDefault,
    });
    for (const replicas of request.assignments) {
      this.#addNewPartition(topic, replicas);
    }
    this.#save(topic);
    this.#add(topic);
    return topic;
  }

  /** Adds partitions to a topic; `assignments` are the brokers of the new ones only. */
  grow(topic: Topic, assignments: readonly (readonly number[])[]): void {
    const before = topic.partitions.length;
    for (const replicas of assignments) this.#addNewPartition(topic, replicas);
    this.#saveOr(topic, () => topic.partitions.length = before);
  }

  /** Sets settings; null puts the default back. */
  configure(topic: Topic, changes: Iterable<readonly [string, string | null]>): void {
    const before = [...topic.configs];
    for (const [name, value] of changes) {
      if (value === null) topic.configs.delete(name);
      else topic.configs.set(name, value);
    }
    this.#saveOr(topic, () => {
      topic.configs.clear();
      for (const [name, value] of before) topic.configs.set(name, value);
    });
    this.#applyConfigs(topic);
  }

  /** Lets all logs go by what is set for brokers now. */
  refreshConfigs(): void {
    for (const topic of this) this.#applyConfigs(topic);
  }

  #applyConfigs(topic: Topic): void {
    for (const partition of topic.partitions) {
      partition.log.config = topic.logConfig;
      partition.advance();
    }
  }

  delete(topic: Topic): void {
    this.#options.metadata.removeTopic(topic.name);
    this.#byName.delete(topic.name);
    this.#byId.delete(topic.id);
    for (const partition of topic.partitions) {
      partition.leader = -1;
      partition.log.remove();
      this.#options.purgatory.wake(partition);
    }
  }

  /**
   * Forgets the records of a partition before an offset. Where the log begins is kept first, unless
   * the segments that stay tell it: a full disk must not keep old records from being removed.
   */
  deleteRecords(partition: Partition, beforeOffset: number): void {
    const { log } = partition;
    log.moveStart(beforeOffset);
    const topic = this.#byName.get(partition.topic);
    const isTold = log.segments.some(({ baseOffset, size }) =>
      baseOffset === log.logStartOffset && size > 0
    );
    if (topic !== undefined && !isTold) this.#save(topic);
    log.deleteBefore(beforeOffset);
    partition.advance();
  }

  close(): void {
    const partitions = this.partitions();
    for (const { log } of partitions) log.close();
    const { notes } = this.#options.storage;
    if (notes === undefined) return;
    keepCleanClose(
      notes,
      partitions.map(({ topic, index, log }) => ({
        name: logName(topic, index),
        checkpoint: log.kept,
      })),
    );
  }

  /** All partitions of all topics. */
  partitions(): Partition[] {
    return [...this].flatMap((topic) => topic.partitions);
  }

  /** Keeps where these partitions are now. */
  keepPlacements(partitions: readonly Partition[]): void {
    for (const name of new Set(partitions.map(({ topic }) => topic))) {
      const topic = this.#byName.get(name);
      if (topic !== undefined) this.#save(topic);
    }
  }

  /** Whatever a deleted topic of the same name could not take with it is removed first. */
  #addNewPartition(topic: Topic, replicas: readonly number[]): void {
    this.#options.storage.folder(logName(topic.name, topic.partitions.length)).remove();
    const { isLive = () => true } = this.#options;
    const partition = this.#addPartition(topic, placementOn(replicas, isLive), 0);
    for (const id of replicas) {
      if (!isLive(id)) partition.followers.fallBehind(id, { end: 0, caughtUpMs: 0 });
    }
  }

  #addPartition(topic: Topic, placement: PartitionPlacement, logStartOffset: number): Partition {
    const index = topic.partitions.length;
    const folder = this.#options.storage.folder(logName(topic.name, index));
    const { checkpoints } = this.#options;
    const closed = this.#closed.get(logName(topic.name, index));
    const config = topic.partitions[0]?.log.config ?? topic.logConfig;
    const log = new PartitionLog({
      folder,
      config,
      logStartOffset,
      closed,
      checkpoints,
    });
    if (log.damage !== undefined) this.#options.onDamage(log.damage);
    const { purgatory, onAppend = () => {} } = this.#options;
    const partition = new Partition({ topic: topic.name, index }, log, {
      placement,
      purgatory,
      minInSyncReplicas: () => Number(topic.config("min.insync.replicas")),
      onAppend,
    });
    topic.partitions.push(partition);
    return partition;
  }

  #add(topic: Topic): void {
    this.#byName.set(topic.name, topic);
    this.#byId.set(topic.id, topic);
  }

  /** Keeps a topic as it is now; when the disk refuses, the change is undone. */
  #saveOr(topic: Topic, undo: () => void): void {
    try {
      this.#save(topic);
    } catch (error) {
      undo();
      throw error;
    }
  }

  #save(topic: Topic): void {
    this.#options.metadata.saveTopic(topic.name, {
      id: topic.id,
      configs: [...topic.configs],
      partitions: topic.partitions.map(({ placement, log }) => ({
        ...placement,
        logStartOffset: log.logStartOffset,
      })),
    });
  }
}

/** An id in the form Kafka prints, from the source of chance. */
export function newTopicId(random: Random): string {
  return random.bytes(16).toBase64({ alphabet: "base64url", omitPadding: true });
}

function logName(topic: string, index: number): string {
  return `${topic}-${index}`;
}

/** Metrics of Kafka can't tell a dot from an underscore, so no two topics may. */
function metricName(topic: string): string {
  return topic.replaceAll(".", "_");
}

function placementOn(
  replicas: readonly number[],
  isLive: (brokerId: number) => boolean,
): PartitionPlacement {
  const isr = replicas.filter(isLive);
  return { leader: isr[0] ?? NO_LEADER, leaderEpoch: 0, replicas, isr };
}
