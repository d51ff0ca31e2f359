import { WorkshopError } from "../core/mod.ts";
import { atLeast, type LogSeverity, type ServiceLog } from "./log_routing.ts";
import { demandTime } from "./watermark.ts";

/** When errors are many. */
export interface ErrorBurstOptions {
  /** How many records of a service make a burst. @default {5} */
  readonly threshold?: number;
  /** Within how long, in milliseconds of event time. @default {60000} */
  readonly withinMs?: number;
  /** How long after an alert a service raises no other, in milliseconds of event time. @default {300000} */
  readonly coolDownMs?: number;
  /** Which records count: this level and what is more serious. @default {"ERROR"} */
  readonly minLevel?: LogSeverity;
  /** Most services remembered; the one not heard of for longest goes. @default {1000} */
  readonly maxServices?: number;
}

/** A service had many errors within a short time. */
export interface ErrorBurst {
  /** Which service. */
  readonly service: string;
  /** Time of the first error of the burst. */
  readonly fromMs: number;
  /** Time of its last error. */
  readonly toMs: number;
  /** How many there were. */
  readonly count: number;
  /** Bursts that were kept quiet since the service's last alert. */
  readonly suppressed: number;
}

/** What is remembered of one service. */
export interface ServiceErrors {
  /** Its name. */
  readonly service: string;
  /** The latest times of errors, in order. */
  readonly timesMs: readonly number[];
  /** Until when it is kept quiet, by event time; null when it is not. */
  readonly quietUntilMs: number | null;
  /** Bursts kept quiet. */
  readonly suppressed: number;
}

type Mutable = { -readonly [K in keyof ServiceErrors]: ServiceErrors[K] };

/**
 * Raises an alert when a service writes many errors within a short time, by the records' own times,
 * and then keeps quiet about it for a while. It judges each record when it comes: an alert is worth
 * more at once than in order, so a record that comes late can complete a burst but not undo one.
 */
export class ErrorBursts {
  readonly #options: Required<ErrorBurstOptions>;
  readonly #services = new Map<string, Mutable>();

  /**
   * Knows no service yet.
   *
   * @throws {WorkshopError} code `BURST_INVALID` for a threshold under 1 or a negative time
   */
  constructor(options: ErrorBurstOptions = {}) {
    this.#options = {
      threshold: options.threshold ?? 5,
      withinMs: options.withinMs ?? 60_000,
      coolDownMs: options.coolDownMs ?? 300_000,
      minLevel: options.minLevel ?? "ERROR",
      maxServices: options.maxServices ?? 1000,
    };
    const { threshold, withinMs, coolDownMs, maxServices } = this.#options;
    if (threshold >= 1 && withinMs >= 0 && coolDownMs >= 0 && maxServices >= 1) return;
    throw new WorkshopError(
      `A burst of ${threshold} errors in ${withinMs} ms, quiet for ${coolDownMs} ms, can't be: ` +
        "it takes at least 1 error and times of 0 ms or more",
      { code: "BURST_INVALID" },
    );
  }

  /** The alert that this record raises, if it does. */
  observe(record: ServiceLog): ErrorBurst | undefined {
    demandTime(record.timeMs);
    const { threshold, withinMs, coolDownMs, minLevel } = this.#options;
    if (!atLeast(record.level, minLevel)) return undefined;
    const mine = this.#touch(record.service);
    const timesMs = [...mine.timesMs, record.timeMs].sort((a, b) => a - b).slice(-threshold);
    mine.timesMs = timesMs;
    const [fromMs, toMs] = [timesMs[0]!, timesMs.at(-1)!];
    if (timesMs.length < threshold || toMs - fromMs > withinMs) return undefined;
    mine.timesMs = [];
    if (toMs < (mine.quietUntilMs ?? -Infinity)) {
      mine.suppressed++;
      return undefined;
    }
    const { service, suppressed } = mine;
    mine.quietUntilMs = toMs + coolDownMs;
    mine.suppressed = 0;
    return { service, fromMs, toMs, count: threshold, suppressed };
  }

  /** All that it remembers, as plain data. */
  snapshot(): readonly ServiceErrors[] {
    return [...this.#services.values()].map((service) => ({ ...service }));
  }

  /** Goes on from a snapshot. */
  restore(snapshot: readonly ServiceErrors[]): void {
    this.#services.clear();
    for (const service of snapshot) this.#services.set(service.service, { ...service });
  }

  /** What is known of a service, which becomes the one heard of last. */
  #touch(service: string): Mutable {
    const mine = this.#services.get(service) ??
      { service, timesMs: [], quietUntilMs: null, suppressed: 0 };
    this.#services.delete(service);
    this.#services.set(service, mine);
    if (this.#services.size > this.#options.maxServices) {
      this.#services.delete(this.#services.keys().next().value!);
    }
    return mine;
  }
}
