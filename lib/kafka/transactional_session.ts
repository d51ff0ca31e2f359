import { WorkshopError } from "../core/mod.ts";
import type { ApiName, RequestInput, ResponseBody } from "../protocol/mod.ts";
import { BrokerError, SessionEndedError } from "./errors.ts";
import type {
  Generation,
  ProduceBatch,
  ProduceReceipt,
  ProducerSessionOptions,
  TopicPartitionOffset,
  Transaction,
  TransactionalSession,
} from "./port.ts";
import { ProduceLane, type ProducerIdentity } from "./produce_lane.ts";
import { brokerError } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { byTopic } from "./wire/offsets.ts";

/** How long the coordinator keeps an open transaction of a producer that has gone. */
const TRANSACTION_TIMEOUT_MS = 60_000;

/** A transactional producer; opening one ends what an earlier one of the same id left open. */
export class WireTransactionalSession implements TransactionalSession {
  readonly #cluster: WireCluster;
  readonly #transactionalId: string;
  readonly #identity: ProducerIdentity;
  readonly #lane: ProduceLane;
  #current: WireTransaction | undefined;

  private constructor(
    cluster: WireCluster,
    transactionalId: string,
    identity: ProducerIdentity,
    options: ProducerSessionOptions,
  ) {
    this.#cluster = cluster;
    this.#transactionalId = transactionalId;
    this.#identity = identity;
    const { compression = "none" } = options;
    this.#lane = new ProduceLane(cluster, { acks: "all", compression, identity, transactionalId });
  }

  /** Takes the transactional id over and fences whoever used it before. */
  static async open(
    cluster: WireCluster,
    transactionalId: string,
    options: ProducerSessionOptions,
  ): Promise<WireTransactionalSession> {
    const identity = await cluster.retrying(async () => {
      const answer = await cluster.askCoordinator(
        "transaction",
        transactionalId,
        "InitProducerId",
        { transactionalId, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS },
      );
      const what = `Taking over transactional id ${transactionalId}`;
      demandTransactionSuccess(cluster, transactionalId, answer.errorCode, what);
      return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
    });
    return new WireTransactionalSession(cluster, transactionalId, identity, options);
  }

  begin(): Promise<Transaction> {
    if (this.#lane.ended !== undefined) return Promise.reject(ended(this.#lane.ended));
    if (this.#current?.open) {
      return Promise.reject(
        new WorkshopError(
          `Transactional id ${this.#transactionalId} has an open transaction: commit or abort it`,
          { code: "TRANSACTION_OPEN" },
        ),
      );
    }
    this.#current = new WireTransaction(this.#cluster, {
      transactionalId: this.#transactionalId,
      identity: this.#identity,
      lane: this.#lane,
    });
    return Promise.resolve(this.#current);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster.close();
  }
}

interface TransactionOf {
  readonly transactionalId: string;
  readonly identity: ProducerIdentity;
  readonly lane: ProduceLane;
}

class WireTransaction implements Transaction {
  open = true;
  readonly #cluster: WireCluster;
  readonly #of: TransactionOf;
  readonly #partitions = new Map<string, Promise<void>>();
  #touched = false;

  constructor(cluster: WireCluster, of: TransactionOf) {
    this.#cluster = cluster;
    this.#of = of;
  }

  async produce(batch: ProduceBatch): Promise<ProduceReceipt> {
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
    return await this.#of.lane.send(batch, this.#cluster.requestTimeoutMs);
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
    generation?: Pick<Generation, "id" | "memberId">,
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
    await this.#cluster.retrying(async () => {
      const answer = await this.#cluster.askCoordinator("group", groupId, "TxnOffsetCommit", {
        transactionalId,
        groupId,
        ...identity,
        generationId: generation?.id ?? -1,
        memberId: generation?.memberId ?? "",
        topics: byTopic(offsets).map(([name, places]) => ({
          name,
          partitions: places.map(({ partition, offset }) => ({
            partitionIndex: partition,
            committedOffset: Number(offset),
            committedMetadata: "",
          })),
        })),
      });
      for (const { name: topic, partitions } of answer.topics) {
        for (const { partitionIndex: partition, errorCode } of partitions) {
          if (errorCode === 0) continue;
          this.#cluster.forgetCoordinator("group", groupId);
          throw brokerError(errorCode, { what, topic, partition });
        }
      }
    });
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
    const { transactionalId, identity } = this.#of;
    const what = `${committed ? "Commit" : "Abort"} of a transaction of ${transactionalId}`;
    let unanswered = false;
    try {
      await this.#repeat(what, async () => {
        const request = { transactionalId, ...identity, committed };
        const answer = await this.#ask("EndTxn", request).catch((error) => {
          unanswered ||= !(error instanceof WorkshopError && error.definite);
          throw error;
        });
        return answer.errorCode;
      });
    } catch (error) {
      const failure = error as WorkshopError;
      this.#of.lane.end(failure);
      throw new BrokerError(
        `${failure.message}; open another session of this transactional id and read the committed ` +
          "offsets again",
        { code: failure.code, definite: !unanswered, cause: failure },
      );
    }
  }

  #ask<N extends ApiName>(name: N, body: RequestInput<N>): Promise<ResponseBody<N>> {
    const { transactionalId } = this.#of;
    return this.#cluster.askCoordinator("transaction", transactionalId, name, body);
  }

  /** Repeats a request that answers with an error code until it is done or can't be. */
  async #repeat(what: string, ask: () => Promise<number>): Promise<void> {
    await this.#cluster.retrying(async () => {
      demandTransactionSuccess(this.#cluster, this.#of.transactionalId, await ask(), what);
    });
  }

  #demandOpen(): void {
    if (this.#of.lane.ended !== undefined) throw ended(this.#of.lane.ended);
    if (this.open) return;
    throw new SessionEndedError("The transaction has been committed or aborted: begin another", {
      code: "TRANSACTION_ENDED",
    });
  }
}

function demandTransactionSuccess(
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

function ended(cause: WorkshopError): SessionEndedError {
  return new SessionEndedError(
    `The transactional session has ended (${cause.message}): open another of the same id`,
    { code: "SESSION_ENDED", cause },
  );
}
