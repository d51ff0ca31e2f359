import type { Random } from "../core/mod.ts";
import { partitionForKey } from "../kafka/mod.ts";
import { DeliveryError } from "./delivery.ts";

/** Chooses the partition of a record by its key: a whole number from 0 to `partitionCount` − 1. */
export type PartitionFunction = (
  key: Uint8Array | null,
  partitionCount: number,
  topic: string,
) => number;

/** How records without a key are spread: whole batches in turn, or one record after the other. */
export type KeylessStrategy = "sticky" | "round_robin";

/** Chooses partitions, and hears when a batch is full or has gone. */
export interface Partitioner {
  /** @throws {DeliveryError} code `PARTITION_INVALID` */
  partition(topic: string, key: Uint8Array | null, partitionCount: number): number;
  /** A batch of this partition takes no more records. */
  batchClosed(topic: string, partition: number): void;
}

/**
 * Keyed records go where Java's client sends them (murmur2 of the key), so that producers in both
 * languages agree; the others as the strategy says.
 */
export class DefaultPartitioner implements Partitioner {
  readonly #keyless: KeylessStrategy;
  readonly #random: Random | undefined;
  readonly #current = new Map<string, number>();

  constructor(keyless: KeylessStrategy, random?: Random) {
    this.#keyless = keyless;
    this.#random = random;
  }

  partition(topic: string, key: Uint8Array | null, partitionCount: number): number {
    if (key !== null) return partitionForKey(key, partitionCount);
    const current = this.#current.get(topic) ?? this.#first(partitionCount);
    this.#current.set(topic, this.#keyless === "sticky" ? current : current + 1);
    return current % partitionCount;
  }

  #first(partitionCount: number): number {
    return this.#random?.int(0, partitionCount - 1) ?? Math.floor(Math.random() * partitionCount);
  }

  batchClosed(topic: string, partition: number): void {
    if (this.#keyless === "sticky" && this.#current.has(topic)) {
      this.#current.set(topic, partition + 1);
    }
  }
}

/** A function of one's own as a partitioner; what it gives is checked. */
export class CustomPartitioner implements Partitioner {
  readonly #choose: PartitionFunction;

  constructor(choose: PartitionFunction) {
    this.#choose = choose;
  }

  partition(topic: string, key: Uint8Array | null, partitionCount: number): number {
    const chosen = this.#choose(key, partitionCount, topic);
    return validPartition(topic, chosen, partitionCount, "The partitioner chose");
  }

  batchClosed(): void {}
}

/** @throws {DeliveryError} code `PARTITION_INVALID` unless it is one of the topic's partitions */
export function validPartition(
  topic: string,
  partition: number,
  partitionCount: number,
  who: string,
): number {
  if (Number.isInteger(partition) && partition >= 0 && partition < partitionCount) return partition;
  throw new DeliveryError(
    `${who} partition ${partition} of topic ${topic}, which has 0 to ${partitionCount - 1}`,
    { code: "PARTITION_INVALID", topic },
  );
}
