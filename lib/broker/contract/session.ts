import { waitFor } from "../../core/mod.ts";
import { type ApiName, kafkaErrorOf, type RequestInput } from "../../protocol/mod.ts";
import { Notebook } from "./notebook.ts";
import { RawConnection } from "./raw_connection.ts";

/** A story told to a broker in frames; what the broker answers makes its transcript. */
export interface Scenario {
  readonly name: string;
  run(session: Session): Promise<void>;
}

/** What a scenario talks through: fresh names, connections that are closed after, a transcript. */
export class Session extends Notebook implements AsyncDisposable {
  readonly #address: string;
  readonly #connections: RawConnection[] = [];
  readonly #topics = new Set<string>();
  readonly #cleanNow: () => Promise<void>;

  /** `cleanNow` has the cleaner run at once, where it can be told to. */
  constructor(address: string, cleanNow: () => Promise<void> = () => Promise.resolve()) {
    super();
    this.#address = address;
    this.#cleanNow = cleanNow;
  }

  /** Has the cleaner run, or waits for it: until what is to be seen after it is so. */
  async cleaned(what: string, isSo: () => Promise<boolean>): Promise<void> {
    await this.#cleanNow();
    await waitFor(isSo, { what, timeoutMs: 60_000 });
  }

  /** A connection of its own. */
  async connect(): Promise<RawConnection> {
    const connection = await this.opened();
    this.#connections.push(connection);
    return connection;
  }

  /** A connection on which everything may be asked for. */
  protected opened(): Promise<RawConnection> {
    return this.dialled();
  }

  /** A connection on which nothing was said yet. */
  protected dialled(): Promise<RawConnection> {
    return RawConnection.open(this.#address, "contract", this.asked);
  }

  /** A connection to the broker, which on a cluster of one leads and coordinates everything. */
  async broker(): Promise<RawConnection> {
    return this.#connections[0] ?? await this.connect();
  }

  /** Creates a topic and waits until its leader is known. */
  async topic(
    options: { partitions?: number; config?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const name = this.name("topic");
    const broker = await this.broker();
    const configs = Object.entries(options.config ?? {}).map(([name, value]) => ({ name, value }));
    const request = {
      topics: [{
        name,
        numPartitions: options.partitions ?? 1,
        replicationFactor: 1,
        assignments: [],
        configs,
      }],
    };
    const { topics } = await broker.call("CreateTopics", 5, request);
    const code = topics[0]!.errorCode;
    if (code !== 0) throw new Error(`CreateTopics ${name}: ${errorName(code)}`);
    await this.awaitTopic(name);
    return name;
  }

  /** Waits until a topic's leaders lead, and removes the topic after the scenario. */
  async awaitTopic(name: string): Promise<void> {
    this.removeAfter(name);
    const broker = await this.broker();
    await waitFor(() => isLed(broker, name), { what: `leaders of ${name}` });
  }

  /** Removes a topic after the scenario. */
  removeAfter(topic: string): void {
    this.#topics.add(topic);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection[Symbol.dispose]();
    if (this.#topics.size === 0) return;
    using connection = await this.opened();
    await connection.call("DeleteTopics", 5, { topicNames: [...this.#topics], timeoutMs: 10_000 });
  }
}

/** A broker tells of a leader a moment before the leader knows: only its own answer counts. */
async function isLed(broker: RawConnection, name: string): Promise<boolean> {
  const { topics } = await broker.call("Metadata", 8, {
    topics: [{ name }],
    allowAutoTopicCreation: false,
  });
  const { errorCode, partitions } = topics[0]!;
  if (errorCode !== 0 || partitions.some((partition) => partition.errorCode !== 0)) return false;
  const latest = await broker.call("ListOffsets", 5, {
    replicaId: -1,
    topics: [{
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, timestamp: -1 })),
    }],
  });
  return latest.topics[0]!.partitions.every((partition) => partition.errorCode === 0);
}

/** The name of an error code; `"NONE"` for none. */
export function errorName(code: number): string {
  return kafkaErrorOf(code).name;
}

const NOT_READY = new Set([
  "COORDINATOR_LOAD_IN_PROGRESS",
  "COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR",
  "CONCURRENT_TRANSACTIONS",
]);

/** Asks again while a coordinator is still being found or is busy with what came before. */
export async function settled<T>(ask: () => Promise<T>, codeOf: (answer: T) => number): Promise<T> {
  return await waitFor(async () => {
    const answer = await ask();
    return NOT_READY.has(errorName(codeOf(answer))) ? undefined : answer as T & object;
  }, { what: "the coordinator to be ready", timeoutMs: 20_000, intervalMs: 50 }) as T;
}

/** The body of a request by the name of its API, for helpers that fill one in. */
export type Body<N extends ApiName> = RequestInput<N>;
