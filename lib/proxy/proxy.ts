import type net from "node:net";
import {
  type Clock,
  ConfigError,
  freshSeed,
  type Logger,
  nullLogger,
  type Random,
  seededRandom,
  systemClock,
  WorkshopError,
} from "../core/mod.ts";
import { type Address, formatAddress, parseAddresses, sameAddress } from "./address.ts";
import { type Fault, type FaultHandle, type FaultListener, FaultSet } from "./faults.ts";
import { type FrozenClient, FrozenClients } from "./frozen_clients.ts";
import { Gate } from "./gate.ts";
import { Relay, type RelayContext } from "./relay.ts";
import { reset, type UpstreamTls } from "./socket.ts";
import type { TrafficFrame, TrafficListener } from "./traffic.ts";

/** What a proxy stands in front of, and how. */
export interface ProxyOptions {
  /** Address of a broker, or of several with commas between them: `"localhost:9092"`. */
  readonly upstream: string;
  /** Host that the proxy listens on and tells clients to dial. @default {"localhost"} */
  readonly host?: string;
  /** Port in front of the first address; the others are free ones. @default {0, a free one} */
  readonly port?: number;
  /** Dials the brokers by TLS; towards the clients the connection stays plain. @default {plain} */
  readonly tls?: UpstreamTls;
  /**
   * Whether the addresses of brokers in answers are replaced by the proxy's. Without it answers pass
   * untouched: for connections whose addresses lead to the proxy already, as those between brokers.
   *
   * @default {true}
   */
  readonly rewrite?: boolean;
  /** Longest frame that is let through, in bytes. @default {134217728} */
  readonly maxFrameBytes?: number;
  /** Hears of connections that end with a warning. @default {drops each line} */
  readonly logger?: Logger;
  /** Time for delays, durations and events. @default {the machine's} */
  readonly clock?: Clock;
  /** Chance for faults that have none of their own. @default {a fresh seed} */
  readonly random?: Random;
}

/** Which ports a proxy closes. */
export interface RefuseOptions {
  /** Ids of the brokers, as answers have told them, or addresses. @default {all} */
  readonly brokers?: readonly (number | string)[];
}

