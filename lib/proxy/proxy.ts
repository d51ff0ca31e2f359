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
import { type Fault, type FaultHandle, FaultSet } from "./faults.ts";
import { Gate } from "./gate.ts";
import { Relay, type RelayContext } from "./relay.ts";
import type { TrafficFrame, TrafficListener } from "./traffic.ts";

/** What a proxy stands in front of, and how. */
export interface ProxyOptions {
  /** Address of a broker, or of several with commas between them: `"localhost:9092"`. */
  readonly upstream: string;
  /** Host that the proxy listens on and tells clients to dial. @default {"localhost"} */
  readonly host?: string;
  /** Port in front of the first address; the others are free ones. @default {0, a free one} */
  readonly port?: number;
  /** Longest frame that is let through, in bytes. @default {134217728} */
  readonly maxFrameBytes?: number;
  /** Hears of connections that end with a warning. @default {drops each line} */
  readonly logger?: Logger;
  /** Time for delays, durations and events. @default {the machine's} */
  readonly clock?: Clock;
  /** Chance for faults that have none of their own. @default {a fresh seed} */
  readonly random?: Random;
}

/** A TCP proxy that knows Kafka's protocol, between any client and any cluster. */
export interface Proxy extends AsyncDisposable {
  /** What clients take as bootstrap servers. */
  readonly bootstrapServers: string;
  /** How many clients are connected. */
  readonly connections: number;
  /** Does something to the requests that fit, until it is removed. */
  add(fault: Fault): FaultHandle;
  /** Whether connections are reset, those that exist and new ones. */
  refuse(on: boolean): void;
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
  readonly faults: FaultSet;
  readonly topicNames = new Map<string, string>();
  readonly maxFrameBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly #host: string;
  readonly #bootstrap: Gate[] = [];
  readonly #byNode = new Map<number, Promise<Gate>>();
  readonly #relays = new Map<Relay, Promise<void>>();
  readonly #listeners = new Set<TrafficListener>();
  #refusing = false;
  #closing: Promise<void> | undefined;
  #nextConnection = 1;
  traffic: ((frame: TrafficFrame) => void) | undefined;

  constructor(options: ProxyOptions) {
    this.clock = options.clock ?? systemClock;
    this.logger = options.logger ?? nullLogger;
    this.maxFrameBytes = options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES;
    this.#host = options.host ?? "localhost";
    const random = options.random ?? seededRandom(freshSeed());
    this.faults = new FaultSet({ clock: this.clock, random });
  }

  async open(upstreams: readonly Address[], port: number): Promise<void> {
    for (const [index, upstream] of upstreams.entries()) {
      this.#bootstrap.push(await this.#gate(upstream, index === 0 ? port : 0));
    }
  }

  #gate(upstream: Address, port: number): Promise<Gate> {
    const accept = (client: net.Socket, gate: Gate) => this.#accept(client, gate);
    return Gate.open({ host: this.#host, port }, upstream, accept);
  }

  get bootstrapServers(): string {
    return this.#bootstrap.map(({ port }) => formatAddress({ host: this.#host, port })).join(",");
  }

  get connections(): number {
    return this.#relays.size;
  }

  #accept(client: net.Socket, gate: Gate): void {
    if (this.#refusing || this.#closing !== undefined) {
      client.on("error", () => {});
      client.resetAndDestroy();
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
    return this.faults.add(fault);
  }

  refuse(on: boolean): void {
    this.#refusing = on;
    if (!on) return;
    for (const relay of this.#relays.keys()) relay.reset();
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
    this.faults.clear();
    for (const relay of this.#relays.keys()) relay.destroy();
    await Promise.all(this.#relays.values());
    const opened = await Promise.allSettled(this.#byNode.values());
    const gates = opened.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
    await Promise.all([...new Set([...this.#bootstrap, ...gates])].map((gate) => gate.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
