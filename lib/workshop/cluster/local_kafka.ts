import { waitFor, WorkshopError } from "../../core/mod.ts";
import { ApacheKafka } from "./apache_kafka.ts";
import { attachedBroker, randomClusterId } from "./broker_folder.ts";
import {
  type BrokerRecord,
  claimFolder,
  type ClusterRecord,
  type Engine,
  readRecord,
  withFolderLock,
  writeRecord,
} from "./cluster_record.ts";
import { type Compose, compose } from "./compose.ts";
import { describeCluster } from "./describe_cluster.ts";
import { type FetchProgress, KAFKA_VERSION, removeFolder } from "./jars.ts";
import { isPortFree, nextFreePort, requireFreePorts } from "./ports.ts";

const DEFAULT_PORT = 9092;
const STOP_DEADLINE_MS = 20_000;

/** What `kafka:start` was asked for. */
export interface LocalKafkaOptions {
  /** How many brokers. @default {those of the data, or 1} */
  readonly brokers?: 1 | 3;
  /** The first broker's port; the others follow. @default {those of the data, or 9092} */
  readonly port?: number;
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
      return { ...before, already: true, movedFrom: undefined };
    }
    if (before !== undefined) {
      refuseOtherShape(before, { ...options, port: undefined }, "was made");
      await this.#end(before);
    }
    const engine = options.engine ?? before?.engine ?? await this.#engine();
    const { ports, movedFrom } = choosePorts(options, before);
    const clusterId = before?.clusterId ?? randomClusterId();
    const pids = engine === "java"
      ? await this.#startJava(ports, clusterId, options)
      : await this.#startDocker(ports, clusterId, before === undefined);
    const brokers = ports.map((port, id) => ({ id, port, ...pids[id] }));
    await writeRecord(this.#dir, { engine, clusterId, kafkaVersion: KAFKA_VERSION, brokers });
    return { ...(await this.status())!, already: false, movedFrom };
  }

  async #engine(): Promise<Engine> {
    return await this.#compose.isAvailable() ? "docker" : "java";
  }

  async #startJava(
    ports: readonly number[],
    clusterId: string,
    { onProgress, onStarting, signal }: LocalKafkaOptions,
  ): Promise<readonly { pid: number }[]> {
    const kafka = await ApacheKafka.start({
      dir: this.#dir,
      brokers: ports.length as 1 | 3,
      ports,
      clusterId,
      detached: true,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onStarting === undefined ? {} : { onStarting }),
      ...(signal === undefined ? {} : { signal }),
    });
    return kafka.nodes.map(({ id }) => ({ pid: kafka.pid(id)! }));
  }

  async #startDocker(
    ports: readonly number[],
    clusterId: string,
    fresh: boolean,
  ): Promise<readonly Record<string, never>[]> {
    try {
      await this.#compose.up(ports, clusterId);
      await waitFor(() => describeCluster(ports[0]!).catch(() => undefined), {
        what: `the container to answer on localhost:${ports[0]}`,
      });
    } catch (error) {
      await (fresh ? this.#compose.remove() : this.#compose.stop()).catch(() => {});
      throw error;
    }
    return [];
  }

  /** The cluster as it is now, `undefined` when the folder holds none. */
  async status(): Promise<LocalKafkaStatus | undefined> {
    const record = await readRecord(this.#dir);
    if (record === undefined) return undefined;
    const brokers = await Promise.all(record.brokers.map(async (broker) => ({
      ...broker,
      up: await answersFor(broker, record.clusterId),
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
    const { engine, clusterId, kafkaVersion } = record;
    const brokers = record.brokers.map(({ id, port }) => ({ id, port }));
    await writeRecord(this.#dir, { engine, clusterId, kafkaVersion, brokers });
    return alive.includes(true);
  }

  /**
   * Ends the cluster and removes its folder.
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
    await removeFolder(this.#dir);
    return true;
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

async function answersFor(broker: BrokerRecord, clusterId: string): Promise<boolean> {
  const answer = await describeCluster(broker.port).catch(() => undefined);
  return answer?.clusterId === clusterId;
}

function refuseOtherShape(
  there: ClusterRecord,
  asked: { brokers?: number; port?: number | undefined; engine?: Engine },
  verb: string,
): void {
  const count = there.brokers.length;
  const differs = [
    asked.brokers !== undefined && asked.brokers !== count && `${count} broker(s)`,
    asked.port !== undefined && asked.port !== there.brokers[0]?.port &&
    `port ${there.brokers[0]?.port}`,
    asked.engine !== undefined && asked.engine !== there.engine && `engine ${there.engine}`,
  ].find((text) => typeof text === "string");
  if (differs === undefined) return;
  const remedy = verb === "runs" ? "kafka:stop first" : "kafka:clean first, which removes its data";
  throw new WorkshopError(
    `The Apache Kafka of this folder ${verb} with ${differs}: deno task ${remedy}`,
    { code: "OTHER_SHAPE" },
  );
}

function choosePorts(
  options: { brokers?: 1 | 3; port?: number },
  before: ClusterRecord | undefined,
): { ports: number[]; movedFrom: number | undefined } {
  const count = options.brokers ?? before?.brokers.length ?? 1;
  if (options.port !== undefined) {
    return { ports: requireFreePorts(options.port, count), movedFrom: undefined };
  }
  const wanted = before?.brokers.map(({ port }) => port);
  if (wanted?.every(isPortFree)) return { ports: wanted, movedFrom: undefined };
  const wantedFirst = wanted?.[0] ?? DEFAULT_PORT;
  const first = nextFreePort(wantedFirst, count);
  const ports = requireFreePorts(first, count);
  return { ports, movedFrom: first === wantedFirst ? undefined : wantedFirst };
}
