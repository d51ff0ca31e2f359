import { waitFor, WorkshopError } from "../../core/mod.ts";
import type { ApacheKafkaOptions } from "./apache_kafka_options.ts";
import {
  brokerFolder,
  randomClusterId,
  storedClusterId,
  writeProperties,
} from "./broker_folder.ts";
import type { LineAddress } from "./broker_line.ts";
import { type BrokerProcess, formatStorage, lastLine, spawnBroker } from "./broker_process.ts";
import { type ClusterAnswer, describeCluster } from "./describe_cluster.ts";
import { ensureJars, readText, sharedJars } from "./jars.ts";
import { requireJava } from "./java.ts";
import { type ClusterPlan, CONTROLLED_SETTINGS, planCluster } from "./plan.ts";
import { type NodePorts, serverProperties } from "./properties.ts";
import { type SecureFiles, secureFiles } from "./secure_files.ts";

const STOP_DEADLINE_MS = 15_000;

/**
 * An Apache Kafka on this machine, by its own jars and the Java on the PATH: KRaft, loopback only,
 * brokers that can be killed and started again.
 *
 * @example
 * ```ts ignore
 * import { ApacheKafka } from "./mod.ts";
 *
 * await using kafka = await ApacheKafka.start({ dir, libs, brokers: 3 });
 * await kafka.kill(0);
 * await kafka.restart(0);
 * ```
 */
export class ApacheKafka implements AsyncDisposable {
  /** The id that it was formatted with. */
  readonly clusterId: string;
  /** Its brokers and their ports. */
  readonly nodes: readonly NodePorts[];
  /** Who may do everything, and whom to trust; `undefined` when it is not secure. */
  readonly security: Pick<SecureFiles, "ca" | "superUser"> | undefined;
  readonly #options: ApacheKafkaOptions;
  readonly #plan: ClusterPlan;
  readonly #secure: SecureFiles | undefined;
  readonly #libs: string;
  readonly #processes = new Map<number, BrokerProcess>();
  readonly #ended = new Set<number>();

  private constructor(
    options: ApacheKafkaOptions,
    plan: ClusterPlan,
    { clusterId, secure }: { clusterId: string; secure: SecureFiles | undefined },
  ) {
    this.#options = options;
    this.#plan = plan;
    this.#secure = secure;
    this.security = secure && { ca: secure.ca, superUser: secure.superUser };
    this.#libs = options.libs ?? sharedJars();
    this.nodes = plan.brokers;
    this.clusterId = clusterId;
  }