/** A TCP proxy that knows Kafka's protocol, between any client and any cluster. */
export interface Proxy extends AsyncDisposable {
  /** What clients take as bootstrap servers. */
  readonly bootstrapServers: string;
  /** How many clients are connected. */
  readonly connections: number;
  /** The faults that have been added and not removed, in their order. */
  readonly faults: readonly FaultHandle[];
  /** The clients that are frozen now. */
  readonly frozenClients: readonly FrozenClient[];
  /** Does something to the requests that fit, until it is removed. @throws {ConfigError} */
  add(fault: Fault): FaultHandle;
  /**
   * Freezes all connections of a client, those it has and those it makes meanwhile, until it is
   * released: no byte passes either way, heartbeats neither. A zombie without signals.
   */
  freezeClient(clientId: string): FrozenClient;
  /**
   * Resets all connections and stops listening: clients are refused as a closed port refuses. With
   * `false` it listens again, and resolves when it does.
   *
   * Only all of a port's clients can be refused so: who a client is shows in its first request
   * alone, by when it is connected. A fault `"refuse"` picks requests, and resets.
   *
   * @throws {WorkshopError} code `WAIT_TIMEOUT` when another program has taken the port meanwhile
   */
  refuse(on: boolean, options?: RefuseOptions): Promise<void>;
  /** Calls the listener for each request that a fault hits; returns what ends that. */
  onFault(listener: FaultListener): () => void;
  /** Where new connections go to: a broker has come back at another address. */
  setUpstream(upstream: string): void;
  /** Calls the listener with each frame; returns what ends that. */
  onTraffic(listener: TrafficListener): () => void;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

const DEFAULT_MAX_FRAME_BYTES = 128 * 1024 * 1024;

/**
 * Starts a proxy: each broker of the cluster gets a port of it, and the answers that tell clients
 * where the brokers are name these ports instead.
 *
 * @example
 * ```ts
 * import { startProxy } from "./proxy.ts";
 *
 * await using proxy = await startProxy({ upstream: "localhost:9092" });
 * const lost = proxy.add({ apiKeys: ["Produce"], times: 1, action: "dropAnswer" });
 * // … produce through proxy.bootstrapServers …
 * console.log(lost.fired);
 * ```
 *
 * @throws {ConfigError} when an address or a number makes no sense
 * @throws {WorkshopError} code `PORT_TAKEN` when the port is in use
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const proxy = new RunningProxy(options);
  await proxy.open(parseAddresses(options.upstream), options.port ?? 0);
  return proxy;
}

function closedError(): WorkshopError {
  return new WorkshopError("The proxy is closed", { code: "PROXY_CLOSED" });
}

class RunningProxy implements Proxy, RelayContext {
  readonly faultSet: FaultSet;
  readonly frozen = new FrozenClients();
  readonly topicNames = new Map<string, string>();
  readonly tls: UpstreamTls | undefined;
  readonly rewrite: boolean;
  readonly maxFrameBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly #host: string;
  readonly #bootstrap: Gate[] = [];
  readonly #byNode = new Map<number, Promise<Gate>>();
  readonly #gates = new Set<Gate>();
  readonly #relays = new Map<Relay, Promise<void>>();
  readonly #listeners = new Set<TrafficListener>();
  #closing: Promise<void> | undefined;
  #nextConnection = 1;
  traffic: ((frame: TrafficFrame) => void) | undefined;

  constructor(options: ProxyOptions) {
    this.clock = options.clock ?? systemClock;
    this.logger = options.logger ?? nullLogger;
    this.maxFrameBytes = options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES;
    this.tls = options.tls;
    this.rewrite = options.rewrite ?? true;
    this.#host = options.host ?? "localhost";
    const random = options.random ?? seededRandom(freshSeed());
    this.faultSet = new FaultSet({ clock: this.clock, random });
  }

  async open(upstreams: readonly Address[], port: number): Promise<void> {
    for (const [index, upstream] of upstreams.entries()) {
      this.#bootstrap.push(await this.#gate(upstream, index === 0 ? port : 0));
    }
  }

  async #gate(upstream: Address, port: number): Promise<Gate> {
    const accept = (client: net.Socket, gate: Gate) => this.#accept(client, gate);
    const gate = await Gate.open({ host: this.#host, port }, upstream, accept);
    this.#gates.add(gate);
    return gate;
  }

  get faults(): readonly FaultHandle[] {
    return this.faultSet.list();
  }

  get frozenClients(): readonly FrozenClient[] {
    return this.frozen.list();
  }

  get bootstrapServers(): string {
    return this.#bootstrap.map(({ port }) => formatAddress({ host: this.#host, port })).join(",");
  }

  get connections(): number {
    return this.#relays.size;
  }

  #accept(client: net.Socket, gate: Gate): void {
    if (this.#closing !== undefined) {
      client.on("error", () => {});
      reset(client);
      return;
    }
    const relay = new Relay(this.#nextConnection++, client, gate, this);
    this.#relays.set(relay, relay.run().finally(() => this.#relays.delete(relay)));
  }

  /** A broker keeps its port of the proxy even when it comes back at another address. */
  async locate(nodeId: number, address: Address): Promise<Address> {
    const gate = await this.#gateOfNode(nodeId, address);
    gate.upstream = address;
    return { host: this.#host, port: gate.port };
  }

  #gateOfNode(nodeId: number, address: Address): Promise<Gate> {
    const known = this.#byNode.get(nodeId);
    if (known !== undefined) return known;
    const opening = this.#openForNode(nodeId, address);
    this.#byNode.set(nodeId, opening);
    opening.catch(() => this.#byNode.delete(nodeId));
    return opening;
  }

  async #openForNode(nodeId: number, address: Address): Promise<Gate> {
    const known = this.#bootstrap.find((gate) =>
      gate.nodeId === undefined && sameAddress(gate.upstream, address)
    );
    if (known === undefined && this.#closing !== undefined) throw closedError();
    const gate = known ?? await this.#gate(address, 0);
    gate.nodeId = nodeId;
    return gate;
  }

  learnTopic(topicId: string, name: string): void {
    this.topicNames.set(topicId, name);
  }

  add(fault: Fault): FaultHandle {
    return this.faultSet.add(fault);
  }

  freezeClient(clientId: string): FrozenClient {
    return this.frozen.freeze(clientId);
  }

  onFault(listener: FaultListener): () => void {
    return this.faultSet.onFired(listener);
  }

  async refuse(on: boolean, { brokers }: RefuseOptions = {}): Promise<void> {
    const gates = [...this.#gates].filter((gate) =>
      brokers === undefined || brokers.some((broker) => gate.leadsTo(broker))
    );
    if (!on) return void await Promise.all(gates.map((gate) => gate.reopen()));
    for (const gate of gates) gate.shut();
    for (const relay of this.#relays.keys()) {
      if (gates.includes(relay.gate)) relay.reset();
    }
  }

  setUpstream(upstream: string): void {
    const addresses = parseAddresses(upstream);
    if (addresses.length !== this.#bootstrap.length) {
      throw new ConfigError(
        `The proxy stands in front of ${this.#bootstrap.length} addresses, not ${addresses.length}`,
      );
    }
    this.#bootstrap.forEach((gate, index) => gate.upstream = addresses[index]!);
  }

  onTraffic(listener: TrafficListener): () => void {
    this.#listeners.add(listener);
    this.traffic = (frame) => this.#listeners.forEach((each) => each(frame));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.traffic = undefined;
    };
  }

  close(): Promise<void> {
    return this.#closing ??= this.#shutDown();
  }

  async #shutDown(): Promise<void> {
    this.faultSet.clear();
    for (const gate of this.#gates) gate.shut();
    for (const relay of this.#relays.keys()) relay.destroy();
    this.frozen.clear();
    await Promise.all(this.#relays.values());
    await Promise.allSettled(this.#byNode.values());
    await Promise.all([...this.#gates].map((gate) => gate.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
