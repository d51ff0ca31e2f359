import { Bits, Ids, OffsetTable } from "../../workshop/history/mod.ts";

/** A record of the run as a reader found it; `undefined` for a record that is not of this run. */
export interface SentMark {
  readonly producer: string;
  readonly sequence: number;
}

/** Stands for the partition of an input line, which never was a record: its offset is its number. */
export const INPUT_PARTITION = -1;

/** Where a stored document or a dead letter came from. */
export interface Origin {
  readonly partition: number;
  readonly offset: bigint;
}

/** What was read afresh, counted by partition. */
export class LedgerCounts {
  readonly stored = new OriginCounts();
  readonly deadLetters = new OriginCounts();
  readonly #ids = new Ids();
  readonly #log = new Map<number, OffsetTable>();
  #inLog = 0;

  /** How many records of the run the log holds. */
  get inLog(): number {
    return this.#inLog;
  }

  /** The partitions that hold some of them, and how many. */
  get partitions(): ReadonlyMap<number, OffsetTable> {
    return this.#log;
  }

  /** Notes a record of the run. */
  logged({ partition, offset }: Origin, id: string): void {
    let table = this.#log.get(partition);
    if (table === undefined) this.#log.set(partition, table = new OffsetTable());
    table.set(Number(offset), this.#ids.numberOf(id));
    this.#inLog++;
  }

  /** The places of the run's records below the committed offsets, but for those in the DLQ. */
  *doneBelow(committed: readonly Origin[]): Generator<Origin> {
    for (const { partition, offset: end } of committed) {
      const entries = this.#log.get(partition)?.entries(0, Number(end)) ?? [];
      for (const [offset] of entries) {
        const place = { partition, offset: BigInt(offset) };
        if (!this.deadLetters.has(place)) yield place;
      }
    }
  }

  /** The id of the record at a place; one of the place's own when the log of the run holds none. */
  idAt({ partition, offset }: Origin): string {
    const number = this.#log.get(partition)?.get(Number(offset));
    return number === undefined ? `elsewhere/${partition}:${offset}` : this.#ids.idOf(number);
  }
}

/** Different places, by partition. */
class OriginCounts {
  readonly #partitions = new Map<number, Bits>();

  /** Notes a place. */
  add({ partition, offset }: Origin): void {
    let offsets = this.#partitions.get(partition);
    if (offsets === undefined) this.#partitions.set(partition, offsets = new Bits());
    offsets.add(Number(offset));
  }

  /** Whether a place is among them. */
  has({ partition, offset }: Origin): boolean {
    return this.#partitions.get(partition)?.has(Number(offset)) ?? false;
  }

  /** How many there are in all partitions. */
  get total(): number {
    return [...this.#partitions.values()].reduce((sum, offsets) => sum + offsets.size, 0);
  }

  /** How many there are in a partition. */
  in(partition: number): number {
    return this.#partitions.get(partition)?.size ?? 0;
  }
}
