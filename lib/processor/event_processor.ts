import { WorkshopError } from "../core/mod.ts";
import { alertsOf, type RiskAlert } from "./alerts.ts";
import { RapidRepeats, type RapidRepeatsOptions } from "./rapid_repeats.ts";
import {
  type AnalyzedEvent,
  type RiskLevel,
  riskLevel,
  riskScore,
  type ValueCategory,
  valueCategory,
} from "./risk.ts";
import { type EventStatistics, StatisticsCounter } from "./statistics.ts";

/** What the analysis may read of an event beside the fields that weigh. */
export interface ProcessableEvent extends AnalyzedEvent {
  /** Its id. */
  readonly event_id: string;
  /** Where it happened. */
  readonly location?: { readonly city: string };
  /** On which kind of device. */
  readonly device_type?: string;
}

/** What came out of one event. */
export interface ProcessingResult<E extends ProcessableEvent = ProcessableEvent> {
  /** The event that was analysed. */
  readonly event: E;
  /** From 0.1 to 1.0. */
  readonly riskScore: number;
  /** The score's band. */
  readonly riskLevel: RiskLevel;
  /** What its value is called. */
  readonly valueCategory: ValueCategory;
  /** What somebody should look at. */
  readonly alerts: readonly RiskAlert[];
}

/**
 * Scores events, raises alerts and counts: the analytics of one consumer.
 *
 * @example
 * ```ts
 * import { EventProcessor } from "./event_processor.ts";
 *
 * const processor = new EventProcessor();
 * const failed = {
 *   event_id: "4c7f",
 *   event_type: "purchase",
 *   status: "failed",
 *   user_id: 7,
 *   value: 750.5,
 *   timestamp: "2024-06-18T10:30:45Z",
 * };
 * const { riskScore, valueCategory } = processor.processEvent(JSON.stringify(failed));
 * console.log(riskScore, valueCategory); // 1 high
 * ```
 */
export class EventProcessor {
  readonly #repeats: RapidRepeats;
  readonly #counter = new StatisticsCounter();

  /** Has seen nothing yet. */
  constructor(options: { readonly rapidRepeats?: RapidRepeatsOptions } = {}) {
    this.#repeats = new RapidRepeats(options.rapidRepeats);
  }

  /**
   * Analyses an event given as JSON text or as the object itself, which must be valid.
   *
   * @throws {WorkshopError} code `EVENT_UNREADABLE` when the text is not JSON
   */
  processEvent<E extends ProcessableEvent>(raw: string | E): ProcessingResult<E> {
    const event = typeof raw === "string" ? parse<E>(raw) : raw;
    const suspicious = this.#repeats.note(event.user_id, Date.parse(event.timestamp));
    const score = riskScore(event, suspicious);
    const result = {
      event,
      riskScore: score,
      riskLevel: riskLevel(score),
      valueCategory: valueCategory(event.value),
      alerts: alertsOf(event, suspicious),
    };
    this.#count(result);
    return result;
  }

  /** What was counted so far. */
  statistics(): EventStatistics {
    return this.#counter.snapshot();
  }

  #count({ event, riskLevel, valueCategory, alerts }: ProcessingResult): void {
    this.#counter.add({
      value: event.value ?? 0,
      alerts: alerts.length,
      names: {
        type: event.event_type,
        status: event.status,
        risk: riskLevel,
        category: valueCategory,
        ...(event.location === undefined ? {} : { city: event.location.city }),
        ...(event.device_type === undefined ? {} : { device: event.device_type }),
      },
    });
  }
}

function parse<E>(raw: string): E {
  try {
    return JSON.parse(raw);
  } catch {
    // V8's message quotes the text, which may be private: it is left out.
    throw new WorkshopError("The event is not JSON: send it to the DLQ", {
      code: "EVENT_UNREADABLE",
    });
  }
}
