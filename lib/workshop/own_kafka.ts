import { InconclusiveError, WorkshopError } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { apacheControl, ApacheKafka, KAFKA_VERSION } from "./cluster/mod.ts";
import { openRunFolder } from "./run_folder.ts";
import { securedTarget, superUserConnection, wrongAuthority } from "./secured_target.ts";
import type { Target } from "./target.ts";

/** Four processes of Java start at once, on a laptop that may be busy. */
const STARTED_MS = 120_000;

/** What an Apache Kafka of the run's own shall have. */
export interface OwnKafkaOptions {
  /** How many brokers; three of them can be killed and held. */
  readonly brokers: 1 | 3;
  /** Whether it has TLS, logins and an authorizer. */
  readonly secure: boolean;
  /** What its folder's name begins with. @default {"lab-kafka"} */
  readonly folder?: string;
  /** What starts it. @default {ApacheKafka.start} */
  readonly start?: typeof ApacheKafka.start;
  /** Ends the start. */
  readonly signal?: AbortSignal;
  /** Told what takes a while. */
  readonly onWait?: (what: string) => void;
}

/**
 * Starts an Apache Kafka for a run, on free ports; it ends with the run, data and all.
 *
 * @throws {InconclusiveError} when this machine can't: no Java, no Maven, no memory
 */
export async function ownKafka(options: OwnKafkaOptions): Promise<Target> {
  const { brokers, secure, signal } = options;
  const opened = new AsyncDisposableStack();
  try {
    const folder = opened.use(await openRunFolder(options.folder ?? "lab-kafka"));
    const cluster = opened.use(await startCluster(folder.path, options));
    const { clusterId, security } = cluster;
    const addresses = cluster.bootstrapServers.split(",");
    const connection = security === undefined
      ? { bootstrapServers: addresses, clientId: "kafka-workshop-lab" }
      : superUserConnection(addresses, security);
    const secured = security && securedTarget(connection, security, await wrongAuthority());
    return {
      kind: "kafka",
      clusterId,
      version: KAFKA_VERSION,
      title: `Apache Kafka ${KAFKA_VERSION} of this run, cluster ${clusterId}, at ` +
        addresses.join(", "),
      connection,
      addresses,
      kafka: opened.use(connectKafka(connection)),
      ...(brokers === 3 ? { control: apacheControl(cluster) } : {}),
      ...(secured === undefined ? {} : { secured }),
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  } catch (error) {
    await opened.disposeAsync();
    signal?.throwIfAborted();
    throw error instanceof WorkshopError ? cannotStart(error, { brokers, secure }) : error;
  }
}

function startCluster(dir: string, options: OwnKafkaOptions): Promise<ApacheKafka> {
  const { brokers, secure, signal, onWait, start = ApacheKafka.start } = options;
  const what = `Apache Kafka ${KAFKA_VERSION}`;
  let fetching = false;
  return start({
    dir,
    brokers,
    controlled: true,
    timeoutMs: STARTED_MS,
    ...(secure ? { secure: {} } : {}),
    ...(signal === undefined ? {} : { signal }),
    onProgress: () => {
      if (!fetching) onWait?.(`Fetching ${what} for this lab …`);
      fetching = true;
    },
    onStarting: () => onWait?.(`Starting ${what} for this lab: some seconds …`),
  });
}

function cannotStart(
  error: WorkshopError,
  { brokers, secure }: { brokers: number; secure: boolean },
): InconclusiveError {
  const needs = [brokers > 1 && `${brokers} brokers that it may kill`, secure && "logins and ACLs"]
    .filter((each) => each !== false).join(" and ");
  return new InconclusiveError(
    `This lab needs ${needs}, and no Apache Kafka could be started for it: ${error.message}`,
    "Run deno task doctor, or leave out --kafka: the embedded cluster has all that it needs",
    error,
  );
}
