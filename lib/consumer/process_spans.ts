import {
  type Clock,
  headerText,
  type Span,
  TRACEPARENT_HEADER,
  type Tracer,
  withTraceparent,
} from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { ManyHandler, RecordHandler } from "./record_handler.ts";
import type { Outcome, Processor } from "./record_processor.ts";

interface Open {
  readonly span: Span;
  /** What the last try threw. */
  error?: unknown;
}

/**
 * The spans of records that are processed: one each from its first try here to its end, `process
 * TOPIC`, under the span with which it was sent. Meanwhile the record carries it, so that log lines,
 * dead letters and what waits in a retry topic belong to it.
 */
export class ProcessSpans {
  readonly #tracer: Tracer;
  readonly #groupId: string;
  /** By what the record carries: a retry is another object of the same span. */
  readonly #open = new Map<string, Open>();

  /** Spans of a group. */
  constructor(tracer: Tracer, groupId: string) {
    this.#tracer = tracer;
    this.#groupId = groupId;
  }

  /** The handler, in the span of its record. */
  handler(handler: RecordHandler): RecordHandler {
    return (record, context) => {
      const open = this.#open.get(headerText(record.headers, TRACEPARENT_HEADER) ?? "");
      if (open === undefined) return handler(record, context);
      const failed = (error: unknown): never => {
        open.error = error;
        throw error;
      };
      try {
        return open.span.run(() => handler(record, context))?.catch(failed);
      } catch (error) {
        return failed(error);
      }
    };
  }

  /** The processor, with a span around what it does with each record. */
  processor(processor: Processor): Processor {
    return {
      get lastMs() {
        return processor.lastMs;
      },
      process: async (record, place, startedAtMs) => {
        const span = this.#begin(record);
        const headers = withTraceparent(record.headers, span.traceparent);
        const open: Open = { span };
        this.#open.set(span.traceparent, open);
        try {
          const traced = { ...record, headers };
          const outcome = await span.run(() => processor.process(traced, place, startedAtMs));
          this.#end(open, outcome);
          return outcome;
        } catch (error) {
          span.end(error);
          throw error;
        } finally {
          this.#open.delete(span.traceparent);
        }
      },
    };
  }

  /** The handler of several: each record that it finishes has a span of the whole call's time. */
  many(handler: ManyHandler, clock: Clock): ManyHandler {
    return async (records, context) => {
      const startMs = clock.now();
      const finished = await handler(records, context);
      for (const record of records.slice(0, Math.max(0, finished))) {
        this.#end({ span: this.#begin(record, startMs) }, "ok");
      }
      return finished;
    };
  }

  #begin(record: ConsumedRecord, startMs?: number): Span {
    const { topic, partition, offset, value, headers } = record;
    return this.#tracer.start(`process ${topic}`, {
      kind: "consumer",
      parent: headerText(headers, TRACEPARENT_HEADER),
      ...(startMs !== undefined && { startMs }),
      attributes: {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": topic,
        "messaging.destination.partition.id": String(partition),
        "messaging.consumer.group.name": this.#groupId,
        "messaging.kafka.offset": offset,
        "messaging.kafka.message.tombstone": value === null ? true : undefined,
      },
    });
  }

  #end({ span, error }: Open, outcome: Outcome): void {
    span.set({ "kafka_workshop.outcome": outcome });
    span.end(outcome === "ok" || outcome === "other" ? undefined : error ?? new Error(outcome));
  }
}
