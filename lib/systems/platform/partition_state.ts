import type { Store, StoreDocument } from "../../storage/mod.ts";
import type { Finding, PartitionLogic, RecordPlace } from "./partition_logic.ts";

/** Where the state of a partition is kept. */
export interface StatePlace {
  /** The id of its document. */
  readonly id: string;
  /** The topic, as it is called in this run. */
  readonly topic: string;
  readonly partition: number;
}

/** A finding that is stored with the record that completed it. */
export interface PlacedFinding extends Finding {
  /** That record. */
  readonly origin: RecordPlace;
}

/**
 * What is remembered of a partition, and up to which offset it counts. Each record is counted once,
 * however often it comes; what it led to stays here until it is in the store.
 */
export class PartitionState {
  readonly logic: PartitionLogic;
  readonly #place: StatePlace;
  #next = 0n;
  #kept: bigint | undefined;
  #open: PlacedFinding[] = [];

  constructor(place: StatePlace, logic: PartitionLogic) {
    this.#place = place;
    this.logic = logic;
  }

  /** The offset behind the last record that counts. */
  get next(): bigint {
    return this.#next;
  }

  /** What was found out and is not in the store yet. */
  get open(): readonly PlacedFinding[] {
    return this.#open;
  }

  /** Whether it counts records that its document does not. */
  get isAhead(): boolean {
    return this.#next > (this.#kept ?? 0n);
  }

  /** Whether it has ever been kept. */
  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /** Counts a message, unless it counts already. */
  take(message: object, place: RecordPlace): void {
    if (place.offset < this.#next) return;
    const found = this.logic.take(message, place);
    this.#open.push(...found.map((finding) => ({ ...finding, origin: place })));
    this.#next = place.offset + 1n;
  }

  /** What was found out is in the store, or given up. */
  settle(): void {
    this.#open = [];
  }

  /** Keeps it for whoever reads the partition next; only what has nothing open may be kept. */
  async keep(store: Store): Promise<void> {
    const { id, topic, partition } = this.#place;
    const next = this.#next;
    const document: StoreDocument = {
      id,
      // Before all findings: who asks for those of a time does not get states.
      timeMs: 0,
      body: { kind: "state", state: JSON.stringify(this.logic.snapshot()) },
      origin: { topic, partition, offset: next },
      replaces: true,
    };
    await store.save(document);
    this.#kept = next;
  }

  /** Goes on from what was kept, if there is something. */
  async recall(store: Store): Promise<void> {
    const document = await store.get(this.#place.id);
    if (document === undefined) return;
    this.logic.restore(JSON.parse(String(document.body["state"])));
    this.#next = this.#kept = document.origin.offset;
  }
}
