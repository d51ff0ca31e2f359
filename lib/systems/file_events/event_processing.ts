import { type Clock, type Counter, type Logger, type Meter, systemClock } from "../../core/mod.ts";
import type { ConsumedRecord } from "../../consumer/mod.ts";
import { type EventEnvelope, eventTimeMs, subjectOf, traceOf } from "../../events/mod.ts";
import {
  type MessageFormat,
  SchemaValidationError,
  validateMessage,
  VALIDATION_STAGES,
} from "../../schemas/mod.ts";
import type { SaveOutcome, Store, StoreDocument } from "../../storage/mod.ts";
import { recordFields } from "../record_fields.ts";
import type { FileEventTally } from "./consumer_statistics.ts";
import {
  type Change,
  type FileEventContext,
  type FileEventHandlers,
  subjectName,
} from "./handlers.ts";

/** What events are processed with. */
export interface EventProcessingOptions {
  /** Where they come from. */
  readonly topics: readonly string[];
  /** Validates records. */
  readonly format: MessageFormat;
  /** One for each type of the format. */
  readonly handlers: FileEventHandlers;
  /** Keeps the events, before their offset is committed. */
  readonly store: Store;
  /** Counts them. */
  readonly tally: FileEventTally;
  /** Where lines about events go. */
  readonly logger: Logger;
  /** Where refusals and delays are measured. */
  readonly meter: Meter;
  /** Tells how long an event was on its way. @default {systemClock} */
  readonly clock?: Clock;
}

/** The part of a record that is processed. */
export type EventRecord = Pick<
  ConsumedRecord,
  "topic" | "partition" | "offset" | "timestampMs" | "value" | "headers"
>;

/** How events are processed: one, or several of a partition together. */
export interface EventProcessing {
  /**
   * Validates, handles and stores one event. It throws a {@linkcode SchemaValidationError} that names
   * the stage, or what the event's handler or the store throws.
   */
  readonly handler: (record: EventRecord, context: FileEventContext) => Promise<void>;
  /** The same for events up to the first that fails, stored in one call; resolves to their number. */
  readonly handleMany: (
    records: readonly EventRecord[],
    context: FileEventContext,
  ) => Promise<number>;
}

/**
 * Makes what a consumer does with records: validate in three stages, let the type's handler say what
 * changes, store event and change by the event's id. A repeat is stored and counted once.
 */
export function eventProcessing(options: EventProcessingOptions): EventProcessing {
  const { store, tally } = options;
  const refused = refusals(options);
  const stored = storedBy(options);
  const prepare = (record: EventRecord, context: FileEventContext) =>
    documentOf(record, options, context);
  return {
    async handler(record, context) {
      try {
        const document = await prepare(record, context);
        stored(record, document, await store.save(document));
      } catch (error) {
        if (error instanceof SchemaValidationError) {
          tally.refused(error.stage);
          refused.add(1, { topic: record.topic, stage: error.stage });
        }
        throw error;
      }
    },
    async handleMany(records, context) {
      const documents: StoreDocument[] = [];
      try {
        for (const record of records) documents.push(await prepare(record, context));
      } catch {
        // It comes again, alone, and fails there if it fails again.
      }
      if (documents.length === 0) return 0;
      const outcomes = await store.saveAll(documents);
      outcomes.forEach((outcome, at) => stored(records[at]!, documents[at]!, outcome));
      return documents.length;
    },
  };
}

/** Counts refusals from 0, so that the first of a stage shows as a rise. */
function refusals({ meter, topics }: EventProcessingOptions): Counter {
  const refused = meter.counter({
    name: "processor_refused_total",
    help: "Records that validation refused",
    labels: ["topic", "stage"],
  });
  for (const topic of topics) {
    for (const stage of VALIDATION_STAGES) refused.add(0, { topic, stage });
  }
  return refused;
}

/** What is done once an event was stored. */
function storedBy({ tally, logger, meter, clock = systemClock }: EventProcessingOptions) {
  const endToEnd = meter.histogram({
    name: "pipeline_end_to_end_seconds",
    help: "Time from producing a record to storing its event",
    labels: ["topic"],
  });
  return (record: EventRecord, { id, body }: StoreDocument, outcome: SaveOutcome): void => {
    const { eventType } = body as unknown as EventEnvelope;
    const { topic, timestampMs } = record;
    const fields = { ...recordFields(record, traceOf(record.headers)), event_id: id };
    if (outcome === "duplicate") {
      tally.repeated();
      logger.log("DEBUG", "Event was stored before", { ...fields, event_type: eventType });
      return;
    }
    tally.stored(eventType);
    // The producer's clock may be ahead of ours.
    endToEnd.observe(Math.max(0, clock.now() - timestampMs) / 1000, { topic });
    logger.log("DEBUG", "Event stored", { ...fields, event_type: eventType });
  };
}

async function documentOf(
  record: EventRecord,
  { format, handlers }: EventProcessingOptions,
  context: FileEventContext,
): Promise<StoreDocument> {
  const { type, value } = validateMessage(record.value, format);
  const event = value as unknown as EventEnvelope;
  return describe(event, record, await handlers[type]!(event, context));
}

function describe(
  event: EventEnvelope,
  { topic, partition, offset, headers }: EventRecord,
  { present, state }: Change,
): StoreDocument {
  const { domain } = subjectOf(event);
  const { correlationId } = traceOf(headers);
  return {
    id: event.eventId,
    timeMs: eventTimeMs(event),
    body: {
      ...event,
      domain,
      subject: subjectName(event),
      present,
      state,
      ...(correlationId !== undefined && { correlation_id: correlationId }),
    },
    origin: { topic, partition, offset },
    counts: { file_events: 1, [`type:${event.eventType}`]: 1 },
  };
}
