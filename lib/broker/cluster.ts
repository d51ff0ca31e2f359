import {
  type Clock,
  type Logger,
  nullLogger,
  type Random,
  seededRandom,
  systemClock,
} from "../core/mod.ts";
import { Broker } from "./broker.ts";
import { ClusterState } from "./cluster_state.ts";
import { dispatcher } from "./dispatch.ts";
import { openStorage } from "./storage/open_storage.ts";

/** How many brokers a cluster may have. */
export type BrokerCount = 1 | 2 | 3;

/** What a cluster is started with. */
export interface ClusterOptions {
  /** How many there are. @default {1} */
  readonly brokers?: BrokerCount;
  /** Port of each broker; 0 takes a free one. @default {[0]} */
  readonly ports?: readonly number[];
  /** Folder that keeps everything; without one it is kept in memory. */
  readonly dataDir?: string;
  /** Forces each append down to the disk before it is acknowledged. @default {false} */
  readonly fsync?: boolean;
  /** How the cluster is called. @default {"embedded-" and some random letters; that of the data folder, if it has one} */
  readonly clusterId?: string;
  /** Time for timestamps, sessions and waits. @default {systemClock} */
  readonly clock?: Clock;
  /** Chance for ids. @default {seeded by chance} */
  readonly random?: Random;
  /** Told of damaged logs and of requests that failed unforeseen. @default {nullLogger} */
  readonly logger?: Logger;
}

/** A cluster that runs. */
export interface RunningCluster extends AsyncDisposable {
  /** `host:port` of each broker, with commas between. */
  readonly bootstrapServers: string;
  /** It begins with `embedded-`, unless another was asked for. */
  readonly clusterId: string;
  /** Stops listening, resets all connections, closes all files. Closing twice does no harm. */
  close(): Promise<void>;
}

/**
 * An embedded Kafka cluster: Kafka's protocol on loopback, in this process. Groups rebalance
 * without an initial delay (`group.initial.rebalance.delay.ms` is 0).
 *
 * @example
 * ```ts
 * import { Cluster } from "./cluster.ts";
 *
 * await using cluster = await Cluster.start();
 * console.log(cluster.bootstrapServers.startsWith("localhost:")); // true
 * ```
 */
export class Cluster implements RunningCluster {
  readonly #state: ClusterState;
  readonly #brokers: Broker[] = [];
  #closing: Promise<void> | undefined;

  private constructor(state: ClusterState) {
    this.#state = state;
  }

  /**
   * Opens the data folder, if there is one, and begins to listen.
   *
   * @throws {ListenError} a port is taken; code `EADDRINUSE`
   * @throws {StorageError} the data folder can't be used
   */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const { brokers = 1, ports = [], logger = nullLogger, clock = systemClock } = options;
    const random = options.random ?? seededRandom(crypto.randomUUID());
    const brokerIds = Array.from({ length: brokers }, (_, id) => id);
    const { storage, clusterId } = openStorage({
      ...options,
      newClusterId: () => `embedded-${random.uuid().replaceAll("-", "").slice(0, 13)}`,
    });
    const state = new ClusterState({ clusterId, brokerIds, clock, random, logger, storage });
    const cluster = new Cluster(state);
    try {
      for (const id of brokerIds) await cluster.#listen(id, ports[id] ?? 0, logger);
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  async #listen(id: number, port: number, logger: Logger): Promise<void> {
    const broker = new Broker({ id, port, logger, dispatch: dispatcher(this.#state, id) });
    await broker.listen();
    this.#brokers.push(broker);
    this.#state.brokers = this.#brokers.map(({ id, host, port }) => ({ id, host, port }));
  }

  /** `host:port` of each broker, with commas between. */
  get bootstrapServers(): string {
    return this.#state.brokers.map(({ host, port }) => `${host}:${port}`).join(",");
  }

  /** Id of the cluster, as its clients see it. */
  get clusterId(): string {
    return this.#state.clusterId;
  }

  /** Ends the cluster; see {@link RunningCluster.close}. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(this.#brokers.map((broker) => broker.close()));
    this.#state.close();
  }

  /** Ends the cluster. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
