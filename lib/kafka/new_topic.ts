/** A topic to be made. */
export interface NewTopic {
  /** Its name. */
  readonly name: string;
  /** How many partitions it gets. */
  readonly partitions: number;
  /** Copies of each partition. @default {1} */
  readonly replicationFactor?: number;
  /**
   * The brokers of each partition, the preferred leader first, instead of numbers of partitions and
   * copies that the cluster places.
   */
  readonly replicas?: readonly (readonly number[])[];
  /** Settings that differ from the broker's defaults. @default {{}} */
  readonly config?: Readonly<Record<string, string>>;
}
