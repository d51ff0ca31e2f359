import { systemClock, waitFor } from "../../core/mod.ts";
import { type Proxy, startProxy, type TrafficFrame } from "../../proxy/mod.ts";

/** Longer than a follower's fetch waits at its leader. */
const ANSWERED_MS = 3000;

/** Proxies through which followers fetch: while they are shut, nothing is copied. */
export class ReplicationGates implements AsyncDisposable {
  readonly #proxies: readonly Proxy[];
  /** Fetches that have reached a leader and are not answered, and since when. */
  readonly #underWay = new Map<string, number>();

  private constructor(proxies: readonly Proxy[]) {
    this.#proxies = proxies;
    for (const [at, proxy] of proxies.entries()) {
      proxy.onTraffic((frame) => this.#note(at, frame));
    }
  }

  /** Opens one in front of each of these ports of the loopback interface. */
  static async open(ports: readonly number[]): Promise<ReplicationGates> {
    const opened = new AsyncDisposableStack();
    const proxies: Proxy[] = [];
    try {
      for (const port of ports) {
        proxies.push(opened.use(await startProxy({ upstream: `127.0.0.1:${port}` })));
      }
    } catch (error) {
      await opened.disposeAsync();
      throw error;
    }
    return new ReplicationGates(proxies);
  }

  /** The ports that stand for those that were given, in their order. */
  get ports(): number[] {
    return this.#proxies.map(({ bootstrapServers }) => Number(bootstrapServers.split(":").at(-1)));
  }

  /** Shuts them; resolves when no fetch that came through before can bring anything home. */
  async shut(): Promise<AsyncDisposable> {
    const faults = this.#proxies.map((proxy) =>
      proxy.add({ apiKeys: ["Fetch"], action: "freeze" })
    );
    const open = () => {
      for (const fault of faults) fault.remove();
      return Promise.resolve();
    };
    try {
      await waitFor(() => this.#allAnswered(), { what: "the last fetches of the followers" });
    } catch (error) {
      await open();
      throw error;
    }
    return { [Symbol.asyncDispose]: open };
  }

  #note(gate: number, frame: TrafficFrame): void {
    if (frame.apiKey !== "Fetch" || frame.fault !== undefined) return;
    const key = `${gate} ${frame.connectionId} ${frame.correlationId}`;
    if (frame.direction === "answer") this.#underWay.delete(key);
    else this.#underWay.set(key, systemClock.monotonicMs());
  }

  /** One whose connection ended is never answered. */
  #allAnswered(): boolean {
    const sinceMs = systemClock.monotonicMs() - ANSWERED_MS;
    for (const [key, atMs] of this.#underWay) if (atMs < sinceMs) this.#underWay.delete(key);
    return this.#underWay.size === 0;
  }

  /** Closes them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
  }
}
