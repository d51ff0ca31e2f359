import { backoffDelayMs, messageOf, WorkshopError } from "../core/mod.ts";
import { encodeBatch, type RecordInput } from "../protocol/mod.ts";
import { BrokerError, CorruptDataError, ProduceError, SessionEndedError } from "./errors.ts";
import type {
  Acks,
  Compression,
  OutgoingRecord,
  ProduceBatch,
  ProduceReceipt,
  ProducerIdentity,
} from "./port.ts";
import { brokerError } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

/** After these answers the batch may be in the log. */
const UNCERTAIN_ANSWERS = new Set([
  "UNKNOWN_SERVER_ERROR",
  "REQUEST_TIMED_OUT",
  "NETWORK_EXCEPTION",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "KAFKA_STORAGE_ERROR",
]);

/** After these answers the batch is not in the log, and this producer id has no future. */
const ID_LOST_ANSWERS = new Set([
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
  "UNKNOWN_PRODUCER_ID",
  "INVALID_PRODUCER_EPOCH",
  "INVALID_PRODUCER_ID_MAPPING",
  "PRODUCER_FENCED",
]);

const DUPLICATE_SEQUENCE_NUMBER = 46;
const ACKS: Readonly<Record<Acks, number>> = { 0: 0, 1: 1, all: -1 };
const REPEAT_BACKOFF = { baseMs: 50, maxMs: 1000 };

export type { ProducerIdentity };

/** How a lane sends. */
export interface LaneOptions {
  readonly acks: Acks;
  readonly compression: Compression;
  readonly identity?: ProducerIdentity;
  readonly transactionalId?: string;
}

/**
 * Sends batches, one at a time per partition, each in a request of its own, so that an answer is
 * about this batch or there is none. With an identity, a batch whose answer was lost is sent again
 * under the same sequence number, which the broker recognises (KIP-98).
 */
export class ProduceLane {
  readonly #cluster: WireCluster;
  readonly #options: LaneOptions;
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #sequences = new Map<string, number>();
  #ended: WorkshopError | undefined;

  constructor(cluster: WireCluster, options: LaneOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Why nothing more can be sent, if so. */
  get ended(): WorkshopError | undefined {
    return this.#ended;
  }

  /** Refuses whatever is sent from now on. */
  end(cause: WorkshopError): void {
    this.#ended ??= cause;
  }

  /** Sends a batch after those of its partition that were handed over before. */
  send(batch: ProduceBatch, repeatForMs: number): Promise<ProduceReceipt> {
    const key = `${batch.topic}/${batch.partition}`;
    const before = this.#tails.get(key) ?? Promise.resolve();
    const sending = before.then(() => this.#sendOne(key, batch, repeatForMs));
    const tail = sending.catch(() => {}).finally(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return sending;
  }

  async #sendOne(key: string, batch: ProduceBatch, repeatForMs: number): Promise<ProduceReceipt> {
    this.#demandUsable(batch);
    const sequence = this.#sequences.get(key) ?? 0;
    const bytes = this.#encode(batch, sequence);
    const receipt = await this.#untilCertain(batch, bytes, repeatForMs);
    this.#sequences.set(key, (sequence + batch.records.length) % 0x8000_0000);
    return receipt;
  }

  #demandUsable({ topic, partition }: ProduceBatch): void {
    if (this.#ended === undefined) return;
    throw new SessionEndedError(
      `The producer session has ended (${this.#ended.code}): open another for ${topic}/${partition}`,
      { code: "SESSION_ENDED", retriable: true, cause: this.#ended, topic, partition },
    );
  }

  #encode({ records }: ProduceBatch, baseSequence: number): Uint8Array {
    const { compression, identity, transactionalId } = this.#options;
    return encodeBatch(records.map((record) => toInput(record, this.#cluster.clock.now())), {
      codec: compression,
      transactional: transactionalId !== undefined,
      ...(identity === undefined ? {} : { ...identity, baseSequence }),
    });
  }

  async #untilCertain(
    batch: ProduceBatch,
    bytes: Uint8Array,
    repeatForMs: number,
  ): Promise<ProduceReceipt> {
    const { clock } = this.#cluster;
    const deadlineMs = clock.monotonicMs() + repeatForMs;
    let uncertain: WorkshopError | undefined;
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#attempt(batch, bytes);
      } catch (error) {
        const failure = error as WorkshopError;
        if (uncertain === undefined && failure.definite) throw this.#refused(failure);
        uncertain ??= failure;
        const delayMs = backoffDelayMs(attempt, REPEAT_BACKOFF);
        const mayRepeat = this.#options.identity !== undefined && failure.retriable &&
          clock.monotonicMs() + delayMs < deadlineMs && !this.#cluster.signal.aborted;
        if (!mayRepeat) throw this.#unknown(batch, uncertain);
        await clock.sleep(delayMs, this.#cluster.signal).catch(() => {});
      }
    }
  }

  /** Without an id there is nothing to lose; with a lost one the next session may send the batch. */
  #refused(failure: WorkshopError): WorkshopError {
    if (!ID_LOST_ANSWERS.has(failure.code)) return failure;
    this.end(failure);
    if (this.#options.transactionalId !== undefined) return failure;
    const { topic, partition } = failure;
    return new BrokerError(failure.message, {
      code: failure.code,
      retriable: true,
      cause: failure,
      ...(topic === undefined ? {} : { topic }),
      ...(partition === undefined ? {} : { partition }),
    });
  }

  #unknown({ topic, partition, records }: ProduceBatch, cause: WorkshopError): WorkshopError {
    const unknown = new ProduceError(
      `It is not known whether ${records.length} records are in ${topic}/${partition} ` +
        `(${cause.message}): look for their ids in the log before sending them again`,
      { code: cause.code, retriable: false, definite: false, cause, topic, partition },
    );
    this.end(unknown);
    return unknown;
  }

