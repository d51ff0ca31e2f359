import {
  type Clock,
  type Logger,
  nullLogger,
  seededRandom,
  systemClock,
  WorkshopError,
} from "../core/mod.ts";
import type { Kafka } from "../kafka/mod.ts";
import { LogReader } from "./log_reader.ts";
import { LogWriter } from "./log_writer.ts";
import { RegistryServer } from "./server.ts";

/** How a registry is run. */
export interface RegistryOptions {
  /** The wanted port; 0 lets the system choose. @default {8081} */
  readonly port?: number;
  /** Whether somebody asked for this very port: then a taken one is an error. @default {false} */
  readonly explicitPort?: boolean;
  /** The address to listen on. @default {"127.0.0.1"} */
  readonly hostname?: string;
  /**
   * Names under which it may be asked, besides `localhost` and the address it listens on: requests
   * for any other are refused. @default {none}
   */
  readonly hosts?: readonly string[];
  /** The compacted topic that holds everything. @default {"_schemas"} */
  readonly topic?: string;
  /** Longest time of one change, in milliseconds. @default {10000} */
  readonly timeoutMs?: number;
  /** Largest body of a request, in bytes. @default {1000000} */
  readonly maxBodyBytes?: number;
  /** Longest wait for the body of a request, in milliseconds. @default {10000} */
  readonly bodyTimeoutMs?: number;
  /** Hears of a port that moved, and of what goes wrong. @default {nullLogger} */
  readonly logger?: Logger;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** A schema registry that answers until disposed. */
export interface Registry extends AsyncDisposable {
  /** Its address: `http://localhost:8081`. */
  readonly url: string;
  /** Its port. */
  readonly port: number;
  /** Where everything is kept. */
  readonly topic: string;
}

const COPIES = 3;

/**
 * Serves Confluent's REST API of schemas from a compacted topic of the cluster: nothing else keeps
 * state, so another instance on the same topic knows the same, and a restart changes nothing.
 *
 * @throws {ConfigError} when the port is taken
 * @throws {WorkshopError} when Kafka can't be reached, or code `SCHEMA_TOPIC_UNFIT` when the topic
 *   has several partitions or would forget schemas
 *
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { startRegistry } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using registry = await startRegistry(kafka, { port: 0 });
 * const answer = await fetch(`${registry.url}/subjects/orders-value/versions`, {
 *   method: "POST",
 *   headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
 *   body: JSON.stringify({ schema: '"string"' }),
 * });
 * console.log(await answer.json()); // { id: 1 }
 * ```
 */
export async function startRegistry(
  kafka: Kafka,
  options: RegistryOptions = {},
): Promise<Registry> {
  const { topic = "_schemas", timeoutMs = 10_000, logger = nullLogger, clock = systemClock } =
    options;
  const clusterId = await prepareTopic(kafka, topic);
  const reader = new LogReader(kafka, { topic, logger });
  await reader.readToEnd(AbortSignal.timeout(Math.max(timeoutMs, 30_000)));
  await using opened = new AsyncDisposableStack();
  opened.use(follow(reader, clock));
  const random = seededRandom(crypto.randomUUID());
  const transactionalId = `schema-registry-${topic}`;
  const writing = { topic, transactionalId, timeoutMs, logger, clock, random };
  const writer = opened.use(new LogWriter(kafka, reader, writing));
  const { hostname = "127.0.0.1" } = options;
  const server = opened.use(
    new RegistryServer(reader.state, writer, {
      port: options.port ?? 8081,
      explicitPort: options.explicitPort ?? false,
      hostname,
      hosts: options.hosts ?? [],
      limits: {
        maxBytes: options.maxBodyBytes ?? 1_000_000,
        timeoutMs: options.bodyTimeoutMs ?? 10_000,
      },
      clusterId,
      logger,
    }),
  );
  const closing = opened.move();
  return {
    url: `http://${hostname === "127.0.0.1" ? "localhost" : hostname}:${server.port}`,
    port: server.port,
    topic,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function follow(reader: LogReader, clock: Clock): AsyncDisposable {
  const stop = new AbortController();
  const following = reader.follow(
    stop.signal,
    (ms) => clock.sleep(ms, stop.signal).catch(() => {}),
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

/** Makes the topic where it is missing, looks whether it fits where it is there. */
async function prepareTopic(kafka: Kafka, topic: string): Promise<string> {
  await using admin = await kafka.admin();
  const { clusterId, brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(COPIES, brokers.length);
  const config = { "cleanup.policy": "compact" };
  const made = await admin.createTopics([{
    name: topic,
    partitions: 1,
    replicationFactor,
    config,
  }]);
  if (made.length > 0) return clusterId;
  const partitions = await admin.describeTopic(topic);
  const { "cleanup.policy": policy } = await admin.topicConfig(topic);
  if (partitions.length === 1 && policy === "compact") return clusterId;
  throw new WorkshopError(
    `Topic ${topic} can't keep schemas: it has ${partitions.length} partitions and cleanup.policy ` +
      `${policy}. Use another one, or give it one partition and cleanup.policy=compact`,
    { code: "SCHEMA_TOPIC_UNFIT", topic },
  );
}
