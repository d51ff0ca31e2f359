import type { ManualClock } from "../../lib/core/mod.ts";
import {
  createMeter,
  HealthRegistry,
  LagMonitor,
  type MonitoringServer,
  serveMonitoring,
} from "../../lib/monitoring/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";

/** One answer of `/metrics`, as a program that knows nothing else reads it. */
export class Scrape {
  readonly #values = new Map<string, number>();
  /** The answer as it came. */
  readonly text: string;

  /** Reads Prometheus' text format. */
  constructor(text: string) {
    this.text = text;
    for (const line of text.split("\n")) {
      const [, name, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined || line.startsWith("#")) continue;
      this.#values.set(seriesName(name, pairsOf(labels)), Number(value));
    }
  }

  /** The value of a series; `undefined` when there is none. */
  value(name: string, labels: Readonly<Record<string, string | number>> = {}): number | undefined {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return this.#values.get(seriesName(name, pairs));
  }

  /** The lines of some metrics of a group, for people. */
  linesOf(names: readonly string[], group: string): string[] {
    return this.text.split("\n").filter((line) =>
      names.some((name) => line.startsWith(`${name}{`)) && line.includes(`group="${group}"`)
    );
  }
}

function pairsOf(labels: string): string[] {
  return labels.match(/\w+="[^"]*"/g) ?? [];
}

function seriesName(name: string, pairs: readonly string[]): string {
  return `${name}{${pairs.toSorted().join(",")}}`;
}

/** The project's own monitor of these topics and groups, on a clock of the lab, behind a real port. */
export class Monitor implements AsyncDisposable {
  readonly #opened = new AsyncDisposableStack();
  readonly #lag: LagMonitor;
  readonly #server: MonitoringServer;

  /** Begins to serve; it looks when it is asked. */
  constructor(context: RunContext, clock: ManualClock, scope: {
    readonly topics: readonly string[];
    readonly groups: readonly string[];
  }) {
    const meter = createMeter({ strict: true });
    const health = new HealthRegistry({ clock });
    this.#lag = this.#opened.use(new LagMonitor(context.kafka, { ...scope, meter, clock }));
    this.#server = this.#opened.use(serveMonitoring({ port: 0, meter, health }));
  }

  /** Lets the monitor look at the cluster, then asks it over HTTP what it saw. */
  async scrape(): Promise<Scrape> {
    await this.#lag.refresh();
    return new Scrape(await ask(this.#server.port, "/metrics"));
  }

  /** Stops serving and looking. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}

/** The body of an answer, asked for without `fetch`, which may take a proxy that HTTP_PROXY names. */
async function ask(port: number, path: string): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = `GET ${path} HTTP/1.0\r\nhost: localhost:${port}\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const answer = await new Response(connection.readable).text();
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}
