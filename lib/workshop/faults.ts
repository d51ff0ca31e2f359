import { InconclusiveError } from "../core/mod.ts";
import type { ApiName } from "../protocol/mod.ts";
import { type FaultHandle, type Proxy, startProxy, type TrafficFrame } from "../proxy/mod.ts";
import type { KafkaConnection } from "../kafka/mod.ts";
import type { Target } from "./target.ts";

/** A fault that is in force until it is ended. */
export interface InjectedFault {
  /** What it does and how often it did, for the person who reads the verdict. */
  readonly description: string;
  /** How many requests it has hit. */
  readonly fired: number;
  /** Ends it; what it holds back goes on. */
  end(): void;
}

/** A proxy between clients and a cluster, and the faults that it injects on any kind of cluster. */
export class Faults implements AsyncDisposable {
  readonly #proxy: Proxy;
  /** How clients reach the cluster through it. */
  readonly connection: KafkaConnection;
  /** Every `host:port` that such a client may be sent to. */
  readonly addresses: readonly string[];

  private constructor(proxy: Proxy, target: Target) {
    this.#proxy = proxy;
    this.addresses = proxy.bootstrapServers.split(",");
    this.connection = { ...target.connection, bootstrapServers: this.addresses };
  }

  /**
   * Puts a proxy before a cluster.
   *
   * @throws {InconclusiveError} when the cluster's connections are encrypted: nobody can look inside
   */
  static async before(target: Target): Promise<Faults> {
    if (target.connection.tls) {
      throw new InconclusiveError(
        "Faults can't be injected into TLS connections",
        "Leave out --kafka, or name a cluster with a plain listener",
      );
    }
    return new Faults(await startProxy({ upstream: target.addresses.join(",") }), target);
  }

  /** Nobody gets through: connections are reset, those that exist and new ones. */
  refuse(): InjectedFault {
    this.#proxy.refuse(true);
    const proxy = this.#proxy;
    return {
      description: "the broker refuses all connections",
      get fired() {
        return 1;
      },
      end: () => proxy.refuse(false),
    };
  }

  /** Requests of a kind wait on their way to the broker. */
  delayRequests(api: ApiName, delayMs: number): InjectedFault {
    const handle = this.#proxy.add({ apiKeys: [api], action: { delayMs, of: "request" } });
    return described(handle, `each ${api} request takes ${delayMs} ms to reach the broker`);
  }

  /** The broker does the work, but its answer waits on its way back. */
  delayAnswers(api: ApiName, delayMs: number): InjectedFault {
    const handle = this.#proxy.add({ apiKeys: [api], action: { delayMs, of: "answer" } });
    return described(handle, `each answer to ${api} takes ${delayMs} ms to come back`);
  }

  /** Requests of a kind are lost with their connection on the way: the broker never sees them. */
  loseRequests(api: ApiName, times?: number): InjectedFault {
    const handle = this.#proxy.add({
      apiKeys: [api],
      action: "refuse",
      ...(times === undefined ? {} : { times }),
    });
    return described(handle, `${api} requests are lost on their way to the broker`);
  }

  /** The broker does the work, but its answer is lost with the connection. */
  dropAnswers(api: ApiName, times?: number): InjectedFault {
    const handle = this.#proxy.add({
      apiKeys: [api],
      action: "dropAnswer",
      ...(times === undefined ? {} : { times }),
    });
    return described(handle, `answers to ${api} are lost on their way back`);
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
