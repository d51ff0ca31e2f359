import { startClusterInWorker } from "../broker/mod.ts";
import { type Config, connectionOf, loadConfig } from "../config/mod.ts";
import { ConfigError, InconclusiveError, messageOf } from "../core/mod.ts";
import { connectKafka, type Kafka, type KafkaConnection } from "../kafka/mod.ts";
import { brokerVersion } from "./broker_version.ts";
import { embeddedControl } from "./cluster/mod.ts";
import { ownKafka } from "./own_kafka.ts";
import { securedTarget, superUserConnection, wrongAuthority } from "./secured_target.ts";
import type { Target } from "./target.ts";
import { WORKSHOP_VERSION } from "./version.ts";

/** Which cluster a run shall use. */
export interface OpenTargetOptions {
  /** Another cluster than an embedded one of its own. @default {false} */
  readonly kafka?: boolean;
  /** How many brokers it needs; three can be killed and held. @default {1} */
  readonly brokers?: 1 | 3;
  /** Whether it needs TLS, logins and an authorizer. @default {false} */
  readonly secure?: boolean;
  /** Where that other cluster is. @default {the environment's, else localhost:9092} */
  readonly config?: Config;
  /** Ends the start. */
  readonly signal?: AbortSignal;
  /** Told what takes a while. */
  readonly onWait?: (what: string) => void;
}

/**
 * Opens the cluster of a run: an embedded one of its own unless another is asked for. What takes
 * three brokers or logins then gets an Apache Kafka of its own, since no other could be killed.
 *
 * @throws {InconclusiveError} when no cluster has what is needed
 */
export async function openTarget(options: OpenTargetOptions = {}): Promise<Target> {
  const { kafka = false, brokers = 1, secure = false } = options;
  if (!kafka) return await embeddedCluster(brokers, secure);
  const config = options.config ?? loadConfig();
  if (brokers === 1 && !secure) return await otherCluster(config);
  if (config.origins.bootstrapServers !== "default") throw foreign(config, { brokers, secure });
  return await ownKafka({ ...options, brokers, secure });
}

function foreign(
  { bootstrapServers }: Config,
  { brokers, secure }: { brokers: number; secure: boolean },
): InconclusiveError {
  const needs = [brokers > 1 && "to kill brokers", secure && "to make users and ACLs"]
    .filter((each) => each !== false).join(" and ");
  return new InconclusiveError(
    `This lab needs ${needs}, which is not done to the cluster at ${bootstrapServers.join(", ")}`,
    "Unset KAFKA_BOOTSTRAP_SERVERS, so that the lab starts an Apache Kafka of its own, or leave " +
      "out --kafka",
  );
}

async function embeddedCluster(brokers: 1 | 3, secure: boolean): Promise<Target> {
  const opened = new AsyncDisposableStack();
  try {
    const cluster = opened.use(
      await startClusterInWorker(
        { brokers, ...(secure ? { security: {} } : {}) },
      ),
    );
    const { security } = cluster;
    const addresses = cluster.bootstrapServers.split(",");
    const connection = security === undefined
      ? { bootstrapServers: addresses, clientId: "kafka-workshop-lab" }
      : superUserConnection(addresses, security);
    const secured = security && securedTarget(connection, security, await wrongAuthority());
    const kafka = opened.use(connectKafka(connection));
    return {
      kind: "embedded",
      clusterId: cluster.clusterId,
      version: WORKSHOP_VERSION,
      title: `Embedded cluster ${WORKSHOP_VERSION} of this run, at ${addresses.join(", ")}`,
      connection,
      addresses,
      kafka,
      ...(brokers === 3 ? { control: embeddedControl(cluster, [0, 1, 2]) } : {}),
      ...(secured === undefined ? {} : { secured }),
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function otherCluster(config: Config): Promise<Target> {
  const connection = { ...connectionOf(config), clientId: "kafka-workshop-lab" };
  const kafka = connectKafka(connection);
  try {
    const { clusterId, brokers } = await describe(kafka, connection);
    const servers = connection.bootstrapServers;
    if (clusterId.startsWith("embedded-")) {
      throw new ConfigError(
        `--kafka reached an embedded cluster (${clusterId}) at ${servers.join(", ")}: start ` +
          `Apache Kafka with deno task kafka:start, or leave out --kafka`,
      );
    }
    const version = connection.tls ? undefined : await brokerVersion(servers[0]!);
    const named = version === undefined ? "Kafka, version not told" : `Apache Kafka ${version}`;
    const addresses = new Set([...servers, ...brokers.map(({ host, port }) => `${host}:${port}`)]);
    return {
      kind: "kafka",
      clusterId,
      version: version ?? "unknown",
      title: `${named}, cluster ${clusterId}, at ${servers.join(", ")}`,
      connection,
      addresses: [...addresses],
      kafka,
      [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
    };
  } catch (error) {
    await kafka[Symbol.asyncDispose]();
    throw error;
  }
}

async function describe(kafka: Kafka, connection: KafkaConnection) {
  try {
    await using admin = await kafka.admin();
    return await admin.describeCluster();
  } catch (cause) {
    throw new InconclusiveError(
      `No Kafka answers at ${connection.bootstrapServers.join(", ")}: ${messageOf(cause)}`,
      "Start one with deno task kafka:start, set KAFKA_BOOTSTRAP_SERVERS, or leave out --kafka",
      cause,
    );
  }
}