  /**
   * Starts the brokers and waits until each of them knows all of them.
   *
   * @throws {WorkshopError} code `JAVA_MISSING`, `JAVA_TOO_OLD`, `MAVEN_MISSING`, `FETCH_FAILED`,
   * `FORMAT_FAILED` or `START_FAILED`; then nothing is left running
   */
  static async start(options: ApacheKafkaOptions): Promise<ApacheKafka> {
    await requireJava();
    await ensureJars(options.libs ?? sharedJars(), {
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    options.onStarting?.();
    const clusterId = await storedClusterId(options.dir) ?? options.clusterId ?? randomClusterId();
    const secure = options.secure && await secureFiles(options.dir, options.secure);
    const plan = await planCluster({
      brokers: options.brokers ?? 1,
      ports: options.ports,
      internal: secure !== undefined,
      controlled: options.controlled ?? false,
    });
    const kafka = new ApacheKafka(options, plan, { clusterId, secure });
    try {
      await kafka.#begin();
      return kafka;
    } catch (error) {
      await kafka.#end((process) => process.kill());
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const { signal, detached } = this.#options;
    await Promise.all(this.#all().map((node) => this.#format(node)));
    signal?.throwIfAborted();
    for (const { id } of this.#all()) this.#spawn(id);
    await this.#ready(this.nodes.map(({ id }) => id));
    if (detached) await this.#letGo();
  }

  #all(): NodePorts[] {
    const { brokers, controller } = this.#plan;
    return controller === undefined ? [...brokers] : [controller, ...brokers];
  }

  /** The brokers' addresses, joined by commas. */
  get bootstrapServers(): string {
    return this.nodes.map(({ port }) => `localhost:${port}`).join(",");
  }

  /** The addresses of a secure cluster's plain listeners, with a login too, joined by commas. */
  get internalServers(): string {
    return this.nodes.map(({ internalPort }) => `localhost:${internalPort}`).join(",");
  }

  /** A plain listener of a broker, for questions and orders to it alone. */
  line(id: number): LineAddress {
    const { port, internalPort } = this.nodes[id]!;
    if (this.security === undefined) return { port };
    return { port: internalPort!, login: this.security.superUser };
  }

  /** The folder of a broker's log segments. */
  logDir(id: number): string {
    return `${this.#folder(id)}/data`;
  }

  /** The brokers that were started and not ended since. */
  runningIds(): number[] {
    return this.nodes.map(({ id }) => id).filter((id) => !this.#ended.has(id));
  }

  /** The process id of a broker that was started. */
  pid(id: number): number | undefined {
    return this.#processes.get(id)?.pid;
  }

  /** Ends one broker at once, as a power cut would. */
  async kill(id: number): Promise<void> {
    this.#ended.add(id);
    await this.#processes.get(id)?.kill();
  }

  /** Stops one broker's process where it stands, until what this gives is disposed of. */
  freeze(id: number): Promise<AsyncDisposable> {
    const process = this.#processes.get(id);
    process?.signal("SIGSTOP");
    return Promise.resolve({
      [Symbol.asyncDispose]: () => Promise.resolve(process?.signal("SIGCONT")),
    });
  }

  /** Asks one broker to end in good order. */
  async stopBroker(id: number): Promise<void> {
    this.#ended.add(id);
    await this.#processes.get(id)?.stop(STOP_DEADLINE_MS);
  }

  /** Starts one broker again on its ports and data, and waits until it answers. */
  async restart(id: number): Promise<void> {
    await this.stopBroker(id);
    this.#spawn(id);
    await this.#ready([id]);
  }

  /**
   * Keeps followers from copying until what it gives is disposed of.
   *
   * @throws {WorkshopError} code `NOT_CONTROLLED` when it was not started so
   */
  holdReplication(): Promise<AsyncDisposable> {
    const { gates } = this.#plan;
    if (gates !== undefined) return gates.shut();
    throw new WorkshopError(
      "Replication can be held only in an Apache Kafka that was started for it",
      { code: "NOT_CONTROLLED" },
    );
  }

  /** Ends all brokers; the data stays. */
  async stop(): Promise<void> {
    // A cluster that is thrown away need not write everything down first.
    const { controlled } = this.#options;
    await this.#end((process) => controlled ? process.kill() : process.stop(STOP_DEADLINE_MS));
  }

  async #end(how: (process: BrokerProcess) => Promise<void>): Promise<void> {
    await Promise.all([...this.#processes.values()].map(how));
    await this.#plan.gates?.[Symbol.asyncDispose]();
  }

  /** The same as {@link ApacheKafka.stop}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #letGo(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((process) => process.letGo()));
  }

  #folder(id: number): string {
    return brokerFolder(this.#options.dir, id);
  }

  async #format(node: NodePorts): Promise<void> {
    const folder = this.#folder(node.id);
    await Deno.mkdir(`${folder}/logs`, { recursive: true });
    const { controller, brokers: nodes } = this.#plan;
    const { controlled, settings } = this.#options;
    const properties = serverProperties({
      node,
      nodes,
      ...(controller === undefined ? {} : { controller }),
      logDir: `${folder}/data`,
      ...(this.#secure === undefined ? {} : { secure: this.#secure }),
      overrides: { ...(controlled ? CONTROLLED_SETTINGS : {}), ...settings },
    });
    await writeProperties(folder, properties);
    if (await readText(`${folder}/data/meta.properties`) !== undefined) return;
    await formatStorage({ libs: this.#libs, folder }, this.clusterId);
  }

  #spawn(id: number): void {
    const { detached = false, controlled = false } = this.#options;
    const { heapMb = controlled ? 320 : 1024 } = this.#options;
    const files = { libs: this.#libs, folder: this.#folder(id) };
    this.#ended.delete(id);
    this.#processes.set(id, spawnBroker(files, { detached, heapMb, shortLived: controlled }));
  }

  async #ready(ids: readonly number[]): Promise<void> {
    const { timeoutMs = 180_000, signal } = this.#options;
    await Promise.all(ids.map((id) =>
      waitFor(() => this.#answers(id), {
        what: `broker ${id} to answer: its log is ${this.#folder(id)}/logs/server.log`,
        timeoutMs,
        intervalMs: 50,
        ...(signal === undefined ? {} : { signal }),
      })
    ));
  }

  async #answers(id: number): Promise<boolean> {
    const process = this.#processes.get(id);
    if (process !== undefined && !await process.isRunning()) throw await this.#failed(id, process);
    const answer = await describeCluster(this.line(id)).catch(() => undefined);
    return answer !== undefined && await this.#knowsAll(answer);
  }

  /** A broker that is known to be down need not be waited for. */
  async #knowsAll(answer: ClusterAnswer): Promise<boolean> {
    if (answer.clusterId !== this.clusterId) return false;
    for (const { id } of this.nodes) {
      const process = this.#processes.get(id)!;
      const known = answer.brokers.some((broker) => broker.id === id);
      if (!known && await process.isRunning()) return false;
    }
    return true;
  }

  async #failed(id: number, process: BrokerProcess): Promise<WorkshopError> {
    const log = `${this.#folder(id)}/logs/server.log`;
    const fatal = (await readText(log))?.split("\n").findLast((line) =>
      / (FATAL|ERROR) /.test(line)
    );
    const why = fatal?.replace(/^\S+ \w+ /, "") ?? lastLine(process.complaints());
    return new WorkshopError(
      `Broker ${id} of Apache Kafka ended while it started: ${why}; the whole story is in ${log}`,
      { code: "START_FAILED" },
    );
  }
}
