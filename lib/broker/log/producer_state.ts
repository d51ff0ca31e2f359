import { RequestError } from "../errors.ts";

/** Batches of each producer that are remembered, so that a repeat is known as one. */
const REMEMBERED_BATCHES = 5;
const MAX_SEQUENCE = 0x7fff_ffff;
const NO_EPOCH = -1;
const NO_SEQUENCE = -1;

/** What a batch says of its producer. */
export interface ProducerBatch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly transactional: boolean;
}

/** A batch as it was appended. */
export interface AppendedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Milliseconds since 1970; what the producer is told when the log stamps records. */
  readonly timestampMs: number;
}

/** A producer as one partition knows it. */
export interface ProducerState {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestampMs: number;
  /** Offset of the first record of its open transaction. */
  readonly openSince: number | undefined;
}

/** The last thing that a producer left in a log. */
export interface LastBatch {
  /** Offset of its last record; `undefined` when its epoch has none. */
  readonly lastOffset: number | undefined;
  readonly producerEpoch: number;
}

/** All that is known of a producer, to be kept. */
export interface KeptProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly batches: readonly AppendedBatch[];
  readonly lastTimestampMs: number;
  readonly openSince?: number | undefined;
}

interface Entry {
  producerEpoch: number;
  coordinatorEpoch: number;
  batches: AppendedBatch[];
  lastTimestampMs: number;
  openSince: number | undefined;
}

/**
 * The producers of one partition: their sequence numbers (KIP-98) and open transactions. It knows
 * nothing of bytes; the log asks it before it appends, and tells it after.
 */
export class ProducerStates {
  readonly #entries = new Map<number, Entry>();
  /** Open transactions by producer id; the first is the oldest, since offsets only rise. */
  readonly #open = new Map<number, number>();

  /** Offset of the first record of the oldest open transaction. */
  get firstOpenOffset(): number | undefined {
    return this.#open.values().next().value;
  }

  /** Whether this producer has a transaction open in this partition. */
  hasOpenTransaction(producerId: number): boolean {
    return this.#open.has(producerId);
  }

  /** The epoch in use of a producer; −1 when it is not known. */
  epochOf(producerId: number): number {
    return this.#entries.get(producerId)?.producerEpoch ?? NO_EPOCH;
  }

  /**
   * Looks whether a batch may be appended; a repeat of one of the last five is returned as it was
   * appended then.
   *
   * @throws {RequestError} the epoch is old, a sequence is missing, or a transaction is open and
   * the batch is not part of it
   */
  check(batch: ProducerBatch): AppendedBatch | undefined {
    const entry = this.#entries.get(batch.producerId);
    if (entry === undefined) return undefined;
    if (batch.producerEpoch < entry.producerEpoch) {
      throw new RequestError(
        "INVALID_PRODUCER_EPOCH",
        `Producer ${batch.producerId} has epoch ${batch.producerEpoch}, ` +
          `${entry.producerEpoch} is in use: a newer producer has taken its place`,
      );
    }
    const repeat = batch.producerEpoch === entry.producerEpoch
      ? entry.batches.find((known) =>
        known.firstSequence === batch.firstSequence && known.lastSequence === batch.lastSequence
      )
      : undefined;
    if (repeat !== undefined) return repeat;
    this.#checkSequence(batch, entry);
    if (entry.openSince !== undefined && !batch.transactional) {
      throw new RequestError(
        "INVALID_TXN_STATE",
        `Producer ${batch.producerId} has a transaction open: end it before writing outside of it`,
      );
    }
    return undefined;
  }

