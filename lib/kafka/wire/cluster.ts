import {
  backoffDelayMs,
  type BackoffPolicy,
  type Clock,
  type Logger,
  messageOf,
  WorkshopError,
} from "../../core/mod.ts";
import type { ApiName, RequestInput, ResponseBody } from "../../protocol/mod.ts";
import { type Address, formatAddress, parseAddress } from "../address.ts";
import { ConnectionError, SessionEndedError } from "../errors.ts";
import type { KafkaConnection } from "../port.ts";
import { brokerError, demandSuccess } from "./broker_error.ts";
import { BrokerConnections, type Lane, type NamedBroker } from "./broker_connections.ts";
import type { ClusterIdentity } from "./cluster_identity.ts";
import type { WireConnection } from "./connection.ts";

export type { Lane };

/** What a coordinator coordinates. */
export type CoordinatorKind = "group" | "transaction";

const COORDINATOR_KEY_TYPES: Record<CoordinatorKind, number> = { group: 0, transaction: 1 };
const BACKOFF = { baseMs: 50, maxMs: 1000 };

/** Where a partition is led from. */
export interface Leader {
  readonly nodeId: number;
  readonly leaderEpoch: number;
}

/** What a {@link WireCluster} is made of. */
export interface WireClusterOptions {
  readonly connection: KafkaConnection;
  readonly logger: Logger;
  readonly clock: Clock;
  /** The one cluster of all of the client's sessions. */
  readonly identity: ClusterIdentity;
  /** A request was answered after so many milliseconds. */
  readonly onAnswer: (api: ApiName, ms: number) => void;
  /** Longest wait for one answer, in milliseconds. @default {30000} */
  readonly requestTimeoutMs?: number;
}

type TopicLeaders = ReadonlyMap<number, Leader>;

/** How long leaders are believed without asking again: new partitions show up after it. */
const METADATA_MAX_AGE_MS = 60_000;

/** The brokers as one client sees them: addresses, leaders, coordinators, and connections to them. */
export class WireCluster {
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
  readonly #logger: Logger;
  readonly #bootstrap: readonly Address[];
  readonly #brokers = new Map<number, Address>();
  readonly #topics = new Map<string, { readonly leaders: TopicLeaders; readonly atMs: number }>();
  readonly #coordinators = new Map<string, number>();
  readonly #connections: BrokerConnections;
  /** Addresses that did not answer when they were last asked. */
  readonly #silent = new Set<string>();
  readonly #closing = new AbortController();

