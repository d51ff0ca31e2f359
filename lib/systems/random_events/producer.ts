import type { Clock, Random } from "../../core/mod.ts";
import { EventGenerator } from "../../events/mod.ts";
import type { createProducer } from "../../producer/mod.ts";
import type { RegistryClient } from "../../schemas/mod.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import { type ProducingSettings, startProducing } from "../producing.ts";
import type { RunningRole } from "../running_role.ts";
import type { SourceItem } from "../source_item.ts";
import { avroItems } from "./avro_events.ts";
import { generatedItems, inputItems } from "./event_source.ts";

/** The topic of random events. */
export const RANDOM_EVENTS_TOPIC = "random-events";

const INTERVAL_MS = 5000;

/** How random events are produced. */
export interface RandomEventsProducerOptions extends ProducingSettings {
  /** Where they go; it is made like `random-events` when it is absent. @default {"random-events"} */
  readonly topic?: string;
  /** Time between two events, in milliseconds; with input, 0 unless given. @default {5000} */
  readonly intervalMs?: number;
  /** Share of the events that are broken on purpose, from 0 to 1. @default {0} */
  readonly poisonShare?: number;
  /** Where their schema is registered: then they are sent in Avro. @default {none: JSON} */
  readonly registry?: RegistryClient;
}

/**
 * Produces random events, or those of an input, until it is stopped or at its end. A send that
 * fails is counted and told, and the producer goes on.
 *
 * @throws {WorkshopError} when no broker answers or the topics can't be made
 */
export function startRandomEventsProducer(
  kafka: Parameters<typeof createProducer>[0],
  options: RandomEventsProducerOptions = {},
): Promise<RunningRole<ProducerStatistics>> {
  const { topic = RANDOM_EVENTS_TOPIC, poisonShare = 0, input, registry, ...settings } = options;
  const { intervalMs = input === undefined ? INTERVAL_MS : 0 } = options;
  return startProducing(kafka, {
    ...settings,
    ...(input !== undefined && { input }),
    intervalMs,
    topics: [{ definition: RANDOM_EVENTS_TOPIC, name: topic }],
    items(random, clock, signal) {
      if (input !== undefined) return inputItems(input);
      if (registry === undefined) return jsonItems(random, clock, poisonShare);
      return avroItems({ registry, topic, poisonShare, random, clock, signal });
    },
  });
}

function jsonItems(random: Random, clock: Clock, poisonShare: number): Iterable<SourceItem> {
  const generator = new EventGenerator({ random: random.fork("events"), clock });
  return generatedItems(generator, { poisonShare, random: random.fork("poison") });
}
