import { connectionOf, loadConfig } from "../config/mod.ts";
import { messageOf, WorkshopError } from "../core/mod.ts";
import { type ClusterDescription, connectKafka, type Kafka } from "../kafka/mod.ts";

/** The cluster of the environment, connected. */
export interface YourCluster extends AsyncDisposable {
  readonly kafka: Kafka;
  readonly clusterId: string;
  /** As it was asked for: `localhost:9092`. */
  readonly servers: string;
}

/** Connects to KAFKA_BOOTSTRAP_SERVERS, else localhost:9092. @throws {WorkshopError} `NO_BROKER` */
export async function openYourCluster(): Promise<YourCluster> {
  const connection = connectionOf(loadConfig());
  const kafka = connectKafka(connection);
  try {
    const { clusterId } = await describeYourCluster(kafka, connection.bootstrapServers);
    return {
      kafka,
      clusterId,
      servers: connection.bootstrapServers.join(", "),
      [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
    };
  } catch (error) {
    await kafka[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * What the cluster says of itself.
 *
 * @throws {WorkshopError} code `NO_BROKER`, which tells how to start one
 */
export async function describeYourCluster(
  kafka: Kafka,
  bootstrapServers: readonly string[],
): Promise<ClusterDescription> {
  try {
    await using admin = await kafka.admin();
    return await admin.describeCluster();
  } catch (cause) {
    // whoever refuses a login is there: another broker would be no remedy
    if (isLoginRefused(cause)) throw cause;
    throw new WorkshopError(
      `No Kafka answers at ${bootstrapServers.join(", ")}: start one with deno task broker or ` +
        `deno task kafka:start, or set KAFKA_BOOTSTRAP_SERVERS (${messageOf(cause)})`,
      { code: "NO_BROKER", retriable: true, cause },
    );
  }
}

function isLoginRefused(error: unknown): boolean {
  return error instanceof WorkshopError && error.code.includes("SASL");
}
