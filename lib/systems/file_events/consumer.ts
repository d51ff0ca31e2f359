import { nullLogger, nullMeter } from "../../core/mod.ts";
import type { runConsumer } from "../../consumer/mod.ts";
import { fileEventFormat, type MessageFormat } from "../../schemas/mod.ts";
import type { Store } from "../../storage/mod.ts";
import { type ConsumingSettings, type RunningConsuming, startConsuming } from "../consuming.ts";
import { type FileEventsStatistics, FileEventTally } from "./consumer_statistics.ts";
import { eventProcessing } from "./event_processing.ts";
import { checkHandlers, FILE_EVENT_HANDLERS, type FileEventHandlers } from "./handlers.ts";
import { FILE_EVENTS_TOPICS, topicChoices } from "./topics.ts";

/** The group that processes file and user events. */
export const FILE_EVENTS_GROUP = "kafka-group";

/** How file and user events are consumed. */
export interface FileEventsConsumerOptions extends ConsumingSettings {
  /** Keeps the events. */
  readonly store: Store;
  /** Whether the store is closed when the consumer has ended or could not start. @default {false} */
  readonly closeStore?: boolean;
  /** What is read; made when absent. @default {["kafka-topics1", "kafka-topics2"]} */
  readonly topics?: readonly string[];
  /** The group. @default {"kafka-group"} */
  readonly groupId?: string;
  /** How records are validated. @default {by the project's schemas} */
  readonly format?: MessageFormat;
  /** One handler for each type of the format. @default {those of the four types} */
  readonly handlers?: FileEventHandlers;
}

/** A consumer of file and user events while it runs. */
export type RunningFileEventsConsumer = RunningConsuming<Pick<FileEventsStatistics, "events">>;

/**
 * Joins the group and validates, handles and stores events, each before its offset is committed; what
 * a stage of validation refuses goes to the DLQ with the stage.
 *
 * @throws {ConfigError} when an event type has no handler
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export async function startFileEventsConsumer(
  kafka: Parameters<typeof runConsumer>[0],
  options: FileEventsConsumerOptions,
): Promise<RunningFileEventsConsumer> {
  const { store, closeStore = false, topics = FILE_EVENTS_TOPICS, ...settings } = options;
  const { groupId = FILE_EVENTS_GROUP, handlers = FILE_EVENT_HANDLERS, ...others } = settings;
  const { format = fileEventFormat(), logger = nullLogger, meter = nullMeter, clock } = others;
  await using owned = new AsyncDisposableStack();
  if (closeStore) owned.use(store);
  checkHandlers(handlers, format);
  const tally = new FileEventTally();
  const processing = eventProcessing({
    topics,
    format,
    handlers,
    store,
    tally,
    logger,
    meter,
    ...(clock !== undefined && { clock }),
  });
  return await startConsuming(kafka, {
    ...settings,
    groupId,
    topics: topicChoices(topics),
    handlers: processing,
    findings: () => ({ events: tally.snapshot() }),
    owned: owned.move(),
  });
}
