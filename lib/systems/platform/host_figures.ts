import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { type Clock, cpuShare, cpuTimes, diskRoom, memoryShare } from "../../core/mod.ts";
import type { SystemMetric } from "../../events/mod.ts";
import type { MessageSource } from "./message_kinds.ts";

const NANOSECONDS = 1e6;

/**
 * This host's own figures, as readings without end: processor, memory and disk in percent, and the
 * longest delay of this process's event loop since the last round. Each round is read when its first
 * reading is asked for, so that the pace of the readings is the pace of the measuring.
 */
export class HostFigures implements MessageSource<SystemMetric>, Disposable {
  /** Readings of one round. */
  static readonly perRound = 4;
  readonly #clock: Clock;
  readonly #host = Deno.hostname();
  readonly #loop: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  #last = cpuTimes();
  #round: SystemMetric[] = [];

  /** `clock` gives the readings their time. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#loop.enable();
  }

  /** One more reading. */
  async next(): Promise<SystemMetric> {
    if (this.#round.length === 0) this.#round = await this.#read();
    return this.#round.shift()!;
  }

  /** Stops measuring. */
  [Symbol.dispose](): void {
    this.#loop.disable();
  }

  async #read(): Promise<SystemMetric[]> {
    const figures: [metric: string, value: number, unit: string][] = [
      ["cpu_percent", this.#cpuPercent(), "percent"],
      ["memory_percent", 100 * memoryShare(), "percent"],
      ["disk_percent", 100 * (await diskRoom(".")).usedShare, "percent"],
      ["event_loop_delay_ms", this.#loopDelayMs(), "ms"],
    ];
    const timestamp = new Date(this.#clock.now()).toISOString();
    return figures.map(([metric, value, unit]) => ({
      timestamp,
      host: this.#host,
      metric,
      value: Math.round(value * 100) / 100,
      unit,
    }));
  }

  #cpuPercent(): number {
    const now = cpuTimes();
    const share = cpuShare(this.#last, now);
    this.#last = now;
    return 100 * share;
  }

  #loopDelayMs(): number {
    const { max } = this.#loop;
    this.#loop.reset();
    return Number.isFinite(max) && max > 0 ? max / NANOSECONDS : 0;
  }
}
