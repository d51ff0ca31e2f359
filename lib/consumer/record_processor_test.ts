import { assertEquals } from "@std/assert";
import { type LogFields, type Logger, ManualClock, nullMeter, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { ConsumerMeter } from "./consumer_meter.ts";
import { RecordProcessor } from "./record_processor.ts";

const RECORD: ConsumedRecord = {
  topic: "orders",
  partition: 2,
  offset: 7n,
  timestampMs: 0,
  key: null,
  value: new TextEncoder().encode("private"),
  headers: [{ name: "correlation-id", value: new TextEncoder().encode("c-1") }],
};

Deno.test("each line about a record's failure carries its place and correlation id, never its value", async () => {
  const lines: { message: string; fields: LogFields }[] = [];
  const logger: Logger = {
    log: (_level, message, fields = {}) => lines.push({ message, fields }),
    child: () => logger,
  };
  let refusals = 1;
  const processor = new RecordProcessor({
    handler: () => {
      throw new WorkshopError("The store is down", { code: "STORE_DOWN", retriable: true });
    },
    retry: { maxRetries: 1, baseMs: 10 },
    deadLetters: {
      publish: () =>
        refusals-- > 0 ? Promise.reject(new TypeError(`quotes "private"`)) : Promise.resolve(),
    },
    meter: new ConsumerMeter(nullMeter, new ManualClock(), "group"),
    logger,
    clock: new ManualClock(),
    random: undefined,
  });
  const place = {
    signal: new AbortController().signal,
    rest: () => Promise.resolve(),
    stuck: () => {},
  };
  assertEquals(await processor.process(RECORD, place, 0), "dlq");
  assertEquals(lines.map(({ message }) => message), [
    "A record is tried again",
    "DLQ refused a record: its partition stands still until it is taken",
    "A record went to the dead letters",
  ]);
  for (const { fields } of lines) {
    const { topic, partition, offset, correlation_id } = fields;
    assertEquals([topic, partition, offset, correlation_id], ["orders", 2, "7", "c-1"]);
  }
  assertEquals(JSON.stringify(lines).includes("private"), false);
});
