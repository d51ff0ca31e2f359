import {
  type Clock,
  type Logger,
  nullLogger,
  type Random,
  seededRandom,
  systemClock,
  WorkshopError,
} from "../core/mod.ts";
import { Broker } from "./broker.ts";
import { ClusterState } from "./cluster_state.ts";
import { dispatcher } from "./dispatch.ts";
import { Brokers } from "./replication/brokers.ts";
import { ClusterSecurity } from "./security/cluster_security.ts";
import type { RunningSecurity, SecurityOptions } from "./security/options.ts";
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
  /**
   * How long after an append the followers have it, in milliseconds; a leader that is killed takes
   * along what they lack.
   *
   * @default {0}
   */
  readonly followerLagMs?: number;
  /**
   * Encrypts connections, asks clients who they are, and lets them do only what rules allow.
   *
   * @default {everybody may do everything}
   */
  readonly security?: SecurityOptions;
  /** How the cluster is called. @default {"embedded-" and some random letters; that of the data folder, if it has one} */
  readonly clusterId?: string;
  /** Time for timestamps, sessions and waits. @default {systemClock} */
  readonly clock?: Clock;
  /** Chance for ids. @default {seeded by chance} */
  readonly random?: Random;
  /** Told of damaged logs and of requests that failed unforeseen. @default {nullLogger} */
  readonly logger?: Logger;
}

/** A partition by the name of its topic and its number. */
export interface PartitionName {
  /** Name of the topic. */
  readonly topic: string;
  /** Number of the partition, from 0. */
  readonly partition: number;
}

/** A cluster that runs. */
export interface RunningCluster extends AsyncDisposable {
  /** `host:port` of each broker, with commas between. */
  readonly bootstrapServers: string;
  /** It begins with `embedded-`, unless another was asked for. */
  readonly clusterId: string;
  /** What clients need to know of a cluster that is secured. */
  readonly security: RunningSecurity | undefined;
  /**
   * Ends one broker as a power cut would: its port is closed, its connections are reset, and the
   * next replicas lead and coordinate what it did. Killing it twice does no harm.
   *
   * @throws {WorkshopError} code `UNKNOWN_BROKER`
   */
  kill(brokerId: number): Promise<void>;
  /**
   * Brings a broker back on its port; resolves when it is in every ISR again, which takes until the
   * end of a hold.
   *
   * @throws {WorkshopError} code `UNKNOWN_BROKER`
   * @throws {ListenError} its port is taken meanwhile
   */
  revive(brokerId: number): Promise<void>;
  /**
   * Makes a broker the preferred leader of a partition, and elects it.
   *
   * @throws {WorkshopError} code `UNKNOWN_PARTITION`, `NOT_A_REPLICA`, `NOT_IN_SYNC`
   */
  moveLeader(partition: PartitionName, brokerId: number): Promise<void>;
  /** Lets followers copy nothing until the hold is disposed. */
  holdReplication(): Promise<AsyncDisposable>;
  /** Removes and compacts now what the topics' settings let go, and resolves when that is done. */
  cleanNow(): Promise<void>;
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
  readonly #brokers: Brokers;
  readonly #listening = new Map<number, Broker>();
  readonly #logger: Logger;
  #closing: Promise<void> | undefined;

  private constructor(state: ClusterState, brokers: Brokers, logger: Logger) {
    this.#state = state;
    this.#brokers = brokers;
    this.#logger = logger;
  }

  /**
   * Opens the data folder, if there is one, and begins to listen.
   *
   * @throws {ListenError} a port is taken; code `EADDRINUSE`
   * @throws {StorageError} the data folder can't be used
   */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const { ports = [], logger = nullLogger, clock = systemClock, followerLagMs = 0 } = options;
    const random = options.random ?? seededRandom(crypto.randomUUID());
    const brokers = new Brokers(Array.from({ length: options.brokers ?? 1 }, (_, id) => id));
    const security = options.security &&
      await ClusterSecurity.prepare(options.security, options.dataDir);
    const { storage, clusterId } = openStorage({
      ...options,
      newClusterId: () => `embedded-${random.uuid().replaceAll("-", "").slice(0, 13)}`,
    });
    const state = new ClusterState({
      clusterId,
      brokers,
      followerLagMs,
      clock,
      random,
      logger,
      storage,
      ...(security === undefined ? {} : { security }),
    });
    const cluster = new Cluster(state, brokers, logger);
    try {
      for (const id of brokers.ids) await cluster.#listen(id, ports[id] ?? 0);
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  async #listen(id: number, port: number): Promise<void> {
    const dispatch = dispatcher(this.#state, id);
    const { security } = this.#state;
    const broker = new Broker({
      id,
      port,
      logger: this.#logger,
      dispatch,
      ...(security === undefined ? {} : { security: security.listener }),
    });
    await broker.listen();
    this.#listening.set(id, broker);
    this.#brokers.listensAt({ id, host: broker.host, port: broker.port });
  }

  /** `host:port` of each broker, with commas between. */
  get bootstrapServers(): string {
    return this.#brokers.all.map(({ host, port }) => `${host}:${port}`).join(",");
  }

  /** Id of the cluster, as its clients see it. */
  get clusterId(): string {
    return this.#state.clusterId;
  }

  /** What clients need to know of the cluster, where it is secured. */
  get security(): RunningSecurity | undefined {
    return this.#state.security?.running;
  }

  /** See {@link RunningCluster.kill}. */
  async kill(brokerId: number): Promise<void> {
    this.#addressOf(brokerId);
    const closed = this.#listening.get(brokerId)?.close();
    if (!this.#listening.delete(brokerId)) return;
    this.#state.replicas.brokerDied(brokerId);
    await closed;
  }

  /** See {@link RunningCluster.revive}. */
  async revive(brokerId: number): Promise<void> {
    const { port } = this.#addressOf(brokerId);
    if (this.#closing !== undefined || this.#listening.has(brokerId)) return;
    await this.#listen(brokerId, port);
    await this.#state.replicas.brokerRose(brokerId);
  }

  #addressOf(brokerId: number): { readonly port: number } {
    const address = this.#brokers.all.find(({ id }) => id === brokerId);
    if (address !== undefined) return address;
    throw new WorkshopError(
      `There is no broker ${brokerId}: choose one of ${this.#brokers.ids.join(", ")}`,
      { code: "UNKNOWN_BROKER" },
    );
  }

  /** See {@link RunningCluster.moveLeader}. */
  // deno-lint-ignore require-await -- a cluster in a Worker can't do it at once
  async moveLeader({ topic, partition: index }: PartitionName, brokerId: number): Promise<void> {
    const partition = this.#state.topics.partition(topic, index);
    if (partition === undefined) {
      throw new WorkshopError(`There is no partition ${topic}-${index}: make the topic first`, {
        code: "UNKNOWN_PARTITION",
      });
    }
    this.#state.replicas.moveLeader(partition, brokerId);
  }

  /** See {@link RunningCluster.holdReplication}. */
  holdReplication(): Promise<AsyncDisposable> {
    return Promise.resolve(this.#state.replicas.hold());
  }

  /** See {@link RunningCluster.cleanNow}. */
  cleanNow(): Promise<void> {
    return this.#state.cleanNow();
  }

  /** Ends the cluster; see {@link RunningCluster.close}. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#listening.values()].map((broker) => broker.close()));
    await this.#state.keep();
    this.#state.close();
  }

  /** Ends the cluster. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
