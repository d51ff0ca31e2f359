import { WorkshopError } from "../core/mod.ts";
import type { ApiName, RequestInput, ResponseBody } from "../protocol/mod.ts";
import { BrokerError, ProducerFencedError, SessionEndedError } from "./errors.ts";
import { fencedError, isFencing } from "./fencing.ts";
import type {
  GroupMembership,
  ProduceBatch,
  ProduceOptions,
  ProduceReceipt,
  TopicPartitionOffset,
  Transaction,
} from "./port.ts";
import type { ProduceLane, ProducerIdentity } from "./produce_lane.ts";
import { brokerError } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { toCommit } from "./wire/offsets.ts";

/** The end of the transaction before is under way for some milliseconds: asking soon again pays. */
export const TRANSACTION_BACKOFF = { baseMs: 10, maxMs: 1000 };

/** After these answers to a commit it may still be done: it was begun, or its record survives. */
const UNCERTAIN_ENDS = new Set([
  "CONCURRENT_TRANSACTIONS",
  "COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR",
  "REQUEST_TIMED_OUT",
  "UNKNOWN_SERVER_ERROR",
]);

/** After these answers the coordinator and this session disagree for good. */
const SESSION_LOST_ANSWERS = new Set([
  "INVALID_PRODUCER_ID_MAPPING",
  "INVALID_TXN_STATE",
  "PRODUCER_FENCED",
  "UNKNOWN_PRODUCER_ID",
]);

/** Whose transaction it is. */
export interface TransactionOf {
  readonly transactionalId: string;
  readonly identity: ProducerIdentity;
  readonly timeoutMs: number;
  readonly lane: ProduceLane;
}

/** One transaction over the wire. What is uncertain in it ends its session. */
export class WireTransaction implements Transaction {
  open = true;
  readonly #cluster: WireCluster;
  readonly #of: TransactionOf;
  readonly #begunAtMs: number;
  readonly #partitions = new Map<string, Promise<void>>();
  /** The coordinator knows of it, or may know. */
  #touched = false;

  constructor(cluster: WireCluster, of: TransactionOf) {
    this.#cluster = cluster;
    this.#of = of;
    this.#begunAtMs = cluster.clock.monotonicMs();
  }

