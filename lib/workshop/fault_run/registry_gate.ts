import { systemClock } from "../../core/mod.ts";

/** What becomes of those who ask the registry. */
export type RegistryState = "up" | "down" | "slow" | "failing";

const SLOW_MS = 1500;
const FAILURE = new TextEncoder().encode(
  "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
);

/** Stands between the members and the registry, and keeps its port whatever is done to them. */
export class RegistryGate implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #upstreamPort = 0;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #serving: Promise<void>;
  #state: RegistryState = "up";
  /** How many who asked were turned away, made to wait, or told of a failure. */
  hits = 0;

  constructor() {
    this.#serving = this.#accept();
  }

  /** Where members ask, as `host:port`. */
  get host(): string {
    return `127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Where the registry is that they reach by it. */
  leadTo(port: number): void {
    this.#upstreamPort = port;
  }

  /** From now on; connections that are open end, so that none goes on as before. */
  turn(state: RegistryState): void {
    this.#state = state;
    for (const connection of this.#open) close(connection);
    this.#open.clear();
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      this.#open.add(client);
      void this.#serve(client).catch(() => {}).finally(() => {
        this.#open.delete(client);
        close(client);
      });
    }
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    const state = this.#state;
    if (state !== "up") this.hits++;
    if (state === "down") return;
    if (state === "failing") {
      await client.read(new Uint8Array(4096));
      await client.write(FAILURE);
      return;
    }
    if (state === "slow") await systemClock.sleep(SLOW_MS);
    const upstream = await Deno.connect({ hostname: "127.0.0.1", port: this.#upstreamPort });
    this.#open.add(upstream);
    await Promise.allSettled([
      client.readable.pipeTo(upstream.writable),
      upstream.readable.pipeTo(client.writable),
    ]);
    this.#open.delete(upstream);
    close(upstream);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.turn("down");
    await this.#serving;
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // its other side was first
  }
}
