import type { GroupCoordinator } from "../groups/coordinator.ts";
import { INTERNAL_TOPICS } from "../topics/topic.ts";
import type { Partition } from "../topics/partition.ts";
import type { TransactionCoordinator } from "../transactions/coordinator.ts";
import type { InternalTopic } from "./internal_topic.ts";

/** The coordinators and where each keeps its state. */
export interface CoordinatorMovesOptions {
  readonly groups: GroupCoordinator;
  readonly offsets: InternalTopic;
  readonly transactions: TransactionCoordinator;
  readonly transactionState: InternalTopic;
}

/**
 * Coordinators follow the leaders of the partitions that keep their state: who loses one forgets
 * what it knew of it, and the next reads it from the log.
 */
export class CoordinatorMoves {
  readonly #options: CoordinatorMovesOptions;

  constructor(options: CoordinatorMovesOptions) {
    this.#options = options;
  }

  /** Reads what an earlier run kept. */
  start(): void {
    const { offsets, transactionState } = this.#options;
    for (const partition of offsets.partitions) this.#loadGroups(partition);
    for (const partition of transactionState.partitions) this.#loadTransactions(partition);
  }

  /** A partition has another leader: if coordinators keep their state in it, they move. */
  moved(partition: Partition): void {
    if (partition.topic === INTERNAL_TOPICS.offsets) {
      this.#options.groups.unload(this.#options.offsets.idsOf(partition));
      if (partition.leader >= 0) this.#loadGroups(partition);
    } else if (partition.topic === INTERNAL_TOPICS.transactions) {
      this.#options.transactions.unload(this.#options.transactionState.idsOf(partition));
      if (partition.leader >= 0) this.#loadTransactions(partition);
    }
  }

  #loadGroups(partition: Partition): void {
    const { groups, offsets } = this.#options;
    const isHere = offsets.idsOf(partition);
    offsets.replay(partition, {
      record: ({ key, value, offset }, producerId) =>
        key !== null && groups.replay({ key, value }, offset, producerId),
      transactionEnd: (producerId, committed) =>
        groups.endTransaction(producerId, committed, isHere),
    });
    groups.finishReplay(isHere);
  }

  #loadTransactions(partition: Partition): void {
    const { transactions, transactionState } = this.#options;
    transactionState.replay(partition, {
      record: ({ key, value }) => key !== null && transactions.replay({ key, value }),
    });
    transactions.finishReplay(transactionState.idsOf(partition));
  }
}
