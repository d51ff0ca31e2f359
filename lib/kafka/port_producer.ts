import type {
  Acks,
  Compression,
  OutgoingRecord,
  TopicPartition,
  TopicPartitionOffset,
} from "./port_records.ts";

/** One batch for one partition: the unit in which records are acknowledged. */
export interface ProduceBatch extends TopicPartition {
  /** At least one, in the order in which they shall stand in the log. */
  readonly records: readonly OutgoingRecord[];
}

/** Where an acknowledged batch lies. */
export interface ProduceReceipt {
  /**
   * Offset of the batch's first record; `undefined` with acks 0, where nobody answers, and where the
   * broker only knows that it has the batch already.
   */
  readonly baseOffset: bigint | undefined;
  /** Milliseconds since 1970 when the topic stamps records as they are appended. */
  readonly logAppendTimeMs: number | undefined;
}

/** Who an idempotent producer is to the brokers (KIP-98). */
export interface ProducerIdentity {
  /** Given by a broker. */
  readonly producerId: number;
  /** Rises with each successor of the producer. */
  readonly producerEpoch: number;
}

/** What a producer session is opened with. */
export interface ProducerSessionOptions {
  /** How many replicas must have a batch before it counts. @default {"all"} */
  readonly acks?: Acks;
  /** How batches are compressed. @default {"none"} */
  readonly compression?: Compression;
  /** Lets the broker drop repeats (KIP-98); needs acks all. @default {acks is "all"} */
  readonly idempotent?: boolean;
  /** Longest wait for one answer, in milliseconds. @default {30000} */
  readonly requestTimeoutMs?: number;
  /**
   * Writes under this identity, the {@link ProducerSession.successor} of a session that has ended. As
   * soon as a partition has a batch of it, it takes none of the earlier session any more, however
   * late one arrives (KIP-360). @default {a new producer id}
   */
  readonly identity?: ProducerIdentity;
}

/** How one batch is sent. */
export interface ProduceOptions {
  /**
   * How long an idempotent session sends a batch again whose answer was lost, in milliseconds.
   *
   * @default {the session's requestTimeoutMs}
   */
  readonly repeatForMs?: number;
}

/**
 * A producer of the driver: one batch, one partition, one request. It is done for after an
 * uncertain outcome: close it and open another.
 */
export interface ProducerSession extends AsyncDisposable {
  /** False once an outcome was uncertain or the broker gave up on this producer's id. */
  readonly usable: boolean;
  /** Who it is to the brokers; nobody without idempotence. */
  readonly identity?: ProducerIdentity | undefined;
  /** After an uncertain outcome: as whom the next session fences what this one has under way. */
  readonly successor?: ProducerIdentity | undefined;
  /**
   * How many partitions a topic has.
   *
   * @throws {WorkshopError} code `UNKNOWN_TOPIC_OR_PARTITION` (retriable: it may just have been made)
   */
  partitionCount(topic: string): Promise<number>;
  /**
   * Resolves when the partition's leader has answered for this very batch. Batches of one partition
   * go out one after the other, in the order of the calls.
   *
   * @throws {WorkshopError} `definite` tells a batch that is not in the log from one that may be
   */
  produce(batch: ProduceBatch, options?: ProduceOptions): Promise<ProduceReceipt>;
}

/** What a transactional session is opened with. */
export interface TransactionalSessionOptions {
  /** How batches are compressed. @default {"none"} */
  readonly compression?: Compression;
  /** Longest wait for one answer, and for the repeats of a request, in milliseconds. @default {30000} */
  readonly requestTimeoutMs?: number;
  /**
   * How long the coordinator lets a transaction be open before it aborts it and fences its session,
   * in milliseconds; brokers allow at most `transaction.max.timeout.ms`.
   *
   * @default {60000}
   */
  readonly transactionTimeoutMs?: number;
}

/**
 * A transactional producer session (KIP-98). It is done for once it was fenced or something in it was
 * uncertain: close it and open another of the same id, which ends what this one left open.
 */
export interface TransactionalSession extends AsyncDisposable {
  /** The id that it has taken over. */
  readonly transactionalId: string;
  /** False once it was fenced, or an outcome in it was uncertain. */
  readonly usable: boolean;
  /**
   * How many partitions a topic has.
   *
   * @throws {WorkshopError} code `UNKNOWN_TOPIC_OR_PARTITION` (retriable: it may just have been made)
   */
  partitionCount(topic: string): Promise<number>;
  /**
   * Begins a transaction; there is one at a time.
   *
   * @throws {WorkshopError} code `TRANSACTION_OPEN`, or `SESSION_ENDED` after a failure
   */
  begin(): Promise<Transaction>;
}

/** Who commits: a member in a generation of its group. */
export interface GroupMembership {
  /** Number of the generation. */
  readonly id: number;
  /** The member, as the coordinator calls it. */
  readonly memberId: string;
}

/** One open transaction: all of its batches and offsets become visible together, or none. */
export interface Transaction {
  /**
   * Writes a batch that nobody sees under `read_committed` until the commit.
   *
   * @throws {ProducerFencedError} when the transactional id was taken over
   */
  produce(batch: ProduceBatch, options?: ProduceOptions): Promise<ProduceReceipt>;
  /**
   * Makes a group's next-to-read offsets part of the transaction. With a membership, a member that
   * the group has left behind is refused (KIP-447).
   *
   * @throws {ProducerFencedError} when the transactional id was taken over
   * @throws {WorkshopError} `ILLEGAL_GENERATION`, `UNKNOWN_MEMBER_ID` and what else the group says
   */
  sendOffsets(
    groupId: string,
    offsets: readonly TopicPartitionOffset[],
    membership?: GroupMembership,
  ): Promise<void>;
  /**
   * Makes everything in it visible at once.
   *
   * @throws {WorkshopError} not definite when the outcome is unknown: open another session of the
   *   same id, then read committed offsets again
   */
  commit(): Promise<void>;
  /** Drops everything in it. */
  abort(): Promise<void>;
}
