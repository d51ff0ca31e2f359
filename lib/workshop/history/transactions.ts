import type { EventOf } from "./event.ts";
import { IdSet } from "./ids.ts";

/** What is known of one transaction. */
export interface Transaction {
  readonly txn: string;
  outcome: "open" | "committed" | "aborted" | "unknown";
  /** What was sent in it. */
  readonly outputs: Outputs;
  /** The offsets that were added to it, by group, topic and partition. */
  readonly offsets: Map<string, InputOffset>;
  /** Those of its outputs whose record in the log names it. */
  readonly named: IdSet;
}

/** An offset that a transaction commits. */
export interface InputOffset {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  offset: number;
}

/** A record sent in a transaction; `partition` and `offset` are there once it was acknowledged. */
export interface Output {
  readonly topic: string;
  readonly id: number;
  readonly at: { readonly partition: number; readonly offset: number } | undefined;
}

/** The records of one transaction, in four numbers each. */
export class Outputs {
  readonly #numbers: number[] = [];
  readonly #topics: string[];

  /** `topics` gives the numbers of topics their names, for all transactions together. */
  constructor(topics: string[]) {
    this.#topics = topics;
  }

  /** How many records there are. */
  get size(): number {
    return this.#numbers.length / 4;
  }

  /** Notes a record. */
  add(topic: string, id: number, partition: number, offset: number): void {
    let number = this.#topics.indexOf(topic);
    if (number === -1) number = this.#topics.push(topic) - 1;
    this.#numbers.push(number, id, partition, offset);
  }

  /** The records, in the order of their acknowledgements. */
  *[Symbol.iterator](): Generator<Output> {
    const numbers = this.#numbers;
    for (let at = 0; at < numbers.length; at += 4) {
      const [topic, id, partition, offset] = numbers.slice(at, at + 4) as [
        number,
        number,
        number,
        number,
      ];
      yield {
        topic: this.#topics[topic]!,
        id,
        at: offset < 0 ? undefined : { partition, offset },
      };
    }
  }
}

/** The transactions of a history. */
export class Transactions {
  readonly #all = new Map<string, Transaction>();
  readonly #topics: string[] = [];
  /** Sends that were asked for, not answered: they count as outputs whose place is not known. */
  readonly #open = new Map<string, { transaction: Transaction; topic: string; id: number }>();

  /** How many there are. */
  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<Transaction> {
    return this.#all.values();
  }

  get(txn: string): Transaction | undefined {
    return this.#all.get(txn);
  }

  onPhase({ txn, phase }: EventOf<"txn">): void {
    const transaction = this.#ensure(txn);
    if (phase === "committed" || phase === "aborted") transaction.outcome = phase;
    else if (phase === "unknown" && transaction.outcome === "open") transaction.outcome = phase;
  }

  onSend(event: EventOf<"send">, id: number): void {
    const transaction = this.#ensure(event.txn!);
    const key = `${event.txn}\n${event.topic}\n${event.id}`;
    if (event.phase === "invoke") {
      this.#open.set(key, { transaction, topic: event.topic, id });
      return;
    }
    this.#open.delete(key);
    if (event.phase === "fail") return;
    const { partition = -1, offset = -1n } = event;
    transaction.outputs.add(event.topic, id, partition, Number(offset));
  }

  onOffsets({ txn, phase, group, topic, partition, offset }: EventOf<"commit">): void {
    if (txn === undefined || phase === "fail") return;
    const { offsets } = this.#ensure(txn);
    const key = `${group}\n${topic}\n${partition}`;
    offsets.set(key, { group, topic, partition, offset: Number(offset) });
  }

  onLog(txn: string, id: number): void {
    this.#ensure(txn).named.add(id);
  }

  /** Counts what was asked for and never answered among the outputs; called at the history's end. */
  settle(): void {
    for (const { transaction, topic, id } of this.#open.values()) {
      transaction.outputs.add(topic, id, -1, -1);
    }
    this.#open.clear();
  }

  /** Ids that some transaction wrote that was not aborted. */
  livingIds(): IdSet {
    const living = new IdSet();
    for (const { outcome, outputs } of this.#all.values()) {
      if (outcome === "aborted") continue;
      for (const { id } of outputs) living.add(id);
    }
    return living;
  }

  #ensure(txn: string): Transaction {
    const known = this.#all.get(txn);
    if (known !== undefined) return known;
    const transaction: Transaction = {
      txn,
      outcome: "open",
      outputs: new Outputs(this.#topics),
      offsets: new Map(),
      named: new IdSet(),
    };
    this.#all.set(txn, transaction);
    return transaction;
  }
}
