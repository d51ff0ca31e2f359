import { assertEquals, assertRejects } from "@std/assert";
import {
  headerText,
  ManualClock,
  type SpanOptions,
  type Tracer,
  WorkshopError,
} from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { Processing, RECORD } from "./_processing.ts";
import { ProcessSpans } from "./process_spans.ts";

/** Numbers spans and writes down how they end. */
class NumberedSpans implements Tracer {
  readonly enabled = true;
  readonly begun: { readonly name: string; readonly options: SpanOptions }[] = [];
  readonly ended: string[] = [];
  running: string | undefined;

  start(name: string, options: SpanOptions = {}) {
    const traceparent = `span-${this.begun.push({ name, options })}`;
    return {
      traceparent,
      set: () => {},
      run: <T>(work: () => T): T => {
        this.running = traceparent;
        return work();
      },
      end: (error?: unknown) => {
        const told = error === undefined ? "" : ` ${(error as Error).message}`;
        this.ended.push(`${traceparent}${told}`);
      },
    };
  }

  active(): string | undefined {
    return this.running;
  }
}

const traced: ConsumedRecord = {
  ...RECORD,
  headers: [{ name: "traceparent", value: new TextEncoder().encode("sent") }],
};
const parentOf = ({ headers }: Pick<ConsumedRecord, "headers">) =>
  headerText(headers, "traceparent");

Deno.test("tries in place are one span, under that of the send, and the letter is under it", async () => {
  const tracer = new NumberedSpans();
  let tries = 0;
  const processing = new Processing(() => {
    tries++;
    throw new WorkshopError("not yet", { code: "NOT_YET", retriable: true });
  }, { tracer, retry: { maxRetries: 2, baseMs: 1 } });
  assertEquals([await processing.process(traced), tries], ["dlq", 3]);
  assertEquals(tracer.begun.map(({ name, options }) => [name, options.parent]), [
    [`process ${RECORD.topic}`, "sent"],
  ]);
  assertEquals(tracer.ended, ["span-1 not yet"]);
  assertEquals(parentOf({ headers: processing.published[0]!.record.headers ?? [] }), "span-1");
});

Deno.test("a record that is processed after a failure has not failed", async () => {
  const tracer = new NumberedSpans();
  const processing = new Processing((_, { attempt }) => {
    if (attempt === 1) throw new WorkshopError("not yet", { code: "NOT_YET", retriable: true });
  }, { tracer });
  assertEquals(await processing.process(traced), "ok");
  assertEquals(tracer.ended, ["span-1"]);
});

Deno.test("a span ends also when its record ends the consumer", async () => {
  const tracer = new NumberedSpans();
  const fails = () => Promise.reject(new WorkshopError("broken", { code: "BROKEN" }));
  const spans = new ProcessSpans(tracer, "group");
  const processor = spans.processor({ lastMs: 0, process: fails });
  const place = undefined as never;
  await assertRejects(async () => await processor.process(traced, place, 0), WorkshopError);
  assertEquals(tracer.ended, ["span-1 broken"]);
});

Deno.test("of records that are handled together each that is finished has a span", async () => {
  const tracer = new NumberedSpans();
  const clock = new ManualClock(5000);
  const spans = new ProcessSpans(tracer, "group");
  const handler = spans.many(() => Promise.resolve(2), clock);
  const records = [0n, 1n, 2n].map((offset) => ({ ...traced, offset }));
  assertEquals(await handler(records, undefined as never), 2);
  assertEquals(
    tracer.begun.map(({ options }) => [
      options.startMs,
      options.parent,
      options.attributes?.["messaging.kafka.offset"],
    ]),
    [[5000, "sent", 0n], [5000, "sent", 1n]],
  );
  assertEquals(tracer.ended, ["span-1", "span-2"]);
});
