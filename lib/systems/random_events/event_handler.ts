import { type Clock, type Logger, type Meter, systemClock, WorkshopError } from "../../core/mod.ts";
import { type Trace, traceOf } from "../../events/mod.ts";
import { ALERT_LEVELS, type EventProcessor, type ProcessingResult } from "../../processor/mod.ts";
import { SchemaValidationError } from "../../schemas/mod.ts";
import type { SaveOutcome, Store, StoreDocument } from "../../storage/mod.ts";
import { recordFields } from "../record_fields.ts";

/** What a handler reads of a record. */
export interface EventRecord {
  /** The topic it was read from. */
  readonly topic: string;
  /** Its partition. */
  readonly partition: number;
  /** Its offset. */
  readonly offset: bigint;
  /** When it was produced, in milliseconds since 1970. */
  readonly timestampMs: number;
  /** The event's text. */
  readonly value: Uint8Array | null;
  /** Correlation id and trace are among them. */
  readonly headers: readonly { readonly name: string; readonly value: Uint8Array | null }[];
}

/** What a handler works with. */
export interface EventHandlerOptions {
  /** Evaluates events and counts them. */
  readonly processor: EventProcessor;
  /** Keeps them, before their offset is committed. */
  readonly store: Store;
  /** Gives the JSON text of a value that is none itself. @default {values are JSON} */
  readonly textOf?: (value: Uint8Array | null) => Promise<Uint8Array | null>;
  /** Where alerts are written. */
  readonly logger: Logger;
  /** Where alerts and delays are measured. */
  readonly meter: Meter;
  /** Tells how long an event was on its way. @default {systemClock} */
  readonly clock?: Clock;
}

/** How random events are handled: one, or several of a partition together. */
export interface EventHandlers {
  /**
   * Handles one event. It throws a {@linkcode SchemaValidationError} for poison, and a retriable error
   * while the store can't be used.
   */
  readonly handler: (record: EventRecord) => Promise<void>;
  /**
   * Handles events up to the first that is poison, all of them in one call of the store, and resolves
   * to how many they were.
   */
  readonly handleMany: (records: readonly EventRecord[]) => Promise<number>;
}

/**
 * Makes the handlers of random events: validate, process, store. An event counts, and its alerts are
 * raised, when it is stored for the first time, so a redelivery changes nothing.
 */
export function eventHandlers(options: EventHandlerOptions): EventHandlers {
  const { processor, store, textOf } = options;
  const stored = storedBy(options);
  const readable = async (record: EventRecord) =>
    textOf === undefined ? record : { ...record, value: await textOf(record.value) };
  return {
    async handler(incoming) {
      const record = await readable(incoming);
      const trace = traceOf(record.headers);
      const result = evaluate(processor, record);
      stored(record, trace, result, await store.save(documentOf(result, record, trace)));
    },
    async handleMany(incoming) {
      const records = await readableFirst(incoming, readable);
      const results = evaluateMany(processor, records);
      if (results.length === 0) return 0;
      const traces = results.map((_, at) => traceOf(records[at]!.headers));
      const outcomes = await store.saveAll(
        results.map((result, at) => documentOf(result, records[at]!, traces[at]!)),
      );
      outcomes.forEach((outcome, at) => stored(records[at]!, traces[at]!, results[at]!, outcome));
      return results.length;
    },
  };
}

/** The records before the first that can't be read: that one is told why when it comes alone. */
async function readableFirst(
  records: readonly EventRecord[],
  readable: (record: EventRecord) => Promise<EventRecord>,
): Promise<EventRecord[]> {
  const read: EventRecord[] = [];
  try {
    for (const record of records) read.push(await readable(record));
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
  }
  return read;
}

/** What is done once an event was stored. */
function storedBy({ processor, ...options }: EventHandlerOptions) {
  const { logger, raise, observeDelay } = instruments({ processor, ...options });
  return (
    record: EventRecord,
    trace: Partial<Trace>,
    result: ProcessingResult,
    outcome: SaveOutcome,
  ): void => {
    const fields = recordFields(record, trace);
    if (outcome === "duplicate") {
      logger.log("DEBUG", "Event was stored before", fields);
      return;
    }
    processor.count(result);
    observeDelay(record);
    logger.log("DEBUG", "Event stored", fields);
    raise(result, fields);
  };
}

/** The results of the events before the first that is poison: that one is counted when it comes alone. */
function evaluateMany(
  processor: EventProcessor,
  records: readonly EventRecord[],
): ProcessingResult[] {
  const results: ProcessingResult[] = [];
  try {
    for (const { value } of records) results.push(processor.evaluate(value));
  } catch (error) {
    if (!(error instanceof SchemaValidationError)) throw error;
  }
  return results;
}

function evaluate(processor: EventProcessor, { value }: EventRecord): ProcessingResult {
  try {
    return processor.evaluate(value);
  } catch (error) {
    if (error instanceof SchemaValidationError) processor.countRejected();
    throw error;
  }
}

function instruments({ logger, meter, clock = systemClock }: EventHandlerOptions) {
  const alertsTotal = meter.counter({
    name: "processor_risk_alerts_total",
    help: "Alerts raised about events, by level",
    labels: ["level"],
  });
  for (const level of ALERT_LEVELS) alertsTotal.add(0, { level });
  const endToEnd = meter.histogram({
    name: "pipeline_end_to_end_seconds",
    help: "Time from producing a record to storing its event",
    labels: ["topic"],
  });
  return {
    logger,
    raise({ alerts, riskScore }: ProcessingResult, fields: Readonly<Record<string, unknown>>) {
      for (const { level, reason, message } of alerts) {
        alertsTotal.add(1, { level });
        logger.log("WARN", message, { ...fields, alert: reason, level_of_risk: level, riskScore });
      }
    },
    // The producer's clock may be ahead of ours.
    observeDelay: ({ topic, timestampMs }: EventRecord) =>
      endToEnd.observe(Math.max(0, clock.now() - timestampMs) / 1000, { topic }),
  };
}

function documentOf(
  { event, riskScore, riskLevel, valueCategory, alerts }: ProcessingResult,
  { topic, partition, offset }: EventRecord,
  { correlationId }: Partial<Trace>,
): StoreDocument {
  return {
    id: event.event_id,
    timeMs: Date.parse(event.timestamp),
    body: {
      ...event,
      risk_score: riskScore,
      risk_level: riskLevel,
      value_category: valueCategory,
      alerts: alerts.map((alert) => alert.reason),
      ...(correlationId !== undefined && { correlation_id: correlationId }),
    },
    origin: { topic, partition, offset },
    counts: {
      events: 1,
      [`type:${event.event_type}`]: 1,
      [`risk:${riskLevel}`]: 1,
      [`value:${valueCategory}`]: 1,
    },
  };
}
