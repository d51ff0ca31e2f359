import { waitFor, WorkshopError } from "../../core/mod.ts";
import { ApacheKafka } from "./apache_kafka.ts";
import { attachedBroker, randomClusterId, storedClusterId } from "./broker_folder.ts";
import {
  type BrokerRecord,
  claimFolder,
  type ClusterRecord,
  type Engine,
  readRecord,
  removeData,
  withFolderLock,
  writeRecord,
} from "./cluster_record.ts";
import { type Compose, compose } from "./compose.ts";
import { type ClientFiles, writeClientFiles } from "./client_files.ts";
import { describeCluster } from "./describe_cluster.ts";
import { type FetchProgress, KAFKA_VERSION } from "./jars.ts";
import { storedSecurity } from "./secure_files.ts";
import type { SuperUser } from "./secure_properties.ts";
import { choosePorts, refuseOtherShape } from "./shape.ts";

const STOP_DEADLINE_MS = 20_000;

/** What `kafka:start` was asked for. */
export interface LocalKafkaOptions {
  /** How many brokers. @default {those of the data, or 1} */
  readonly brokers?: 1 | 3;
  /** The first broker's port; the others follow. @default {those of the data, or 9092} */
  readonly port?: number;
  /** Whether it has TLS, logins and an authorizer. @default {what the data has} */
  readonly secure?: boolean;
  /** What runs it. @default {the data's; else Docker where an engine answers; else Java} */
  readonly engine?: Engine;
  /** Told while the jars are fetched. */
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Told when all is there and the brokers are started. */
  readonly onStarting?: () => void;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}

/** A broker of the kept cluster and whether it answers. */
export interface BrokerStatus extends BrokerRecord {
  /** Whether it answers for this cluster. */
  readonly up: boolean;
}

/** The kept cluster as it is now. */
export interface LocalKafkaStatus extends ClusterRecord {
  /** Its brokers. */
  readonly brokers: readonly BrokerStatus[];
  /** Their addresses, joined by commas. */
  readonly bootstrapServers: string;
  /** Whether every broker answers. */
  readonly up: boolean;
}

/** What a start came to. */
export interface StartOutcome extends LocalKafkaStatus {
  /** Whether it was running before. */
  readonly already: boolean;
  /** The port that would have been taken by default, when another program holds it. */
  readonly movedFrom: number | undefined;
  /** How clients get in, when it is secure. */
  readonly access: ClientFiles | undefined;
}

/**
 * The Apache Kafka that is kept beside the workshop, its data in one folder: it outlives the task
 * that starts it.
 */
export class LocalKafka {
  readonly #dir: string;
  readonly #compose: Compose;

  /**
   * Takes a data folder; nothing is read or started yet.
   *
   * @param dir the data folder, absolute
   * @param docker what drives Docker Compose
   */
  constructor(dir: string, docker: Compose = compose()) {
    this.#dir = dir;
    this.#compose = docker;
  }

