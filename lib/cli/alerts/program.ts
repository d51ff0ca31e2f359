import {
  createMeter,
  HealthRegistry,
  measureProcess,
  type MonitoringServer,
  type PrometheusMeter,
  serveMonitoring,
} from "../../monitoring/mod.ts";

/** A program as Prometheus sees it: its figures, on a port that can be closed and opened again. */
export class Program implements AsyncDisposable {
  /** Its figures. */
  readonly meter: PrometheusMeter = createMeter();
  readonly #endMeasures: () => void;
  #server: MonitoringServer | undefined;
  #port = 0;

  /** A program that answers. */
  constructor(service: string) {
    this.#endMeasures = measureProcess(this.meter, { service });
    this.start();
  }

  /** Where it is asked. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Answers, at the address that it had. */
  start(): void {
    const health = new HealthRegistry();
    health.started();
    this.#server = serveMonitoring({
      port: this.#port,
      explicitPort: true,
      meter: this.meter,
      health,
    });
    this.#port = this.#server.port;
  }

  /** Answers no longer. */
  async stop(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endMeasures();
    await this.stop();
  }
}