  constructor(options: WireClusterOptions) {
    this.clock = options.clock;
    this.requestTimeoutMs = options.requestTimeoutMs ?? 30_000;
    this.#logger = options.logger;
    this.#bootstrap = options.connection.bootstrapServers.map(parseAddress);
    this.#connections = new BrokerConnections({
      connection: options.connection,
      identity: options.identity,
      onAnswer: options.onAnswer,
      onBrokers: (brokers) => this.#learn(brokers),
      signal: this.#closing.signal,
    });
  }

  /** Aborts when the cluster is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** The connection to a broker for this kind of use; made when there is none. */
  async node(nodeId: number, lane: Lane): Promise<WireConnection> {
    const address = this.#brokers.get(nodeId);
    if (address === undefined) {
      throw new ConnectionError(`Broker ${nodeId} is not among the brokers that Metadata names`, {
        code: "BROKER_UNKNOWN",
        retriable: true,
      });
    }
    return await this.#connections.to(address, lane);
  }

  /** Sends a request to a broker. */
  async ask<N extends ApiName>(
    nodeId: number,
    name: N,
    body: RequestInput<N>,
    timeoutMs = this.requestTimeoutMs,
  ): Promise<ResponseBody<N>> {
    const connection = await this.node(nodeId, "control");
    return await connection.request(name, body, { timeoutMs });
  }

  /**
   * Makes sure that somebody answers.
   *
   * @throws {ConnectionError} code `CONNECTION_FAILED`
   */
  async reach(): Promise<void> {
    await this.#anyone();
  }

  /** Sends a request to whichever broker can be reached. */
  async askAny<N extends ApiName>(name: N, body: RequestInput<N>): Promise<ResponseBody<N>> {
    const connection = await this.#anyone();
    try {
      return await connection.request(name, body, { timeoutMs: this.requestTimeoutMs });
    } catch (error) {
      if (!connection.usable) this.#silent.add(connection.peer);
      throw error;
    }
  }

  async #anyone(): Promise<WireConnection> {
    let failure: unknown;
    for (const address of this.#byPromise()) {
      const peer = formatAddress(address);
      try {
        const connection = await this.#connections.to(address, "control");
        this.#silent.delete(peer);
        return connection;
      } catch (error) {
        failure = error;
        if (this.#closing.signal.aborted) break;
        this.#silent.add(peer);
      }
    }
    throw failure;
  }

  /** Those last that did not answer when they were last asked: a frozen one costs a wait each time. */
  #byPromise(): Address[] {
    const known = new Map<string, Address>();
    for (const address of [...this.#brokers.values(), ...this.#bootstrap]) {
      known.getOrInsert(formatAddress(address), address);
    }
    const isSilent = ([peer]: readonly [string, Address]) => this.#silent.has(peer) ? 1 : 0;
    return [...known].sort((a, b) => isSilent(a) - isSilent(b)).map(([, address]) => address);
  }

  #learn(brokers: readonly NamedBroker[]): void {
    for (const { nodeId, host, port } of brokers) this.#brokers.set(nodeId, { host, port });
  }

  /**
   * The partitions of a topic and who leads them, from memory if it is there.
   *
   * @throws {BrokerError} `UNKNOWN_TOPIC_OR_PARTITION` (retriable: it may just have been made),
   *   `INVALID_TOPIC_EXCEPTION` and what else the brokers say of the topic
   */
  async partitions(topic: string): Promise<TopicLeaders> {
    const known = this.#topics.get(topic);
    const fresh = known !== undefined &&
      this.clock.monotonicMs() - known.atMs < METADATA_MAX_AGE_MS;
    return fresh ? known.leaders : await this.#refresh(topic);
  }

  /** Asks for topics, for null all of them, and learns which brokers there are. */
  async metadata(topics: readonly string[] | null): Promise<ResponseBody<"Metadata">> {
    const answer = await this.askAny("Metadata", {
      topics: topics?.map((name) => ({ name })) ?? null,
      allowAutoTopicCreation: false,
    });
    this.#learn(answer.brokers);
    return answer;
  }

  async #refresh(topic: string): Promise<TopicLeaders> {
    const answer = await this.metadata([topic]);
    const found = answer.topics.find(({ name }) => name === topic);
    demandSuccess(found?.errorCode ?? 3, { what: `Metadata of topic ${topic}`, topic });
    const leaders = new Map(
      found!.partitions.map(({ partitionIndex, leaderId, leaderEpoch }) => [
        partitionIndex,
        { nodeId: leaderId, leaderEpoch },
      ]),
    );
    this.#topics.set(topic, { leaders, atMs: this.clock.monotonicMs() });
    return leaders;
  }

  /**
   * Who leads a partition.
   *
   * @throws {BrokerError} `LEADER_NOT_AVAILABLE` when nobody does at the moment
   */
  async leader(topic: string, partition: number): Promise<Leader> {
    const leader = (await this.partitions(topic)).get(partition);
    const place = { what: `Leader of ${topic}/${partition}`, topic, partition };
    if (leader === undefined) throw brokerError(3, place);
    if (leader.nodeId < 0) {
      this.forget(topic);
      throw brokerError(5, place);
    }
    return leader;
  }

  /** Lets the next question for a topic's leaders go to the brokers. */
  forget(topic: string): void {
    this.#topics.delete(topic);
  }

  /** Sends a request to a coordinator, finding it first; one that has moved is looked for again. */
  async askCoordinator<N extends ApiName>(
    kind: CoordinatorKind,
    key: string,
    name: N,
    body: RequestInput<N>,
  ): Promise<ResponseBody<N>> {
    const nodeId = await this.coordinator(kind, key);
    try {
      return await this.ask(nodeId, name, body);
    } catch (error) {
      this.forgetCoordinator(kind, key);
      throw error;
    }
  }

  /** The broker that coordinates a group or a transactional id, from memory if it is there. */
  async coordinator(kind: CoordinatorKind, key: string): Promise<number> {
    const known = this.#coordinators.get(`${kind} ${key}`);
    if (known !== undefined) return known;
    const answer = await this.askAny("FindCoordinator", {
      key,
      keyType: COORDINATOR_KEY_TYPES[kind],
    });
    demandSuccess(answer.errorCode, { what: `Coordinator of ${kind} ${key}` });
    const { nodeId, host, port } = answer;
    this.#brokers.set(nodeId, { host, port });
    this.#coordinators.set(`${kind} ${key}`, nodeId);
    return nodeId;
  }

  /** Lets the next request to a coordinator look for it again. */
  forgetCoordinator(kind: CoordinatorKind, key: string): void {
    this.#coordinators.delete(`${kind} ${key}`);
  }

  /**
   * Repeats work that is safe to repeat while it fails in a way that may pass.
   *
   * @throws what the work threw last, when that can't pass or the time is up
   */
  async retrying<T>(
    work: () => Promise<T>,
    options: {
      readonly timeoutMs?: number;
      readonly signal?: AbortSignal;
      readonly backoff?: BackoffPolicy;
    } = {},
  ): Promise<T> {
    const deadlineMs = this.clock.monotonicMs() + (options.timeoutMs ?? this.requestTimeoutMs);
    const signal = AbortSignal.any([
      this.#closing.signal,
      ...(options.signal === undefined ? [] : [options.signal]),
    ]);
    for (let attempt = 1;; attempt++) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        const passing = error instanceof WorkshopError && error.retriable;
        const delayMs = backoffDelayMs(attempt, options.backoff ?? BACKOFF);
        if (!passing || this.clock.monotonicMs() + delayMs > deadlineMs) throw error;
        this.#logger.log("DEBUG", "Trying again", { attempt, error: messageOf(error) });
        await this.clock.sleep(delayMs, signal);
      }
    }
  }

  /** Closes every connection; what is unanswered fails as uncertain. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(
      new SessionEndedError("The session was closed", { code: "SESSION_CLOSED", definite: true }),
    );
    await this.#connections.close();
  }
}
