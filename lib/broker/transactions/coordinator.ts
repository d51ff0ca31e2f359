import type { Clock } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import type { StateLog, StateRecord, TransactionalProducer } from "../state/state_log.ts";
import type { Timers } from "../timers.ts";
import { handOutEpoch, mayAsk, NO_EPOCH } from "./producer_epochs.ts";
import { isEnding, keyOf, type Transaction } from "./transaction.ts";
import {
  decodeTransactionKey,
  decodeTransactionValue,
  encodeTransactionKey,
  encodeTransactionValue,
  type TopicPartition,
} from "./transaction_records.ts";
import type { TransactionState } from "./transaction_state.ts";

const RETRY_MARKERS_MS = 1000;

/** What the coordinator of transactions works with. */
export interface TransactionCoordinatorOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: StateLog;
  /** Gives out a producer id that no producer has had. */
  readonly newProducerId: () => number;
  /**
   * Ends the producer's transaction on one partition; throws when the marker can't be written, and
   * returns what to wait for when followers have yet to copy it.
   */
  readonly writeMarker: (
    partition: TopicPartition,
    marker: TransactionEnd,
  ) => Promise<void> | undefined | void;
  /** Longest timeout that a producer may ask for. @default {900000} */
  readonly maxTimeoutMs?: number;
  /** `transactional.id.expiration.ms`. @default {seven days} */
  readonly idExpirationMs?: number;
}

/** How and whose transaction ends. */
export interface TransactionEnd extends TransactionalProducer {
  readonly coordinatorEpoch: number;
  readonly committed: boolean;
}

/** What an InitProducerId asks for. */
export interface InitProducerRequest extends TransactionalProducer {
  readonly transactionalId: string;
  readonly timeoutMs: number;
}

/** Who speaks for a transactional id. */
export interface TransactionClaim extends TransactionalProducer {
  readonly transactionalId: string;
}

/**
 * The coordinator of transactions (KIP-98): who owns a transactional id, which partitions its
 * transaction touches, and how it ended. Its methods throw a RequestError that names Kafka's error.
 */
