import {
  type Clock,
  type Counter,
  type Gauge,
  type Logger,
  messageOf,
  type Meter,
  nullLogger,
  nullMeter,
  systemClock,
  withDeadline,
} from "../core/mod.ts";
import type { Admin, Kafka } from "../kafka/mod.ts";
import type { TrendOptions } from "./group_trend.ts";
import { type LagAnswers, LagJudge } from "./lag_judge.ts";
import { LagMetrics } from "./lag_metrics.ts";
import { askCluster, lagPass, type LagScope } from "./lag_pass.ts";
import type { LagReport } from "./lag_report.ts";
import { metric } from "./meter.ts";

/** What the monitor watches, how often, and what it reports to. */
export interface LagMonitorOptions extends LagScope, TrendOptions {
  /** Time between two passes, in milliseconds. @default {60000} */
  readonly intervalMs?: number;
  /** Longest time of one pass, in milliseconds. @default {30000} */
  readonly passTimeoutMs?: number;
  /** Gets lag, offsets, groups, brokers. @default {nullMeter} */
  readonly meter?: Meter;
  /** Hears of failed passes. @default {nullLogger} */
  readonly logger?: Logger;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** A cluster that says nothing at all for so long is away, however long a pass may take. */
const ANSWER_TIMEOUT_MS = 5000;

/**
 * Watches the lag of every group: one pass of admin calls at each interval, or when asked. After a
 * failed pass the last figures stay and the next pass begins with a new connection.
 *
 * @example
 * ```ts ignore
 * await using monitor = new LagMonitor(kafka, { intervalMs: 5000, meter });
 * monitor.start();
 * const report = await monitor.refresh();
 * console.log(report.groups.map((group) => group.why));
 * ```
 */
export class LagMonitor implements AsyncDisposable {
  readonly #kafka: Pick<Kafka, "admin">;
  readonly #options: LagMonitorOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #metrics: LagMetrics;
  readonly #durationGauge: Gauge;
  readonly #errors: Counter;
  readonly #successGauge: Gauge;
  readonly #judge: LagJudge;
  readonly #stop = new AbortController();
  #admin: Promise<Admin> | undefined;
  #pass: Promise<LagReport> | undefined;
  #loop: Promise<void> | undefined;
  #latest: LagReport | undefined;
  #reached = false;

  /** A monitor that waits to be started or asked. */
  constructor(kafka: Pick<Kafka, "admin">, options: LagMonitorOptions = {}) {
    const { meter = nullMeter, clock = systemClock, logger = nullLogger } = options;
    this.#kafka = kafka;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#metrics = new LagMetrics(meter);
    this.#judge = new LagJudge(options);
    this.#durationGauge = meter.gauge(metric("kafka_monitor_scrape_duration_seconds"));
    this.#errors = meter.counter(metric("kafka_monitor_scrape_errors_total"));
    this.#errors.add(0);
    this.#successGauge = meter.gauge(metric("kafka_monitor_last_success_timestamp_seconds"));
  }

  /** The last good pass. */
  get latest(): LagReport | undefined {
    return this.#latest;
  }

  /** Begins to look at every interval, the first time at once. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /**
   * Looks now; askers at the same time share a pass.
   *
   * @throws {WorkshopError} what the cluster answered, or that it didn't in time
   */
  refresh(): Promise<LagReport> {
    this.#pass ??= this.#onePass().finally(() => this.#pass = undefined);
    return this.#pass;
  }

  /** Stops looking and closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#pass?.catch(() => {});
    await this.#closeAdmin();
  }

  async #run(): Promise<void> {
    const { intervalMs = 60_000 } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.refresh().catch(() => {});
      await this.#clock.sleep(intervalMs, signal).catch(() => {});
    }
  }

  async #onePass(): Promise<LagReport> {
    const { passTimeoutMs = 30_000 } = this.#options;
    const startMs = this.#clock.monotonicMs();
    try {
      const answers = await withDeadline(this.#ask(), {
        what: "the lag monitor's pass",
        timeoutMs: passTimeoutMs,
        clock: this.#clock,
      });
      const report = this.#judge.report(answers, startMs);
      this.#metrics.show(report);
      this.#successGauge.set(report.atMs / 1000);
      this.#latest = report;
      return report;
    } catch (error) {
      await this.#failed(error);
      throw error;
    } finally {
      this.#durationGauge.set((this.#clock.monotonicMs() - startMs) / 1000);
    }
  }

  async #ask(): Promise<LagAnswers> {
    this.#reached = false;
    this.#admin ??= this.#kafka.admin();
    const admin = await this.#admin;
    const cluster = await withDeadline(askCluster(admin, this.#clock), {
      what: "the cluster's description",
      timeoutMs: ANSWER_TIMEOUT_MS,
      clock: this.#clock,
    });
    this.#reached = true;
    return { ...cluster, ...await lagPass(admin, this.#options) };
  }

  async #failed(error: unknown): Promise<void> {
    this.#errors.add(1);
    if (!this.#reached) this.#metrics.showUnreachable();
    const again = this.#stop.signal.aborted ? "" : "; the next pass tries again";
    this.#logger.log("WARN", `Lag could not be read (${messageOf(error)})${again}`, { error });
    await this.#closeAdmin();
  }

  async #closeAdmin(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    const close = async () => await (await admin)?.[Symbol.asyncDispose]();
    const limit = { what: "closing the monitor's connection", timeoutMs: 2000, clock: this.#clock };
    await withDeadline(close(), limit).catch(() => {});
  }
}