  /**
   * Starts the cluster, or finds it running.
   *
   * @throws {WorkshopError} when it runs in another shape, a port is taken, Java or Maven are missing
   */
  async start(options: LocalKafkaOptions = {}): Promise<StartOutcome> {
    await claimFolder(this.#dir);
    return await withFolderLock(this.#dir, () => this.#start(options));
  }

  async #start(options: LocalKafkaOptions): Promise<StartOutcome> {
    const before = await this.status();
    if (before?.up) {
      refuseOtherShape(before, options, "runs");
      const access = await this.#access(before);
      return { ...before, already: true, movedFrom: undefined, access };
    }
    if (before !== undefined) {
      refuseOtherShape(before, { ...options, port: undefined }, "was made");
      await this.#end(before);
    }
    const secure = options.secure ?? before?.secure ?? false;
    const engine = options.engine ?? before?.engine ?? (secure ? "java" : await this.#engine());
    if (secure && engine === "docker") throw insecureEngine();
    const { ports, movedFrom } = choosePorts(options, before);
    // A start that was ended early has left a folder that is formatted, and no record.
    const clusterId = before?.clusterId ?? await storedClusterId(this.#dir) ?? randomClusterId();
    const brokers = engine === "java"
      ? await this.#startJava(ports, clusterId, { ...options, secure })
      : await this.#startDocker(ports, clusterId, { ...options, fresh: before === undefined });
    await writeRecord(this.#dir, {
      engine,
      clusterId,
      kafkaVersion: KAFKA_VERSION,
      ...(secure ? { secure } : {}),
      brokers,
    });
    const status = (await this.status())!;
    return { ...status, already: false, movedFrom, access: await this.#access(status) };
  }

  async #access(status: LocalKafkaStatus): Promise<ClientFiles | undefined> {
    const { bootstrapServers, secure } = status;
    const security = secure ? await storedSecurity(this.#dir) : undefined;
    return security && await writeClientFiles(this.#dir, bootstrapServers, security);
  }

  async #engine(): Promise<Engine> {
    return await this.#compose.isAvailable() ? "docker" : "java";
  }

  async #startJava(
    ports: readonly number[],
    clusterId: string,
    { onProgress, onStarting, secure, signal }: LocalKafkaOptions,
  ): Promise<readonly BrokerRecord[]> {
    const kafka = await ApacheKafka.start({
      dir: this.#dir,
      brokers: ports.length as 1 | 3,
      ports,
      clusterId,
      detached: true,
      ...(secure ? { secure: {} } : {}),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onStarting === undefined ? {} : { onStarting }),
      ...(signal === undefined ? {} : { signal }),
    });
    return kafka.nodes.map(({ id, port, internalPort }) => ({
      id,
      port,
      ...(internalPort === undefined ? {} : { internalPort }),
      pid: kafka.pid(id)!,
    }));
  }

  async #startDocker(
    ports: readonly number[],
    clusterId: string,
    { fresh, signal }: { readonly fresh: boolean; readonly signal?: AbortSignal },
  ): Promise<readonly BrokerRecord[]> {
    try {
      await this.#compose.up(ports, clusterId, signal);
      await waitFor(() => describeCluster(ports[0]!).catch(() => undefined), {
        what: `the container to answer on localhost:${ports[0]}`,
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      await (fresh ? this.#compose.remove() : this.#compose.stop()).catch(() => {});
      signal?.throwIfAborted();
      throw error;
    }
    return ports.map((port, id) => ({ id, port }));
  }

  /** The cluster as it is now, `undefined` when the folder holds none. */
  async status(): Promise<LocalKafkaStatus | undefined> {
    const record = await readRecord(this.#dir);
    if (record === undefined) return undefined;
    const login = record.secure ? (await storedSecurity(this.#dir))?.superUser : undefined;
    const brokers = await Promise.all(record.brokers.map(async (broker) => ({
      ...broker,
      up: await answersFor(broker, { clusterId: record.clusterId, login }),
    })));
    return {
      ...record,
      brokers,
      bootstrapServers: brokers.map(({ port }) => `localhost:${port}`).join(","),
      up: brokers.every(({ up }) => up),
    };
  }

  /**
   * Ends the cluster's processes and keeps its data.
   *
   * @returns whether anything was running
   */
  async stop(): Promise<boolean> {
    const before = await this.status();
    if (before === undefined) return false;
    return await withFolderLock(this.#dir, () => this.#end(before));
  }

  async #end(record: LocalKafkaStatus): Promise<boolean> {
    if (record.engine === "docker") {
      const running = (await this.#compose.running()).length > 0;
      if (running) await this.#compose.stop();
      return running;
    }
    const processes = record.brokers.flatMap(({ id, pid }) =>
      pid === undefined ? [] : [attachedBroker(this.#dir, id, pid)]
    );
    const alive = await Promise.all(processes.map((process) => process.isRunning()));
    await Promise.all(processes.map((process) => process.stop(STOP_DEADLINE_MS)));
    const { engine, clusterId, kafkaVersion, secure } = record;
    const brokers = record.brokers.map(({ id, port }) => ({ id, port }));
    const kept = { engine, clusterId, kafkaVersion, ...(secure ? { secure } : {}) };
    await writeRecord(this.#dir, { ...kept, brokers });
    return alive.includes(true);
  }

  /**
   * Ends the cluster and removes what it kept, but for the jars: other clusters may run on them.
   *
   * @returns whether there was anything to remove
   * @throws {WorkshopError} when the folder is not ours, or the cluster still answers
   */
  async clean(): Promise<boolean> {
    const there = await Deno.stat(this.#dir).catch(() => undefined);
    if (there === undefined) return false;
    await claimFolder(this.#dir);
    const before = await this.status();
    if (before !== undefined) {
      await this.stop();
      await this.#refuseWhileAnswering();
      if (before.engine === "docker") await this.#compose.remove();
    }
    return await removeData(this.#dir);
  }

  async #refuseWhileAnswering(): Promise<void> {
    const after = await this.status();
    const up = after?.brokers.find((broker) => broker.up);
    if (up === undefined) return;
    throw new WorkshopError(
      `A process that deno task kafka:start did not start uses ${this.#dir} and answers on ` +
        `localhost:${up.port}: end it first`,
      { code: "DATA_FOLDER_IN_USE" },
    );
  }
}

async function answersFor(
  { port, internalPort }: BrokerRecord,
  { clusterId, login }: { readonly clusterId: string; readonly login: SuperUser | undefined },
): Promise<boolean> {
  const address = login === undefined ? { port } : { port: internalPort ?? port, login };
  const answer = await describeCluster(address).catch(() => undefined);
  return answer?.clusterId === clusterId;
}

function insecureEngine(): WorkshopError {
  return new WorkshopError(
    "The containers that are kept here have no logins: use --engine java, or the cluster of " +
      "docker compose --profile secure up -d --build",
    { code: "NOT_WITH_DOCKER" },
  );
}
