import { Bits } from "./bits.ts";

/** One thing for each partition that is asked for. */
export class ByPartition<T> {
  readonly #topics = new Map<string, Map<number, T>>();
  readonly #make: () => T;

  /** `make` gives the thing of a partition that has none yet. */
  constructor(make: () => T) {
    this.#make = make;
  }

  /** The thing of a partition. */
  of(topic: string, partition: number): T {
    let partitions = this.#topics.get(topic);
    if (partitions === undefined) this.#topics.set(topic, partitions = new Map());
    const known = partitions.get(partition);
    if (known !== undefined) return known;
    const made = this.#make();
    partitions.set(partition, made);
    return made;
  }

  /** What there is, by topic and partition. */
  *[Symbol.iterator](): Generator<readonly [topic: string, partition: number, thing: T]> {
    for (const [topic, partitions] of this.#topics) {
      for (const [partition, thing] of partitions) yield [topic, partition, thing];
    }
  }
}

/** A set of places. */
export class Places {
  readonly #bits = new ByPartition(() => new Bits());

  /** Puts a place in; `false` when it was there already. */
  add(
    at: { readonly topic: string; readonly partition: number; readonly offset: bigint },
  ): boolean {
    return this.#bits.of(at.topic, at.partition).add(Number(at.offset));
  }

  /** Whether a place is in the set. */
  has(topic: string, partition: number, offset: number): boolean {
    return this.#bits.of(topic, partition).has(offset);
  }

  /** The offsets of a partition. */
  of(topic: string, partition: number): Bits {
    return this.#bits.of(topic, partition);
  }
}
