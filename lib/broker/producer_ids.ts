import type { MetadataLog } from "./topics/metadata_log.ts";

/** Ids are reserved by the block, so that giving one out seldom writes. */
const BLOCK = 1000;

/** Gives out producer ids, each once, over all runs on a data folder. */
export class ProducerIds {
  readonly #metadata: MetadataLog;
  #next: number;
  #reserved: number;

  constructor(metadata: MetadataLog) {
    this.#metadata = metadata;
    this.#next = this.#reserved = metadata.nextProducerId;
  }

  /** @throws {StorageError} no block could be reserved */
  next(): number {
    if (this.#next === this.#reserved) {
      this.#metadata.reserveProducerIds(this.#next + BLOCK);
      this.#reserved = this.#next + BLOCK;
    }
    return this.#next++;
  }
}
