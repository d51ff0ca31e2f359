import { WorkshopError } from "../../core/mod.ts";
import { decodeRecords, encodeBatch, kafkaErrorOf, splitBatches } from "../../protocol/mod.ts";
import type { BrokerLine } from "../../workshop/cluster/mod.ts";

/** Records of one batch. */
export const BATCH_RECORDS = 5;
const VALUE_BYTES = 1000;

/** A partition. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/**
 * An idempotent producer that alone writes to a partition, so that each batch has its offset before
 * it is sent. Nothing of it is lost when the broker is killed: it sends an unanswered batch again.
 */
export class NumberedBatches {
  /** How many batches were acknowledged. */
  acknowledged = 0;
  readonly #place: Place;
  readonly #producerId: number;

  constructor(place: Place, producerId: number) {
    this.#place = place;
    this.#producerId = producerId;
  }

  /**
   * Sends the next batch, or once more the one that was not answered.
   *
   * @throws {WorkshopError} code `WRONG_OFFSET` when it did not get the offset that is its own
   */
  async send(line: BrokerLine): Promise<void> {
    const first = this.acknowledged * BATCH_RECORDS;
    const records = encodeBatch(valuesFrom(first), {
      producerId: this.#producerId,
      producerEpoch: 0,
      baseSequence: first,
    });
    const { topic, partition: index } = this.#place;
    const { responses } = await line.ask("Produce", 8, {
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: topic, partitionData: [{ index, records }] }],
    });
    const { errorCode, baseOffset } = responses[0]!.partitionResponses[0]!;
    if (errorCode !== 0 || baseOffset !== first) {
      const { name } = kafkaErrorOf(errorCode);
      throw new WorkshopError(
        `Records ${first} and on of ${topic}-${index} were answered with ${name}, offset ${baseOffset}`,
        { code: "WRONG_OFFSET" },
      );
    }
    this.acknowledged++;
  }

  /**
   * Reads the whole partition; returns how many records there are.
   *
   * @throws {WorkshopError} code `LOST_RECORDS` when one is missing, doubled or at another's place
   */
  async check(line: BrokerLine): Promise<number> {
    const { topic, partition } = this.#place;
    let next = 0;
    while (true) {
      const { responses } = await line.ask("Fetch", 11, {
        maxWaitMs: 0,
        minBytes: 0,
        topics: [{ topic, partitions: [{ partition, fetchOffset: next, partitionMaxBytes: 1e6 }] }],
        forgottenTopicsData: [],
      });
      const { records, highWatermark } = responses[0]!.partitions[0]!;
      for (const batch of splitBatches(records ?? new Uint8Array(0), { partialTail: true })) {
        for (const { offset, value } of decodeRecords(batch)) {
          if (offset < next) continue;
          if (offset !== next || numberIn(value!) !== offset) this.#failAt(next);
          next++;
        }
      }
      if (next < highWatermark) continue;
      if (next < this.acknowledged * BATCH_RECORDS) this.#failAt(next);
      return next;
    }
  }

  #failAt(offset: number): never {
    const { topic, partition } = this.#place;
    throw new WorkshopError(
      `Record ${offset} of ${topic}-${partition} is missing or doubled, ` +
        `${this.acknowledged * BATCH_RECORDS} were acknowledged`,
      { code: "LOST_RECORDS" },
    );
  }
}

function valuesFrom(first: number): { timestampMs: number; value: Uint8Array }[] {
  return Array.from({ length: BATCH_RECORDS }, (_, index) => {
    const value = new Uint8Array(VALUE_BYTES);
    new DataView(value.buffer).setFloat64(0, first + index);
    return { timestampMs: Date.now(), value };
  });
}

function numberIn(value: Uint8Array): number {
  return new DataView(value.buffer, value.byteOffset).getFloat64(0);
}
