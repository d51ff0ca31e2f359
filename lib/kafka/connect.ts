import {
  type Clock,
  ConfigError,
  type Histogram,
  type Logger,
  type Meter,
  nullLogger,
  nullMeter,
  systemClock,
  withDeadline,
} from "../core/mod.ts";
import { parseAddress } from "./address.ts";
import { KafkaAdmin } from "./admin.ts";
import { WireAssignedSession } from "./assigned_session.ts";
import { KafkaGroupSession, memberPatienceMs } from "./group_session.ts";
import { WireProducerSession } from "./producer_session.ts";
import type {
  Admin,
  AssignedSession,
  AssignedSessionOptions,
  ConsumedRecord,
  GroupSession,
  GroupSessionOptions,
  Kafka,
  KafkaConnection,
  ProducerSession,
  ProducerSessionOptions,
  ReadOptions,
  TransactionalSession,
  TransactionalSessionOptions,
} from "./port.ts";
import { readBounded } from "./read.ts";
import { lookupsEnded } from "./socket.ts";
import { WireTransactionalSession } from "./transactional_session.ts";
import { WireCluster } from "./wire/cluster.ts";
import { ClusterIdentity } from "./wire/cluster_identity.ts";

/** How long names may still be looked up when all else is closed, in milliseconds. */
const LOOKUPS_MS = 5000;

/** What the driver is handed. */
export interface KafkaDeps {
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
}

/**
 * The port to Kafka over kafkajs and connections of our own. Nothing is dialled before something is
 * asked for; each session has connections of its own, and closing the port closes them all.
 *
 * @throws {ConfigError} when there is no bootstrap server, or one is not `host:port`
 *
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * console.log(await admin.createTopics([{ name: "orders", partitions: 3 }])); // ["orders"]
 * ```
 */
export function connectKafka(connection: KafkaConnection, deps: KafkaDeps = {}): Kafka {
  if (connection.bootstrapServers.length === 0) {
    throw new ConfigError("No bootstrap server is named: give at least one as host:port");
  }
  const bootstrapServers = connection.bootstrapServers.flatMap((list) => list.split(","));
  bootstrapServers.forEach(parseAddress);
  return new KafkaDriver({ ...connection, bootstrapServers }, deps);
}

class KafkaDriver implements Kafka {
  readonly #connection: KafkaConnection;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #durations: Histogram;
  readonly #identity = new ClusterIdentity();
  readonly #open = new Set<AsyncDisposable>();

  constructor(connection: KafkaConnection, deps: KafkaDeps) {
    this.#connection = connection;
    this.#logger = deps.logger ?? nullLogger;
    this.#clock = deps.clock ?? systemClock;
    this.#durations = (deps.meter ?? nullMeter).histogram({
      name: "kafka_client_operation_duration_seconds",
      help: "Time from a request to its answer",
      labels: ["operation"],
    });
  }

  #cluster(requestTimeoutMs?: number): WireCluster {
    return new WireCluster({
      connection: this.#connection,
      logger: this.#logger,
      clock: this.#clock,
      identity: this.#identity,
      onAnswer: (operation, ms) => this.#durations.observe(ms / 1000, { operation }),
      ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    });
  }

  /** Remembers a session until it is closed, while it is opened too; one that fails to open is closed. */
  async #opened<T extends AsyncDisposable>(
    cluster: WireCluster,
    open: (cluster: WireCluster) => Promise<T>,
  ): Promise<T> {
    const work = open(cluster);
    const opening = {
      async [Symbol.asyncDispose]() {
        await cluster.close();
        await work.catch(() => {});
      },
    };
    this.#open.add(opening);
    try {
      const session = await work;
      this.#open.add(session);
      cluster.signal.addEventListener("abort", () => this.#open.delete(session), { once: true });
      return session;
    } catch (error) {
      await cluster.close();
      throw error;
    } finally {
      this.#open.delete(opening);
    }
  }

  admin(): Promise<Admin> {
    return this.#opened(this.#cluster(), (cluster) => KafkaAdmin.open(cluster));
  }

  producer(options: ProducerSessionOptions = {}): Promise<ProducerSession> {
    return this.#opened(
      this.#cluster(options.requestTimeoutMs),
      (cluster) => WireProducerSession.open(cluster, options),
    );
  }

  transactional(
    transactionalId: string,
    options: TransactionalSessionOptions = {},
  ): Promise<TransactionalSession> {
    return this.#opened(
      this.#cluster(options.requestTimeoutMs),
      (cluster) => WireTransactionalSession.open(cluster, transactionalId, options),
    );
  }

  joinGroup(options: GroupSessionOptions): Promise<GroupSession> {
    return this.#opened(
      this.#cluster(memberPatienceMs(options)),
      (cluster) =>
        KafkaGroupSession.join(options, {
          cluster,
          connection: this.#connection,
          logger: this.#logger,
          clock: this.#clock,
        }),
    );
  }

  assign(options: AssignedSessionOptions): Promise<AssignedSession> {
    return this.#opened(
      this.#cluster(),
      (cluster) => WireAssignedSession.open(options, { cluster, logger: this.#logger }),
    );
  }

  async *read(options: ReadOptions): AsyncGenerator<ConsumedRecord> {
    const cluster = this.#cluster();
    const reading = { [Symbol.asyncDispose]: () => cluster.close() };
    this.#open.add(reading);
    try {
      yield* readBounded(cluster, options, this.#logger);
    } finally {
      await cluster.close();
      this.#open.delete(reading);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open].map((session) => session[Symbol.asyncDispose]()));
    const limit = { what: "looking names up", timeoutMs: LOOKUPS_MS, clock: this.#clock };
    await withDeadline(lookupsEnded(), limit).catch(() => {});
  }
}
