import { InconclusiveError } from "../core/mod.ts";
import type { ApiName } from "../protocol/mod.ts";
import {
  type Fault,
  type FaultHandle,
  type Proxy,
  startProxy,
  type TrafficFrame,
} from "../proxy/mod.ts";
import type { KafkaConnection } from "../kafka/mod.ts";
import type { Target } from "./target.ts";

/** A fault that is in force until it is ended. */
export interface InjectedFault {
  /** What it does and how often it did, for the person who reads the verdict. */
  readonly description: string;
  /** How many requests it has hit. */
  readonly fired: number;
  /** Ends it; what it holds back goes on. A promise resolves when all is as before. */
  end(): void | Promise<void>;
}

/** A proxy between clients and a cluster, and the faults that it injects on any kind of cluster. */
export class Faults implements AsyncDisposable {
  readonly #proxy: Proxy;
  readonly #injected: InjectedFault[] = [];
  /** How clients reach the cluster through it. */
  readonly connection: KafkaConnection;
  /** Every `host:port` that such a client may be sent to. */
  readonly addresses: readonly string[];

  private constructor(proxy: Proxy, target: Target) {
    this.#proxy = proxy;
    this.addresses = proxy.bootstrapServers.split(",");
    this.connection = { ...target.connection, tls: false, bootstrapServers: this.addresses };
  }

  /** Puts a proxy before a cluster; if that speaks TLS the proxy does, and its clients don't. */
  static async before(target: Target): Promise<Faults> {
    const { tls } = target.connection;
    const upstream = target.addresses.join(",");
    return new Faults(await startProxy({ upstream, ...(tls ? { tls } : {}) }), target);
  }

  /** Nobody gets through: connections are reset, and new ones refused as a closed port refuses. */
  refuse(): InjectedFault {
    this.#proxy.refuse(true);
    const proxy = this.#proxy;
    return this.#note({
      description: "the broker refuses all connections",
      get fired() {
        return 1;
      },
      end: () => proxy.refuse(false),
    });
  }

  /** Requests of a kind wait on their way to the broker. */
  delayRequests(api: ApiName, delayMs: number): InjectedFault {
    const handle = this.#proxy.add({ apiKeys: [api], action: { delayMs, of: "request" } });
    const what = `each ${api} request takes ${delayMs} ms to reach the broker`;
    return this.#note(described(handle, what));
  }

  /** The broker does the work, but its answer waits on its way back. */
  delayAnswers(api: ApiName, delayMs: number): InjectedFault {
    const handle = this.#proxy.add({ apiKeys: [api], action: { delayMs, of: "answer" } });
    return this.#note(described(handle, `each answer to ${api} takes ${delayMs} ms to come back`));
  }

  /** Requests of a kind are lost with their connection on the way: the broker never sees them. */
  loseRequests(api: ApiName, times?: number): InjectedFault {
    const what = `${api} requests are lost on their way to the broker`;
    return this.inject({ apiKeys: [api], action: "refuse", ...limit(times) }, what);
  }

  /** The broker gets half of each request of a kind, then the connection ends. */
  cutRequests(api: ApiName, times?: number): InjectedFault {
    const what = `${api} requests are cut in half on their way to the broker`;
    return this.inject({ apiKeys: [api], action: "halfRequest", ...limit(times) }, what);
  }

  /** The broker does the work, but its answer is lost with the connection. */
  dropAnswers(api: ApiName, times?: number): InjectedFault {
    const what = `answers to ${api} are lost on their way back`;
    return this.inject({ apiKeys: [api], action: "dropAnswer", ...limit(times) }, what);
  }

  /** The broker does the work, but only half of its answer arrives, then the connection ends. */
  cutAnswers(api: ApiName, times?: number): InjectedFault {
    const what = `answers to ${api} are cut in half on their way back`;
    return this.inject({ apiKeys: [api], action: "halfAnswer", ...limit(times) }, what);
  }

  /** Requests of a kind wait on their way until the fault ends. */
  holdRequests(api: ApiName): InjectedFault {
    return this.inject({ apiKeys: [api], action: "freeze" }, `${api} requests are held back`);
  }

  /** Any fault of the proxy, with what it does in words. */
  inject(fault: Fault, what: string): InjectedFault {
    return this.#note(described(this.#proxy.add(fault), what));
  }

  /** What each fault did that has hit something so far. */
  get fired(): string[] {
    return this.#injected.filter((fault) => fault.fired > 0).map((fault) => fault.description);
  }

  #note(fault: InjectedFault): InjectedFault {
    this.#injected.push(fault);
    return fault;
  }

  /**
   * No byte of a client passes, either way, heartbeats neither, until the fault ends: to the cluster
   * it looks dead, to itself it doesn't. What was held back then arrives late.
   */
  freezeClient(clientId: string): InjectedFault {
    const frozen = this.#proxy.freezeClient(clientId);
    return this.#note({
      get description() {
        return `client ${clientId} is frozen (${frozen.held} frames held back)`;
      },
      get fired() {
        return frozen.held;
      },
      end: () => frozen.release(),
    });
  }

  /** Notes the requests of a kind and their answers as they pass, until the note is disposed of. */
  watch(api: ApiName): WatchedTraffic {
    return new WatchedTraffic(this.#proxy, api);
  }

  /** Resets all connections and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy.close();
  }
}

/** What passed through the proxy, of one kind. */
export class WatchedTraffic implements Disposable {
  /** In the order in which clients sent them, those that a fault caught included. */
  readonly requests: TrafficFrame[] = [];
  /** In the order in which brokers sent them, those that a fault dropped included. */
  readonly answers: TrafficFrame[] = [];
  readonly #end: () => void;

  /** Made by {@link Faults.watch}. */
  constructor(proxy: Proxy, api: ApiName) {
    this.#end = proxy.onTraffic((frame) => {
      if (frame.apiKey !== api) return;
      (frame.direction === "request" ? this.requests : this.answers).push(frame);
    });
  }

  /** Size of the requests as they were sent, in bytes. */
  get requestBytes(): number {
    return this.requests.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** Ends the noting. */
  [Symbol.dispose](): void {
    this.#end();
  }
}

function limit(times: number | undefined): { times?: number } {
  return times === undefined ? {} : { times };
}

function described(handle: FaultHandle, what: string): InjectedFault {
  return {
    get description() {
      return `${what} (hit ${handle.fired} ${handle.fired === 1 ? "request" : "requests"})`;
    },
    get fired() {
      return handle.fired;
    },
    end: () => handle.remove(),
  };
}

/**
 * Demands that a fault did something.
 *
 * @throws {InconclusiveError} when it hit nothing: what was seen then proves nothing
 */
export function demandFired(fault: InjectedFault): void {
  if (fault.fired > 0) return;
  throw new InconclusiveError(
    `The fault did not fire: ${fault.description}`,
    "Try again; if it stays, the client does not send what the lab expects: report it",
  );
}
