import { nullLogger, nullMeter } from "../../core/mod.ts";
import type { runConsumer } from "../../consumer/mod.ts";
import { EventProcessor } from "../../processor/mod.ts";
import type { RegistryClient } from "../../schemas/mod.ts";
import type { Store } from "../../storage/mod.ts";
import { type ConsumingSettings, type RunningConsuming, startConsuming } from "../consuming.ts";
import { eventTextOf } from "./avro_events.ts";
import type { RandomEventsStatistics } from "./consumer_statistics.ts";
import { eventHandlers } from "./event_handler.ts";
import { RANDOM_EVENTS_TOPIC } from "./producer.ts";

/** The group that processes random events. */
export const RANDOM_EVENTS_GROUP = "event-processors";

/** How random events are consumed. */
export interface RandomEventsConsumerOptions extends ConsumingSettings {
  /** Keeps the events. */
  readonly store: Store;
  /** Whether the store is closed when the consumer has ended or could not start. @default {false} */
  readonly closeStore?: boolean;
  /** Where the schemas of events in Avro are found. @default {none: all events are JSON} */
  readonly registry?: RegistryClient;
  /** What is read; it is made like `random-events` when it is absent. @default {"random-events"} */
  readonly topic?: string;
  /** The group. @default {"event-processors"} */
  readonly groupId?: string;
}

/** A consumer of random events while it runs. */
export type RunningRandomEventsConsumer = RunningConsuming<Pick<RandomEventsStatistics, "events">>;

/**
 * Joins the group and validates, processes and stores random events, each before its offset is
 * committed; what is no event goes to the DLQ.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export function startRandomEventsConsumer(
  kafka: Parameters<typeof runConsumer>[0],
  options: RandomEventsConsumerOptions,
): Promise<RunningRandomEventsConsumer> {
  const { store, closeStore = false, registry, ...settings } = options;
  const { topic = RANDOM_EVENTS_TOPIC, groupId = RANDOM_EVENTS_GROUP } = options;
  const { logger = nullLogger, meter = nullMeter, clock } = settings;
  const processor = new EventProcessor();
  return startConsuming(kafka, {
    ...settings,
    groupId,
    topics: [{ definition: RANDOM_EVENTS_TOPIC, name: topic }],
    handlers: eventHandlers({
      processor,
      store,
      logger,
      meter,
      ...(registry !== undefined && { textOf: eventTextOf(registry) }),
      ...(clock !== undefined && { clock }),
    }),
    findings: () => ({ events: processor.statistics() }),
    ...(closeStore && { owned: store }),
  });
}
