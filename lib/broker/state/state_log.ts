/** One change of a coordinator's state, as it is kept. */
export interface StateRecord {
  readonly key: Uint8Array;
  /** Null forgets the key. */
  readonly value: Uint8Array | null;
}

/** The producer of a transaction that a change belongs to. */
export interface TransactionalProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** Where a coordinator keeps its state: a topic of the cluster's own, or memory in tests. */
export interface StateLog {
  /**
   * Appends the records to the partition that belongs to `id`, and returns where the first lies.
   *
   * @throws when they can't be kept; then none is
   */
  append(id: string, records: readonly StateRecord[], producer?: TransactionalProducer): number;
  /**
   * Resolves when all in-sync replicas have what was appended for `id`, rejects when it is lost;
   * nothing when they have it already.
   */
  replicated?(id: string): Promise<void> | undefined;
  /** Leader epoch of the partition that belongs to `id`. */
  epochOf(id: string): number;
}
