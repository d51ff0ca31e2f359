import type { Commit, DomainEvent } from "./event_sourcing_commit.ts";
import type { Aggregate } from "./event_sourcing_options.ts";

/** What is known of an aggregate. */
export interface KeptAggregate<State> extends Aggregate<State> {
  readonly aggregateId: string;
  readonly partition: number;
  /** Where its first commit lies. */
  readonly firstOffset: bigint;
  /** Where its last accepted commit lies. */
  readonly lastOffset: bigint;
}

/**
 * States by aggregate, made by one rule that every reader applies to the same log and so comes to the
 * same end: a commit counts if its expected version is what the aggregate has by then.
 */
export class Aggregates<State, E extends DomainEvent> {
  readonly #kept = new Map<string, KeptAggregate<State>>();
  readonly #initial: State;
  readonly #fold: (state: State, event: E) => State;

  constructor(initial: State, fold: (state: State, event: E) => State) {
    this.#initial = initial;
    this.#fold = fold;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(aggregateId: string): KeptAggregate<State> | undefined {
    return this.#kept.get(aggregateId);
  }

  /** The aggregate as it is, also if nothing has happened to it. */
  aggregate(aggregateId: string): Aggregate<State> {
    const { version = 0, state = this.#initial } = this.#kept.get(aggregateId) ?? {};
    return { version, state };
  }

  all(): Iterable<KeptAggregate<State>> {
    return this.#kept.values();
  }

  /** Puts an aggregate in its place that a snapshot has kept. */
  restore(kept: KeptAggregate<State>): void {
    this.#kept.set(kept.aggregateId, kept);
  }

  /** Applies a commit if it counts; says whether it does. */
  apply({ aggregateId, expectedVersion, events }: Commit<E>): boolean {
    const before = this.#kept.get(aggregateId);
    const { version, state } = this.aggregate(aggregateId);
    const [first] = events;
    if (expectedVersion !== version || first === undefined) return false;
    this.#kept.set(aggregateId, {
      aggregateId,
      version: version + events.length,
      state: events.reduce((folded, { event }) => this.#fold(folded, event), state),
      partition: first.partition,
      firstOffset: before?.firstOffset ?? first.offset,
      lastOffset: first.offset,
    });
    return true;
  }
}
