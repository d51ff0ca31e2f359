import { Cluster } from "../broker/mod.ts";
import type { Random } from "../core/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import { eventTopic, snapshotTopic } from "./event_sourcing_topic.ts";
import { type EventStore, openEventStore } from "./event_sourcing.ts";
import type { EventStoreOptions } from "./event_sourcing_options.ts";

/** Something that happened to an account. */
export type AccountEvent =
  | { readonly type: "opened"; readonly data: { readonly owner: string } }
  | { readonly type: "deposited"; readonly data: { readonly amount: number } }
  | { readonly type: "withdrawn"; readonly data: { readonly amount: number } };

/** What these come to. */
export interface Account {
  readonly owner: string;
  readonly balance: number;
  readonly movements: number;
}

export const NO_ACCOUNT: Account = { owner: "", balance: 0, movements: 0 };

/** What an event makes of an account. */
export function foldAccount(account: Account, { type, data }: AccountEvent): Account {
  if (type === "opened") return { ...account, owner: data.owner };
  const sign = type === "deposited" ? 1 : -1;
  const { balance, movements } = account;
  return { ...account, balance: balance + sign * data.amount, movements: movements + 1 };
}

export const TOPIC = "accounts";
export const SNAPSHOTS = "accounts-snapshots";
export const PARTITIONS = 3;

/** A cluster with a topic of accounts' events and one of snapshots. */
export class AccountsBench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly cluster: Cluster;
  readonly #stack: AsyncDisposableStack;

  private constructor(cluster: Cluster, kafka: Kafka, stack: AsyncDisposableStack) {
    this.cluster = cluster;
    this.kafka = kafka;
    this.#stack = stack;
  }

  static async start(): Promise<AccountsBench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    await using admin = await kafka.admin();
    await admin.createTopics([
      eventTopic(TOPIC, PARTITIONS),
      snapshotTopic(SNAPSHOTS, PARTITIONS),
    ]);
    return new AccountsBench(cluster, kafka, stack.move());
  }

  /** A store of its own, as another process would have it. */
  async store(
    options: Partial<EventStoreOptions<Account, AccountEvent>> = {},
  ): Promise<EventStore<Account, AccountEvent>> {
    return this.#stack.use(
      await openEventStore(this.kafka, {
        topic: TOPIC,
        initial: NO_ACCOUNT,
        fold: foldAccount,
        ...options,
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** Events that may come next. */
export function randomEvents(random: Random, version: number): AccountEvent[] {
  if (version === 0) return [{ type: "opened", data: { owner: random.pick(["Siti", "Budi"]) } }];
  return Array.from({ length: random.int(1, 3) }, () => ({
    type: random.pick(["deposited", "withdrawn"] as const),
    data: { amount: random.int(1, 500) },
  }));
}
