import type { ApiName } from "../../protocol/mod.ts";
import { type Address, formatAddress } from "../address.ts";
import type { KafkaConnection } from "../port.ts";
import type { ClusterIdentity } from "./cluster_identity.ts";
import { connectFailed } from "./connect_failed.ts";
import { WireConnection } from "./connection.ts";

/** What a connection is used for: a long poll must not hold up anything else. */
export type Lane = "control" | "produce" | `fetch-${number}`;

/** A broker as Metadata names it. */
export interface NamedBroker extends Address {
  readonly nodeId: number;
}

/** How brokers are connected to. */
export interface BrokerConnectionsOptions {
  readonly connection: KafkaConnection;
  /** The one cluster of all of the client's sessions. */
  readonly identity: ClusterIdentity;
  /** A request was answered after so many milliseconds. */
  readonly onAnswer: (api: ApiName, ms: number) => void;
  /** Hears which brokers a new connection names. */
  readonly onBrokers: (brokers: readonly NamedBroker[]) => void;
  /** Ends what is being connected. */
  readonly signal: AbortSignal;
}

/** One connection for each address and use; one that broke is made anew when it is asked for. */
export class BrokerConnections {
  readonly #options: BrokerConnectionsOptions;
  readonly #made = new Map<string, Promise<WireConnection>>();

  constructor(options: BrokerConnectionsOptions) {
    this.#options = options;
  }

  /** The connection to an address for this kind of use; made when there is none. */
  async to(address: Address, lane: Lane): Promise<WireConnection> {
    const { signal } = this.#options;
    if (signal.aborted) throw signal.reason;
    const key = `${formatAddress(address)} ${lane}`;
    const known = this.#made.get(key);
    if (known !== undefined) {
      const connection = await known;
      if (connection.usable) return connection;
      connection.retire();
      if (this.#made.get(key) !== known) return await this.to(address, lane);
    }
    const opening = this.#open(address);
    this.#made.set(key, opening);
    opening.catch(() => {
      if (this.#made.get(key) === opening) this.#made.delete(key);
    });
    return await opening;
  }

  /** Closes all of them; what is unanswered fails as uncertain. */
  async close(): Promise<void> {
    const connections = await Promise.allSettled(this.#made.values());
    for (const made of connections) if (made.status === "fulfilled") made.value.close();
    this.#made.clear();
  }

  async #open(address: Address): Promise<WireConnection> {
    const { connection: { clientId = "kafka-workshop", tls, sasl }, onAnswer, signal } =
      this.#options;
    const connection = await WireConnection.open(address, {
      clientId,
      tls,
      sasl,
      connectionTimeoutMs: this.#connectionTimeoutMs,
      onAnswer,
      signal,
    });
    try {
      await this.#identify(connection);
      signal.throwIfAborted();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Learns which cluster it is, and its brokers. */
  async #identify(connection: WireConnection): Promise<void> {
    const question = { topics: [], allowAutoTopicCreation: false };
    const { clusterId, brokers } = await connection.request("Metadata", question, {
      timeoutMs: this.#connectionTimeoutMs,
    }).catch((error) => {
      throw connectFailed(connection.peer, error);
    });
    this.#options.identity.check(clusterId, connection.peer);
    this.#options.onBrokers(brokers);
  }

  get #connectionTimeoutMs(): number {
    return this.#options.connection.connectionTimeoutMs ?? 10_000;
  }
}
