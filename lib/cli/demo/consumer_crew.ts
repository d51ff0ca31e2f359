import {
  backoffDelayMs,
  type Clock,
  type Logger,
  type Meter,
  systemClock,
} from "../../core/mod.ts";
import { type LogSink, serviceRuns } from "../../monitoring/mod.ts";
import type { ConsumingStatistics } from "../../systems/mod.ts";
import { replayMeasurements } from "./meter_relay.ts";
import type { CastConsumer } from "./scenarios.ts";
import type { ConsumerOrder, WorkerOrder, WorkerReport } from "./worker_messages.ts";

/** What the crew is handed. */
export interface ConsumerCrewDeps {
  readonly meter: Meter;
  /** Takes the lines of the Workers as they are. */
  readonly sink: LogSink;
  readonly logger: Logger;
  readonly clock?: Clock;
}

const LEAVE_TIMEOUT_MS = 5000;
const RESTART = { baseMs: 500, maxMs: 5000 };

/** The consumers of a demo, each in a Worker that is started again when it crashes. */
export class ConsumerCrew implements AsyncDisposable {
  readonly #deps: ConsumerCrewDeps;
  readonly #seats: ConsumerSeat[];

  constructor(orders: readonly ConsumerOrder[], deps: ConsumerCrewDeps) {
    this.#deps = deps;
    this.#seats = orders.map((order) => new ConsumerSeat(order, deps));
  }

  /** Resolves when each consumer has joined the group. */
  async ready(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.ready));
  }

  /** The statistics of every instance of a consumer that ever ran, also of those that crashed. */
  statistics({ name }: Pick<CastConsumer, "name">): ConsumingStatistics[] {
    const seats = this.#seats.filter((seat) => seat.consumer === name);
    return seats.flatMap((seat) => seat.statistics());
  }

  /** How often a consumer was started again. */
  get restarts(): number {
    return this.#seats.reduce((sum, seat) => sum + seat.restarts, 0);
  }

  /** How many run now. */
  get running(): number {
    return this.#seats.filter((seat) => seat.running).length;
  }

  /** One more consumer; resolves when it has joined the group. */
  async add(order: ConsumerOrder): Promise<void> {
    const seat = new ConsumerSeat(order, this.#deps);
    this.#seats.push(seat);
    await seat.ready;
  }

  /** Lets a consumer finish what it works on, commit and leave; its statistics stay. */
  async remove(name: string): Promise<void> {
    await Promise.all(this.#named(name).map((seat) => seat.stop(LEAVE_TIMEOUT_MS)));
  }

  /** Ends a consumer's Worker as it stands; it starts again like after any crash. */
  crash(name: string): Promise<void> {
    for (const seat of this.#named(name)) seat.crash();
    return Promise.resolve();
  }

  #named(name: string): ConsumerSeat[] {
    return this.#seats.filter((seat) => seat.name === name);
  }

  /** Lets each finish what it works on, commit and leave; then, or when the time is up, ends it. */
  async stop(timeoutMs: number): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.stop(timeoutMs)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(0);
  }
}

class ConsumerSeat {
  readonly #order: ConsumerOrder;
  readonly #deps: ConsumerCrewDeps;
  readonly #clock: Clock;
  readonly #joined = Promise.withResolvers<void>();
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  readonly #past: ConsumingStatistics[] = [];
  #current: ConsumingStatistics | undefined;
  #worker: Worker | undefined;
  #crash: ((why: string) => void) | undefined;
  #crashes = 0;

  constructor(order: ConsumerOrder, deps: ConsumerCrewDeps) {
    this.#order = order;
    this.#deps = deps;
    this.#clock = deps.clock ?? systemClock;
    this.#ended = this.#run();
  }

  get name(): string {
    return this.#order.name;
  }

  get consumer(): string {
    return this.#order.consumer;
  }

  get ready(): Promise<void> {
    return this.#joined.promise;
  }

  get restarts(): number {
    return this.#crashes;
  }

  get running(): boolean {
    return this.#worker !== undefined;
  }

  statistics(): ConsumingStatistics[] {
    return this.#current === undefined ? this.#past : [...this.#past, this.#current];
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const crash = await this.#life();
      if (this.#current !== undefined) this.#past.push(this.#current);
      this.#current = undefined;
      if (crash === undefined) return;
      this.#crashes++;
      this.#deps.logger.log("ERROR", `Consumer ${this.#order.name} crashed and starts again`, {
        cause: crash,
        crashes: this.#crashes,
      });
      const delayMs = backoffDelayMs(this.#crashes, RESTART);
      await this.#clock.sleep(delayMs, this.#stop.signal).catch(() => {});
    }
  }

  /** One Worker from start to end; gives the reason when the end was a crash. */
  async #life(): Promise<string | undefined> {
    const worker = new Worker(new URL("./consumer_worker.ts", import.meta.url), {
      type: "module",
      name: this.#order.name,
    });
    this.#worker = worker;
    const leave = serviceRuns(this.#deps.meter, this.#order.name, this.#clock);
    const end = Promise.withResolvers<string | undefined>();
    this.#crash = end.resolve;
    worker.onmessage = ({ data }: MessageEvent<WorkerReport>) => {
      if (data.kind === "ready") this.#joined.resolve();
      else if (data.kind === "news") this.#hear(data);
      else end.resolve(data.kind === "crashed" ? data.message : undefined);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end.resolve(event.message);
    };
    this.#tell({ kind: "start", order: this.#order });
    try {
      return await end.promise;
    } finally {
      worker.terminate();
      this.#worker = undefined;
      leave();
    }
  }

  #hear({ statistics, measurements, entries }: Extract<WorkerReport, { kind: "news" }>): void {
    if (statistics !== undefined) this.#current = statistics;
    replayMeasurements(this.#deps.meter, measurements);
    for (const entry of entries) this.#deps.sink.write(entry);
  }

  #tell(order: WorkerOrder): void {
    this.#worker?.postMessage(order);
  }

  crash(): void {
    this.#crash?.("killed on purpose");
  }

  async stop(timeoutMs: number): Promise<void> {
    this.#stop.abort();
    this.#joined.resolve();
    this.#tell({ kind: "stop" });
    const late = new AbortController();
    const deadline = this.#clock.sleep(timeoutMs, late.signal).then(() => {
      this.#worker?.terminate();
    }, () => {});
    await Promise.race([this.#ended, deadline]);
    late.abort();
  }
}