  async #attempt(batch: ProduceBatch, bytes: Uint8Array): Promise<ProduceReceipt> {
    const { topic, partition } = batch;
    const timeoutMs = this.#cluster.requestTimeoutMs;
    const { acks, transactionalId = null } = this.#options;
    try {
      const { nodeId } = await this.#cluster.leader(topic, partition);
      const connection = await this.#cluster.node(nodeId, "produce");
      const answer = await connection.request("Produce", {
        transactionalId,
        acks: ACKS[acks],
        timeoutMs,
        topicData: [{ name: topic, partitionData: [{ index: partition, records: bytes }] }],
      }, { timeoutMs, answered: acks !== 0 });
      if (acks === 0) return { baseOffset: undefined, logAppendTimeMs: undefined };
      const found = answer.responses.find(({ name }) => name === topic)
        ?.partitionResponses.find(({ index }) => index === partition);
      return this.#receipt(batch, found);
    } catch (error) {
      this.#cluster.forget(topic);
      throw located(error, batch);
    }
  }

  #receipt(
    { topic, partition }: ProduceBatch,
    found: PartitionAnswer | undefined,
  ): ProduceReceipt {
    const what = `Produce to ${topic}/${partition}`;
    if (found === undefined) {
      throw new CorruptDataError(`${what}: the broker's answer says nothing of this partition`, {
        code: "MALFORMED_ANSWER",
        retriable: true,
        definite: false,
        topic,
        partition,
      });
    }
    const { errorCode, baseOffset, logAppendTimeMs, errorMessage } = found;
    if (errorCode === DUPLICATE_SEQUENCE_NUMBER) {
      return { baseOffset: undefined, logAppendTimeMs: undefined };
    }
    if (errorCode !== 0) {
      const detail = found.recordErrors[0]?.batchIndexErrorMessage ?? errorMessage;
      const error = brokerError(errorCode, { what, topic, partition, detail });
      throw UNCERTAIN_ANSWERS.has(error.code) ? asUncertain(error) : error;
    }
    return {
      baseOffset: BigInt(baseOffset),
      logAppendTimeMs: logAppendTimeMs < 0 ? undefined : logAppendTimeMs,
    };
  }
}

interface PartitionAnswer {
  readonly errorCode: number;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly errorMessage: string | null;
  readonly recordErrors: readonly { readonly batchIndexErrorMessage: string | null }[];
}

function toInput(record: OutgoingRecord, nowMs: number): RecordInput {
  return {
    timestampMs: record.timestampMs ?? nowMs,
    key: record.key,
    value: record.value,
    headers: record.headers?.map(({ name, value }) => ({ key: name, value })),
  };
}

function asUncertain(error: BrokerError): BrokerError {
  return new BrokerError(error.message, {
    code: error.code,
    retriable: true,
    definite: false,
    cause: error,
    topic: error.topic!,
    partition: error.partition!,
  });
}

/** Whatever went wrong on the way, as an error that knows its partition. */
function located(error: unknown, { topic, partition }: ProduceBatch): WorkshopError {
  if (error instanceof WorkshopError && error.partition !== undefined) return error;
  const known = error instanceof WorkshopError ? error : undefined;
  return new ProduceError(`Produce to ${topic}/${partition}: ${messageOf(error)}`, {
    code: known?.code ?? "PRODUCE_FAILED",
    retriable: known?.retriable ?? false,
    definite: known?.definite ?? false,
    cause: error,
    topic,
    partition,
  });
}