  #checkSequence(batch: ProducerBatch, entry: Entry): void {
    if (entry.producerEpoch === NO_EPOCH) return;
    const sameEpoch = batch.producerEpoch === entry.producerEpoch;
    const last = sameEpoch ? lastSequenceOf(entry) : NO_SEQUENCE;
    if (batch.firstSequence === nextSequence(last)) return;
    throw new RequestError(
      "OUT_OF_ORDER_SEQUENCE_NUMBER",
      `Producer ${batch.producerId} (epoch ${batch.producerEpoch}) sent sequence ` +
        `${batch.firstSequence} after ${last}: records between them are missing`,
    );
  }

  /** Notes a batch that was appended, or that was found in the log at a start. */
  appended(batch: ProducerBatch, at: Omit<AppendedBatch, "firstSequence" | "lastSequence">): void {
    const entry = this.#entryOf(batch.producerId);
    if (entry.producerEpoch !== batch.producerEpoch) {
      entry.producerEpoch = batch.producerEpoch;
      entry.batches = [];
    }
    const { firstSequence, lastSequence } = batch;
    entry.batches.push({ firstSequence, lastSequence, ...at });
    if (entry.batches.length > REMEMBERED_BATCHES) entry.batches.shift();
    entry.lastTimestampMs = at.timestampMs;
    if (batch.transactional && entry.openSince === undefined) {
      entry.openSince = at.baseOffset;
      this.#open.set(batch.producerId, at.baseOffset);
    }
  }

  /**
   * Notes a marker that ended a transaction, and returns the offset where that transaction began;
   * `undefined` when it had no records here.
   */
  ended(
    marker: { producerId: number; producerEpoch: number; coordinatorEpoch: number },
    timestampMs: number,
  ): number | undefined {
    const entry = this.#entryOf(marker.producerId);
    if (marker.producerEpoch > entry.producerEpoch) {
      entry.producerEpoch = marker.producerEpoch;
      entry.batches = [];
    }
    entry.coordinatorEpoch = marker.coordinatorEpoch;
    entry.lastTimestampMs = timestampMs;
    const since = entry.openSince;
    entry.openSince = undefined;
    this.#open.delete(marker.producerId);
    return since;
  }

  /** Forgets producers that have been silent since `beforeMs` and have no transaction open. */
  expire(beforeMs: number): void {
    for (const [producerId, entry] of this.#entries) {
      if (entry.openSince === undefined && entry.lastTimestampMs < beforeMs) {
        this.#entries.delete(producerId);
      }
    }
  }

  /** Forgets all producers: what they left is about to be read again. */
  clear(): void {
    this.#entries.clear();
    this.#open.clear();
  }

  /** What the cleaner must leave of each producer: its last records, or the marker of its epoch. */
  lastBatches(): Map<number, LastBatch> {
    const last = new Map<number, LastBatch>();
    for (const [producerId, { batches, producerEpoch }] of this.#entries) {
      last.set(producerId, { lastOffset: batches.at(-1)?.lastOffset, producerEpoch });
    }
    return last;
  }

  /** All producers, to be kept. */
  keep(): KeptProducer[] {
    return [...this.#entries].map(([producerId, entry]) => ({ producerId, ...entry }));
  }

  /** Takes over what was kept. */
  restore(producers: readonly KeptProducer[]): void {
    for (const { producerId, openSince, batches, ...rest } of producers) {
      this.#entries.set(producerId, { ...rest, batches: [...batches], openSince });
    }
    const open = producers.flatMap(({ producerId, openSince }) =>
      openSince === undefined ? [] : [[producerId, openSince] as const]
    );
    for (const [producerId, since] of open.sort((a, b) => a[1] - b[1])) {
      this.#open.set(producerId, since);
    }
  }

  /** The producers known here, by id. */
  list(): ProducerState[] {
    return [...this.#entries].map(([producerId, entry]) => ({
      producerId,
      producerEpoch: entry.producerEpoch,
      coordinatorEpoch: entry.coordinatorEpoch,
      lastSequence: lastSequenceOf(entry),
      lastTimestampMs: entry.lastTimestampMs,
      openSince: entry.openSince,
    }));
  }

  #entryOf(producerId: number): Entry {
    let entry = this.#entries.get(producerId);
    if (entry === undefined) {
      entry = {
        producerEpoch: NO_EPOCH,
        coordinatorEpoch: -1,
        batches: [],
        lastTimestampMs: -1,
        openSince: undefined,
      };
      this.#entries.set(producerId, entry);
    }
    return entry;
  }
}

function lastSequenceOf(entry: Entry): number {
  return entry.batches.at(-1)?.lastSequence ?? NO_SEQUENCE;
}

/** The sequence number that follows; after 2³¹ − 1 comes 0. */
export function nextSequence(sequence: number, steps = 1): number {
  return (sequence + steps) % (MAX_SEQUENCE + 1);
}
