import type { Clock, Logger, Meter, Random } from "../../core/mod.ts";
import type { EventInput } from "../../events/mod.ts";
import type { ProducerOptions } from "../../producer/mod.ts";

/** How random events are produced. */
export interface RandomEventsProducerOptions {
  /** Where they go; it is made like `random-events` when it is absent. @default {"random-events"} */
  readonly topic?: string;
  /** Where lines of input go that are no event; made like `DLQ` when absent. @default {"DLQ"} */
  readonly deadLetterTopic?: string;
  /** Time between two events, in milliseconds; with input, 0 unless given. @default {5000} */
  readonly intervalMs?: number;
  /** Events to produce; then the producer ends by itself. @default {no end} */
  readonly count?: number;
  /** Share of the events that are broken on purpose, from 0 to 1. @default {0} */
  readonly poisonShare?: number;
  /** Events to send in place of random ones; it is closed at the end. */
  readonly input?: EventInput;
  /** How records are sent. @default {acks all, no linger} */
  readonly sending?: Pick<ProducerOptions, "acks" | "compression" | "lingerMs">;
  /** How long the last records may take at the end, in milliseconds. @default {8000} */
  readonly shutdownTimeoutMs?: number;
  /** Ends it, as `stop()` does. */
  readonly signal?: AbortSignal;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
  /** Where events come from; a seeded one repeats them. @default {a fresh seed} */
  readonly random?: Random;
}
