import type { FetchedBatch, GroupSession, GroupSessionOptions, Kafka } from "../../../kafka/mod.ts";

/** A port to Kafka whose groups hand nothing over until it is opened: the others still join. */
export class Gate {
  /** Groups that are joined through it wait. */
  readonly kafka: Kafka;
  #held: FetchedBatch[] = [];
  #join: { readonly session: GroupSession; readonly options: GroupSessionOptions } | undefined;
  #isOpen = false;

  constructor(kafka: Kafka, onAssigned: (partitions: readonly number[]) => void) {
    this.kafka = {
      admin: () => kafka.admin(),
      producer: (options) => kafka.producer(options),
      transactional: (id, options) => kafka.transactional(id, options),
      assign: (options) => kafka.assign(options),
      read: (options) => kafka.read(options),
      joinGroup: async (options) => {
        const session = await kafka.joinGroup({
          ...options,
          onAssigned(generation) {
            options.onAssigned?.(generation);
            onAssigned(generation.assignment.map(({ partition }) => partition));
          },
          onBatch: (batch) => this.#isOpen ? options.onBatch(batch) : this.#hold(batch),
        });
        this.#join = { session, options };
        return session;
      },
      [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
    };
  }

  #hold(batch: FetchedBatch): void {
    this.#held.push(batch);
    this.#join?.session.pause(batch.topic, batch.partition);
  }

  /** Hands over what came and lets the rest come. */
  open(): void {
    this.#isOpen = true;
    for (const batch of this.#held) {
      if (batch.generation !== this.#join?.session.generation) continue;
      // The receiver may pause the partition again, and that shall hold.
      this.#join.session.resume(batch.topic, batch.partition);
      this.#join.options.onBatch(batch);
    }
    this.#held = [];
  }
}
