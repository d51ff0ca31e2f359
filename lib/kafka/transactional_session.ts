import { WorkshopError } from "../core/mod.ts";
import type { Transaction, TransactionalSession, TransactionalSessionOptions } from "./port.ts";
import { ProduceLane, type ProducerIdentity } from "./produce_lane.ts";
import {
  demandTransactionSuccess,
  sessionEnded,
  TRANSACTION_BACKOFF,
  WireTransaction,
} from "./transaction.ts";
import type { WireCluster } from "./wire/cluster.ts";

const TRANSACTION_TIMEOUT_MS = 60_000;

/** A transactional producer; opening one ends what an earlier one of the same id left open. */
export class WireTransactionalSession implements TransactionalSession {
  readonly transactionalId: string;
  readonly #cluster: WireCluster;
  readonly #identity: ProducerIdentity;
  readonly #timeoutMs: number;
  readonly #lane: ProduceLane;
  #current: WireTransaction | undefined;

  private constructor(
    cluster: WireCluster,
    transactionalId: string,
    identity: ProducerIdentity,
    options: TransactionalSessionOptions,
  ) {
    this.transactionalId = transactionalId;
    this.#cluster = cluster;
    this.#identity = identity;
    const { compression = "none", transactionTimeoutMs = TRANSACTION_TIMEOUT_MS } = options;
    this.#timeoutMs = transactionTimeoutMs;
    this.#lane = new ProduceLane(cluster, { acks: "all", compression, identity, transactionalId });
  }

  /** Takes the transactional id over and fences whoever used it before. */
  static async open(
    cluster: WireCluster,
    transactionalId: string,
    options: TransactionalSessionOptions,
  ): Promise<WireTransactionalSession> {
    const { transactionTimeoutMs = TRANSACTION_TIMEOUT_MS } = options;
    const identity = await cluster.retrying(async () => {
      const answer = await cluster.askCoordinator(
        "transaction",
        transactionalId,
        "InitProducerId",
        { transactionalId, transactionTimeoutMs },
      );
      const what = `Taking over transactional id ${transactionalId}`;
      demandTransactionSuccess(cluster, transactionalId, answer.errorCode, what);
      return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
    }, { backoff: TRANSACTION_BACKOFF });
    return new WireTransactionalSession(cluster, transactionalId, identity, options);
  }

  get usable(): boolean {
    return this.#lane.ended === undefined && !this.#cluster.signal.aborted;
  }

  async partitionCount(topic: string): Promise<number> {
    return (await this.#cluster.partitions(topic)).size;
  }

  begin(): Promise<Transaction> {
    if (this.#lane.ended !== undefined) return Promise.reject(sessionEnded(this.#lane.ended));
    if (this.#current?.open) {
      return Promise.reject(
        new WorkshopError(
          `Transactional id ${this.transactionalId} has an open transaction: commit or abort it`,
          { code: "TRANSACTION_OPEN" },
        ),
      );
    }
    this.#current = new WireTransaction(this.#cluster, {
      transactionalId: this.transactionalId,
      identity: this.#identity,
      timeoutMs: this.#timeoutMs,
      lane: this.#lane,
    });
    return Promise.resolve(this.#current);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster.close();
  }
}