  async produce(batch: ProduceBatch, options: ProduceOptions = {}): Promise<ProduceReceipt> {
    this.#demandOpen();
    const { topic, partition } = batch;
    const key = `${topic}/${partition}`;
    let adding = this.#partitions.get(key);
    if (adding === undefined) {
      adding = this.#addPartition(topic, partition);
      this.#partitions.set(key, adding);
      adding.catch(() => this.#partitions.delete(key));
    }
    await adding;
    const { repeatForMs = this.#cluster.requestTimeoutMs } = options;
    return await this.#watched(() => this.#of.lane.send(batch, repeatForMs));
  }

  async #addPartition(topic: string, partition: number): Promise<void> {
    await this.#repeat(`Adding ${topic}/${partition} to the transaction`, async () => {
      const answer = await this.#ask("AddPartitionsToTxn", {
        v3AndBelowTransactionalId: this.#of.transactionalId,
        v3AndBelowProducerId: this.#of.identity.producerId,
        v3AndBelowProducerEpoch: this.#of.identity.producerEpoch,
        v3AndBelowTopics: [{ name: topic, partitions: [partition] }],
      });
      return answer.resultsByTopicV3AndBelow[0]?.resultsByPartition[0]?.partitionErrorCode ?? -1;
    });
    this.#touched = true;
  }

  async sendOffsets(
    groupId: string,
    offsets: readonly TopicPartitionOffset[],
    membership?: GroupMembership,
  ): Promise<void> {
    this.#demandOpen();
    if (offsets.length === 0) return;
    const { transactionalId, identity } = this.#of;
    const what = `Adding offsets of group ${groupId} to the transaction`;
    await this.#repeat(what, async () => {
      const request = { transactionalId, ...identity, groupId };
      return (await this.#ask("AddOffsetsToTxn", request)).errorCode;
    });
    this.#touched = true;
    await this.#watched(() =>
      this.#cluster.retrying(
        () => this.#commitOffsets(what, groupId, offsets, membership),
        { backoff: TRANSACTION_BACKOFF },
      )
    );
  }

  async #commitOffsets(
    what: string,
    groupId: string,
    offsets: readonly TopicPartitionOffset[],
    membership: GroupMembership | undefined,
  ): Promise<void> {
    const { transactionalId, identity } = this.#of;
    const answer = await this.#cluster.askCoordinator("group", groupId, "TxnOffsetCommit", {
      transactionalId,
      groupId,
      ...identity,
      generationId: membership?.id ?? -1,
      memberId: membership?.memberId ?? "",
      topics: toCommit(offsets),
    });
    for (const { name: topic, partitions } of answer.topics) {
      for (const { partitionIndex: partition, errorCode } of partitions) {
        if (errorCode === 0) continue;
        this.#cluster.forgetCoordinator("group", groupId);
        throw brokerError(errorCode, { what, topic, partition });
      }
    }
  }

  async commit(): Promise<void> {
    await this.#finish(true);
  }

  /** Also after a failure that ended the session: nothing of the transaction is seen then. */
  async abort(): Promise<void> {
    if (this.#of.lane.ended === undefined) this.#demandOpen();
    await this.#finish(false);
  }

  async #finish(committed: boolean): Promise<void> {
    if (committed) this.#demandOpen();
    if (!this.open) return;
    this.open = false;
    if (!this.#touched) return;
    const what = `${
      committed ? "Commit" : "Abort"
    } of a transaction of ${this.#of.transactionalId}`;
    const uncertain = { is: false };
    try {
      await this.#repeat(what, () => this.#askForEnd(committed, uncertain));
    } catch (error) {
      throw this.#unfinished(error as WorkshopError, committed && uncertain.is);
    }
  }

  async #askForEnd(committed: boolean, uncertain: { is: boolean }): Promise<number> {
    const { transactionalId, identity } = this.#of;
    try {
      const { errorCode } = await this.#ask("EndTxn", { transactionalId, ...identity, committed });
      if (errorCode !== 0) {
        uncertain.is ||= UNCERTAIN_ENDS.has(brokerError(errorCode, { what: "EndTxn" }).code);
      }
      return errorCode;
    } catch (error) {
      uncertain.is ||= !(error instanceof WorkshopError && error.definite);
      throw error;
    }
  }

  #unfinished(failure: WorkshopError, uncertain: boolean): WorkshopError {
    this.#of.lane.end(failure);
    const message = `${failure.message}; open another session of this transactional id and read ` +
      "the committed offsets again";
    if (failure instanceof ProducerFencedError) {
      const { currentEpoch } = failure;
      return new ProducerFencedError(message, {
        transactionalId: failure.transactionalId,
        producerEpoch: failure.producerEpoch,
        by: failure.by,
        ...(currentEpoch === undefined ? {} : { currentEpoch }),
        definite: !uncertain,
        cause: failure,
      });
    }
    return new BrokerError(message, { code: failure.code, definite: !uncertain, cause: failure });
  }

  #ask<N extends ApiName>(name: N, body: RequestInput<N>): Promise<ResponseBody<N>> {
    const { transactionalId } = this.#of;
    return this.#cluster.askCoordinator("transaction", transactionalId, name, body);
  }

  /** Repeats a request that answers with an error code until it is done or can't be. */
  #repeat(what: string, ask: () => Promise<number>): Promise<void> {
    const { transactionalId } = this.#of;
    return this.#watched(() =>
      this.#cluster.retrying(
        async () => demandTransactionSuccess(this.#cluster, transactionalId, await ask(), what),
        { backoff: TRANSACTION_BACKOFF },
      )
    );
  }

  /** Ends the session after what leaves it in doubt: a late request must find a newer epoch. */
  async #watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WorkshopError)) throw error;
      const failure: WorkshopError = isFencing(error) && !(error instanceof ProducerFencedError)
        ? await fencedError(this.#cluster, { ...this.#of, begunAtMs: this.#begunAtMs }, error)
        : error;
      const isLost = !failure.definite || SESSION_LOST_ANSWERS.has(failure.code);
      if (isLost) this.#of.lane.end(failure);
      throw failure;
    }
  }

  #demandOpen(): void {
    if (this.#of.lane.ended !== undefined) throw sessionEnded(this.#of.lane.ended);
    if (this.open) return;
    throw new SessionEndedError("The transaction has been committed or aborted: begin another", {
      code: "TRANSACTION_ENDED",
    });
  }
}

/** An error of the coordinator of transactions; one that has moved is forgotten. */
export function demandTransactionSuccess(
  cluster: WireCluster,
  transactionalId: string,
  code: number,
  what: string,
): void {
  if (code === 0) return;
  const error = brokerError(code, { what });
  if (error.code.includes("COORDINATOR")) cluster.forgetCoordinator("transaction", transactionalId);
  throw error;
}

/** What is said to who goes on with a session that has ended. */
export function sessionEnded(cause: WorkshopError): SessionEndedError {
  return new SessionEndedError(
    `The transactional session has ended (${cause.message}): open another of the same id`,
    { code: "SESSION_ENDED", cause },
  );
}
