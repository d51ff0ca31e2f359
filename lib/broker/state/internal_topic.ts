import type { Clock } from "../../core/mod.ts";
import { type BatchRecord, decodeMarker, decodeRecords } from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import type { Partition } from "../topics/partition.ts";
import type { Topic } from "../topics/topic.ts";
import type { StateLog, StateRecord, TransactionalProducer } from "./state_log.ts";

/** What a topic that keeps a coordinator's state works with. */
export interface InternalTopicOptions {
  readonly clock: Clock;
  readonly partitions: number;
  readonly find: () => Topic | undefined;
  readonly create: () => Topic;
  /** Told of each append, so that its answer can wait until it is replicated. */
  readonly onAppend: (partition: Partition) => void;
}

/** Who is shown what an earlier run kept, in the order of each partition. */
export interface ReplayVisitor {
  /** `producerId` is set when the record is part of a transaction. */
  record(record: BatchRecord, producerId: number | undefined): void;
  transactionEnd?(producerId: number, committed: boolean): void;
}

/**
 * A topic of the cluster's own that keeps a coordinator's state, as `__consumer_offsets` does: the
 * leader of the partition that an id falls into is the id's coordinator.
 */
export class InternalTopic implements StateLog {
  readonly #options: InternalTopicOptions;

  constructor(options: InternalTopicOptions) {
    this.#options = options;
  }

  /** The partition that an id falls into; the topic is made with the first. */
  partitionOf(id: string): Partition {
    const topic = this.#options.find() ?? this.#options.create();
    return topic.partitions[positiveHash(id) % topic.partitions.length]!;
  }

  /** The partitions that are there. */
  get partitions(): readonly Partition[] {
    return this.#options.find()?.partitions ?? [];
  }

  /** Tells the ids that fall into a partition. */
  idsOf({ index }: Partition): (id: string) => boolean {
    return (id) => this.indexOf(id) === index;
  }

  /** Index of the partition that an id falls into, whether the topic is there or not. */
  indexOf(id: string): number {
    return positiveHash(id) % (this.#options.find()?.partitions.length ?? this.#options.partitions);
  }

  epochOf(id: string): number {
    return this.partitionOf(id).leaderEpoch;
  }

  append(id: string, records: readonly StateRecord[], producer?: TransactionalProducer): number {
    const partition = this.partitionOf(id);
    if (!partition.isWritable) throw new RequestError("COORDINATOR_NOT_AVAILABLE");
    const nowMs = this.#options.clock.now();
    const stamped = records.map((record) => ({ ...record, timestampMs: nowMs }));
    if (producer !== undefined) refuseOldEpoch(partition, producer);
    const { baseOffset } = partition.write((log, leaderEpoch) =>
      log.appendRecords(
        stamped,
        producer === undefined ? { leaderEpoch, nowMs } : { leaderEpoch, nowMs, producer },
      )
    );
    this.#options.onAppend(partition);
    return baseOffset;
  }

  /** See {@link Partition.replicated}. */
  replicated(id: string): Promise<void> | undefined {
    return this.partitionOf(id).replicated();
  }

  /** Shows everything that a partition keeps. */
  replay({ log }: Partition, visitor: ReplayVisitor): void {
    for (const batch of log.batches()) {
      if (batch.isControl) {
        const committed = decodeMarker(batch)?.result === "commit";
        visitor.transactionEnd?.(batch.producerId, committed);
        continue;
      }
      const producerId = batch.isTransactional ? batch.producerId : undefined;
      for (const record of decodeRecords(batch)) visitor.record(record, producerId);
    }
  }
}

function refuseOldEpoch(partition: Partition, producer: TransactionalProducer): void {
  const known = partition.log.producers.epochOf(producer.producerId);
  if (producer.producerEpoch < known) throw new RequestError("INVALID_PRODUCER_EPOCH");
}

/** Java's hash of a string, made positive as Kafka does it. */
function positiveHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) {
    hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  }
  return hash === -0x8000_0000 ? 0 : Math.abs(hash);
}
