import type { Clock, Random } from "../../core/mod.ts";
import { type EventEnvelope, FileEventGenerator } from "../../events/mod.ts";
import type { createProducer } from "../../producer/mod.ts";
import { fileEventFormat, type MessageFormat } from "../../schemas/mod.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import { type ProducingSettings, startProducing } from "../producing.ts";
import type { RunningRole } from "../running_role.ts";
import { eventItems, inputItems } from "./event_source.ts";
import { FILE_EVENTS_TOPICS, topicChoices } from "./topics.ts";

const INTERVAL_MS = 5000;

/** How file and user events are produced. */
export interface FileEventsProducerOptions extends ProducingSettings {
  /** Where files' and users' events go. @default {["kafka-topics1", "kafka-topics2"]} */
  readonly topics?: readonly string[];
  /** Time between two events, in milliseconds; with input, 0 unless given. @default {5000} */
  readonly intervalMs?: number;
  /** Share of the events that are broken on purpose, from 0 to 1. @default {0} */
  readonly poisonShare?: number;
  /** What every event is held against before it is sent. @default {the project's schemas} */
  readonly format?: MessageFormat;
  /** The events to send, without input. @default {a {@linkcode FileEventGenerator}} */
  readonly events?: (random: Random, clock: Clock) => Iterable<EventEnvelope<string, object>>;
}

/**
 * Produces events of files and users, or those of an input, until it is stopped or at their end. An
 * event that is not valid is not sent: it ends the producer, while a line of input goes to the DLQ.
 *
 * @throws {WorkshopError} when no broker answers or the topics can't be made
 */
export function startFileEventsProducer(
  kafka: Parameters<typeof createProducer>[0],
  options: FileEventsProducerOptions = {},
): Promise<RunningRole<ProducerStatistics>> {
  const { topics = FILE_EVENTS_TOPICS, poisonShare = 0, format, events, ...settings } = options;
  const { input, intervalMs = input === undefined ? INTERVAL_MS : 0 } = settings;
  const routing = { topics, format: format ?? fileEventFormat() };
  const generate = events ??
    ((random: Random, clock: Clock) =>
      new FileEventGenerator({ random: random.fork("events"), clock }));
  const generated = (random: Random, clock: Clock) =>
    eventItems(generate(random, clock), { ...routing, poisonShare, random: random.fork("poison") });
  return startProducing(kafka, {
    ...settings,
    intervalMs,
    topics: topicChoices(topics),
    items: input === undefined ? generated : () => inputItems(input, routing),
  });
}
