import { Bits } from "./bits.ts";
import type { EventOf, Position } from "./event.ts";
import type { Expectations } from "./expectations.ts";
import type { Handlers } from "./handlers.ts";
import { Ids, IdSet } from "./ids.ts";
import { OffsetTable } from "./offset_table.ts";
import { Transactions } from "./transactions.ts";

/** What became of the sends to a topic, and what the fresh reader found in it. */
export interface TopicFacts {
  readonly name: string;
  /** Acknowledged outside transactions. */
  readonly acknowledged: IdSet;
  /** May have been written. */
  readonly uncertain: IdSet;
  /** Not written, by some try of theirs. */
  readonly failed: IdSet;
  /** Asked for and without an outcome so far: how often. */
  readonly open: Map<number, number>;
  /** Delivered to some reader. */
  readonly delivered: IdSet;
  /** Found in the log at the end. */
  readonly logged: IdSet;
  /** Whether the fresh reader read it, also if it found nothing. */
  read: boolean;
  /** Whether somebody worked on its records, or should have: a member of a group. */
  consumed: boolean;
  readonly partitions: Map<number, PartitionFacts>;
}

/** One partition of {@link TopicFacts}. */
export interface PartitionFacts {
  /** Which id stands at which offset, by the fresh reader. */
  readonly log: OffsetTable;
  readonly delivered: Bits;
}

/** What several invariants need to know of a history, gathered once. */
export class Ground {
  readonly ids = new Ids();
  readonly topics = new Map<string, TopicFacts>();
  readonly transactions = new Transactions();
  /** How many events of a log's final reading, and of other final readings, there were. */
  finalReadings = 0;
  #expect: Expectations;
  readonly #given: Expectations;

  /** What is given goes before what the history itself expects. */
  constructor(given: Expectations) {
    this.#given = given;
    this.#expect = given;
  }

  /** What has to hold, as far as it is known by now. */
  get expect(): Expectations {
    return this.#expect;
  }

  topic(name: string): TopicFacts {
    const known = this.topics.get(name);
    if (known !== undefined) return known;
    const topic: TopicFacts = {
      name,
      acknowledged: new IdSet(),
      uncertain: new IdSet(),
      failed: new IdSet(),
      open: new Map(),
      delivered: new IdSet(),
      logged: new IdSet(),
      read: false,
      consumed: false,
      partitions: new Map(),
    };
    this.topics.set(name, topic);
    return topic;
  }

  partition(topic: string, partition: number): PartitionFacts {
    const { partitions } = this.topic(topic);
    const known = partitions.get(partition);
    if (known !== undefined) return known;
    const facts = { log: new OffsetTable(), delivered: new Bits() };
    partitions.set(partition, facts);
    return facts;
  }

  /** The id that the fresh reader found at a place. */
  loggedAt({ topic, partition, offset }: Position): number | undefined {
    return this.topics.get(topic)?.partitions.get(partition)?.log.get(Number(offset));
  }

  /** The topics whose records have to be worked on. */
  inputs(): TopicFacts[] {
    const { inputs } = this.#expect;
    return [...this.topics.values()].filter((topic) =>
      inputs === undefined ? topic.consumed : inputs.includes(topic.name)
    );
  }

  readonly on: Handlers = {
    meta: ({ expect }) => this.#expect = { ...expect, ...this.#given },
    send: (event) => this.#onSend(event),
    txn: (event) => this.transactions.onPhase(event),
    commit: (event) => {
      this.topic(event.topic).consumed = true;
      this.transactions.onOffsets(event);
    },
    assign: ({ topic }) => this.topic(topic).consumed = true,
    deliver: (event) => {
      const topic = this.topic(event.topic);
      // Who reads without a group may only be looking.
      if (event.generation !== undefined) topic.consumed = true;
      topic.delivered.add(this.ids.numberOf(event.id));
      this.partition(event.topic, event.partition).delivered.add(Number(event.offset));
    },
    effect: ({ topic }) => this.topic(topic).consumed = true,
    retry: ({ from }) => this.topic(from.topic).consumed = true,
    dlq: ({ from, phase }) => {
      if (phase === "found") this.finalReadings++;
      this.topic(from.topic).consumed = true;
    },
    log: (event) => this.#onLog(event),
    end: ({ topic }) => {
      this.finalReadings++;
      this.topic(topic).read = true;
    },
    stored: () => this.finalReadings++,
  };

  #onSend(event: EventOf<"send">): void {
    const topic = this.topic(event.topic);
    if (event.from !== undefined) this.topic(event.from.topic).consumed = true;
    const id = this.ids.numberOf(event.id);
    if (event.txn !== undefined) return this.transactions.onSend(event, id);
    const open = topic.open.get(id) ?? 0;
    if (event.phase === "invoke") {
      topic.open.set(id, open + 1);
      return;
    }
    if (open > 1) topic.open.set(id, open - 1);
    else topic.open.delete(id);
    if (event.phase === "ok") topic.acknowledged.add(id);
    else if (event.phase === "fail") topic.failed.add(id);
    else topic.uncertain.add(id);
  }

  #onLog(event: EventOf<"log">): void {
    this.finalReadings++;
    const topic = this.topic(event.topic);
    const id = this.ids.numberOf(event.id);
    topic.read = true;
    topic.logged.add(id);
    if (event.from !== undefined) this.topic(event.from.topic).consumed = true;
    this.partition(event.topic, event.partition).log.set(Number(event.offset), id);
    if (event.txn !== undefined) this.transactions.onLog(event.txn, id);
  }
}
