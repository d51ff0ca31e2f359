import type { RandomEvent } from "../events/mod.ts";
import { type MessageFormat, randomEventFormat, validateMessage } from "../schemas/mod.ts";
import { generateAlerts } from "./alerts.ts";
import { PatternDetector } from "./pattern_detector.ts";
import type { ProcessingResult } from "./processing_result.ts";
import { calculateRiskScore, riskLevelOf } from "./risk.ts";
import { type EventStatistics, StatisticsCollector } from "./statistics.ts";
import { categorizeValue } from "./value_category.ts";

/** What a processor is made of. */
export interface EventProcessorOptions {
  /** How messages are validated. @default {randomEventFormat()} */
  readonly format?: MessageFormat;
  /** What remembers users' doings. @default {new PatternDetector()} */
  readonly detector?: PatternDetector;
}

/**
 * Validates events, scores their risk, categorizes their value and raises alerts.
 *
 * Where a result must be stored before it counts, take the two halves: {@linkcode evaluate}, then,
 * once it is stored, {@linkcode count}.
 */
export class EventProcessor {
  readonly #format: MessageFormat;
  readonly #detector: PatternDetector;
  readonly #statistics = new StatisticsCollector();

  /**
   * Has seen nothing yet.
   *
   * @throws {ConfigError} when the schema can't be read
   */
  constructor(options: EventProcessorOptions = {}) {
    this.#format = options.format ?? randomEventFormat();
    this.#detector = options.detector ?? new PatternDetector();
  }

  /**
   * Evaluates a message and counts it.
   *
   * @throws {SchemaValidationError} when it is no valid event; it is counted as rejected
   */
  processEvent(raw: string | Uint8Array | null): ProcessingResult {
    try {
      const result = this.evaluate(raw);
      this.count(result);
      return result;
    } catch (error) {
      this.countRejected();
      throw error;
    }
  }

  /**
   * What is to be said of a message, without counting it.
   *
   * @throws {SchemaValidationError} when it is no valid event
   */
  evaluate(raw: string | Uint8Array | null): ProcessingResult {
    const event = validateMessage(raw, this.#format).value as unknown as RandomEvent;
    const patterns = this.#detector.observe(event);
    const riskScore = calculateRiskScore(event, patterns);
    return {
      event,
      riskScore,
      riskLevel: riskLevelOf(riskScore),
      valueCategory: categorizeValue(event.value),
      patterns,
      alerts: generateAlerts(event, riskScore, patterns),
    };
  }

  /** Counts a result in the statistics. */
  count(result: ProcessingResult): void {
    this.#statistics.add(result);
  }

  /** Counts a message that was no valid event. */
  countRejected(): void {
    this.#statistics.addRejected();
  }

  /** The counts of now. */
  statistics(): EventStatistics {
    return this.#statistics.snapshot();
  }
}