export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions;
  readonly #transactions = new Map<string, Transaction>();

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options;
  }

  /** Takes a transactional id for a producer and shuts out the one that had it. */
  initProducer(request: InitProducerRequest): TransactionalProducer {
    const { transactionalId, timeoutMs } = request;
    const { maxTimeoutMs = 900_000 } = this.#options;
    if (transactionalId === "") throw new RequestError("INVALID_REQUEST");
    if (timeoutMs <= 0 || timeoutMs > maxTimeoutMs) {
      throw new RequestError("INVALID_TRANSACTION_TIMEOUT");
    }
    const transaction = this.#transactions.get(transactionalId) ?? this.#fresh(transactionalId);
    const asks = request.producerId >= 0 ? request : undefined;
    if (asks !== undefined && !mayAsk(transaction, asks)) {
      throw new RequestError("PRODUCER_FENCED");
    }
    if (isEnding(transaction)) throw new RequestError("CONCURRENT_TRANSACTIONS");
    if (transaction.state === "Ongoing") {
      this.#fence(transaction);
      throw new RequestError("CONCURRENT_TRANSACTIONS");
    }
    handOutEpoch(transaction, asks?.producerEpoch, this.#options.newProducerId);
    transaction.timeoutMs = timeoutMs;
    transaction.state = "Empty";
    transaction.startedMs = -1;
    this.#save(transaction);
    this.#transactions.set(transactionalId, transaction);
    return transaction;
  }

  #fresh(transactionalId: string): Transaction {
    return {
      transactionalId,
      producerId: this.#options.newProducerId(),
      producerEpoch: NO_EPOCH,
      lastProducerEpoch: NO_EPOCH,
      timeoutMs: 0,
      state: "Empty",
      partitions: new Map(),
      startedMs: -1,
      lastUpdateMs: -1,
    };
  }

  /** Makes partitions part of the transaction, which begins with the first. */
  addPartitions(claim: TransactionClaim, partitions: readonly TopicPartition[]): void {
    const transaction = this.#claimed(claim);
    if (isEnding(transaction)) throw new RequestError("CONCURRENT_TRANSACTIONS");
    const ongoing = transaction.state === "Ongoing";
    const added = partitions.filter((one) => !(ongoing && transaction.partitions.has(keyOf(one))));
    if (added.length === 0) return;
    const before = { state: transaction.state, startedMs: transaction.startedMs };
    if (!ongoing) transaction.startedMs = this.#options.clock.now();
    transaction.state = "Ongoing";
    for (const one of added) transaction.partitions.set(keyOf(one), one);
    try {
      this.#save(transaction);
    } catch (error) {
      Object.assign(transaction, before);
      for (const one of added) transaction.partitions.delete(keyOf(one));
      throw error;
    }
    if (!ongoing) this.#watch(transaction, transaction.timeoutMs);
  }

  /** Looks whether a producer's write to a partition belongs to its open transaction. */
  verify(claim: TransactionClaim, partition: TopicPartition): void {
    const transaction = this.#claimed(claim);
    if (isEnding(transaction)) throw new RequestError("CONCURRENT_TRANSACTIONS");
    if (transaction.state !== "Ongoing" || !transaction.partitions.has(keyOf(partition))) {
      throw new RequestError("INVALID_TXN_STATE");
    }
  }

  /** Ends the transaction: once this returns, its outcome can't change any more. */
  end(claim: TransactionClaim, committed: boolean): void {
    const transaction = this.#claimed(claim);
    const { state } = transaction;
    if (state === "Ongoing") return this.#end(transaction, committed);
    if (state === (committed ? "CompleteCommit" : "CompleteAbort")) return;
    if (state === (committed ? "PrepareCommit" : "PrepareAbort")) {
      throw new RequestError("CONCURRENT_TRANSACTIONS");
    }
    throw new RequestError("INVALID_TXN_STATE");
  }

  /** Forgets transactional ids that nobody has used for long. */
  expire(): void {
    const { clock, log, idExpirationMs = 604_800_000 } = this.#options;
    for (const [transactionalId, { state, lastUpdateMs }] of this.#transactions) {
      const isBusy = state === "Ongoing" || state === "PrepareCommit" || state === "PrepareAbort";
      if (isBusy || clock.now() - lastUpdateMs < idExpirationMs) continue;
      log.append(transactionalId, [{ key: encodeTransactionKey(transactionalId), value: null }]);
      this.#transactions.delete(transactionalId);
    }
  }

  /** All transactional ids. */
  list(): Transaction[] {
    return [...this.#transactions.values()];
  }

  get(transactionalId: string): Transaction | undefined {
    return this.#transactions.get(transactionalId);
  }

  /** Forgets transactional ids that another broker coordinates now. */
  unload(isGone: (transactionalId: string) => boolean): void {
    for (const [transactionalId, { timer }] of this.#transactions) {
      if (!isGone(transactionalId)) continue;
      timer?.cancel();
      this.#transactions.delete(transactionalId);
    }
  }

  // ---- after a start, or when transactional ids came from another broker

  /** Takes in a record that an earlier run kept. */
  replay(record: StateRecord): void {
    const transactionalId = decodeTransactionKey(record.key);
    if (transactionalId === undefined) return;
    this.#transactions.delete(transactionalId);
    if (record.value === null) return;
    const { partitions, ...saved } = decodeTransactionValue(record.value);
    this.#transactions.set(transactionalId, {
      ...saved,
      transactionalId,
      lastProducerEpoch: NO_EPOCH,
      partitions: new Map(partitions.map((one) => [keyOf(one), one])),
    });
  }

  /** Finishes the transactions whose end was decided, and goes on watching the open ones. */
  finishReplay(isHere: (transactionalId: string) => boolean = () => true): void {
    const nowMs = this.#options.clock.now();
    for (const transaction of this.#transactions.values()) {
      if (!isHere(transaction.transactionalId)) continue;
      if (isEnding(transaction)) this.#writeMarkers(transaction);
      if (transaction.state !== "Ongoing") continue;
      const leftMs = transaction.startedMs + transaction.timeoutMs - nowMs;
      this.#watch(transaction, Math.max(0, leftMs));
    }
  }

  // ---- helpers

  #claimed(claim: TransactionClaim): Transaction {
    const { transactionalId, producerId, producerEpoch } = claim;
    if (transactionalId === "") throw new RequestError("INVALID_REQUEST");
    const transaction = this.#transactions.get(transactionalId);
    if (transaction?.producerId !== producerId) {
      throw new RequestError("INVALID_PRODUCER_ID_MAPPING");
    }
    if (transaction.producerEpoch !== producerEpoch) throw new RequestError("PRODUCER_FENCED");
    return transaction;
  }

  #watch(transaction: Transaction, timeoutMs: number): void {
    transaction.timer = this.#options.timers.after(timeoutMs, () => {
      if (transaction.state === "Ongoing") this.#fence(transaction);
    });
  }

  /** Aborts a transaction whose producer is given up, and shuts that producer out. */
  #fence(transaction: Transaction): void {
    transaction.lastProducerEpoch = transaction.producerEpoch;
    transaction.producerEpoch += 1;
    try {
      this.#end(transaction, false);
    } catch {
      this.#watch(transaction, RETRY_MARKERS_MS);
    }
  }

  #end(transaction: Transaction, committed: boolean): void {
    const before = transaction.state;
    transaction.state = committed ? "PrepareCommit" : "PrepareAbort";
    try {
      this.#save(transaction);
    } catch (error) {
      transaction.state = before;
      throw error;
    }
    transaction.timer?.cancel();
    const copying = this.#options.log.replicated?.(transaction.transactionalId);
    if (copying === undefined) return this.#writeMarkers(transaction);
    copying.then(() => this.#writeMarkers(transaction), () => {});
  }

  /** An outcome that could still be lost leaves no marker behind: its record is replicated first. */
  #writeMarkers(transaction: Transaction): void {
    if (this.#transactions.get(transaction.transactionalId) !== transaction) return;
    const committed = transaction.state === "PrepareCommit";
    const { transactionalId, producerId, producerEpoch, partitions } = transaction;
    const coordinatorEpoch = this.#options.log.epochOf(transactionalId);
    const marker = { producerId, producerEpoch, coordinatorEpoch, committed };
    const copying: Promise<unknown>[] = [];
    try {
      for (const [key, partition] of partitions) {
        const copied = this.#options.writeMarker(partition, marker);
        if (copied === undefined) partitions.delete(key);
        else copying.push(copied.then(() => partitions.delete(key), () => {}));
      }
      if (copying.length > 0) {
        return void Promise.all(copying).then(() => this.#writeMarkers(transaction));
      }
      this.#save(transaction, committed ? "CompleteCommit" : "CompleteAbort");
    } catch {
      this.#options.timers.after(RETRY_MARKERS_MS, () => this.#writeMarkers(transaction));
    }
  }

  #save(transaction: Transaction, state: TransactionState = transaction.state): void {
    const lastUpdateMs = this.#options.clock.now();
    const { transactionalId, partitions } = transaction;
    const key = encodeTransactionKey(transactionalId);
    const value = encodeTransactionValue({
      ...transaction,
      state,
      lastUpdateMs,
      partitions: [...partitions.values()],
    });
    this.#options.log.append(transactionalId, [{ key, value }]);
    transaction.state = state;
    transaction.lastUpdateMs = lastUpdateMs;
  }
}
