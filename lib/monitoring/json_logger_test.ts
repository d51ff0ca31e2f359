import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type LogFields, ManualClock, nullTracer, WorkshopError } from "../core/mod.ts";
import { createJsonLogger, jsonLine, type LogEntry } from "./json_logger.ts";
import { createMeter } from "./meter.ts";

function recording(level: "DEBUG" | "INFO" | "WARN" | "ERROR" = "DEBUG") {
  const entries: LogEntry[] = [];
  const meter = createMeter({ strict: true });
  const logger = createJsonLogger({
    level,
    service: "demo",
    sinks: [{ write: (entry) => entries.push(entry) }],
    clock: new ManualClock(Date.UTC(2024, 4, 6, 7, 8, 9, 10)),
    meter,
  });
  return {
    logger,
    entries,
    meter,
    lines: () => entries.map((entry) => JSON.parse(jsonLine(entry))),
  };
}

function logged(fields: LogFields): Record<string, unknown> {
  const { logger, lines } = recording();
  logger.log("INFO", "hello", fields);
  return lines()[0];
}

Deno.test("a line is one JSON object with timestamp, level, message and service first", () => {
  const { logger, entries } = recording();
  logger.log("INFO", "Record stored", { topic: "t", partition: 2, offset: 9007199254740993n });
  assertEquals(
    jsonLine(entries[0]!),
    '{"timestamp":"2024-05-06T07:08:09.010Z","level":"INFO","message":"Record stored",' +
      '"service":"demo","topic":"t","partition":2,"offset":"9007199254740993"}',
  );
});

Deno.test("a newline in a message stays inside its line", () => {
  const { logger, entries } = recording();
  logger.log("INFO", 'one\n{"level":"ERROR"}\u2028two', { note: "a\r\nb" });
  assertEquals(jsonLine(entries[0]!).split(/[\r\n]/).length, 1);
});

Deno.test("lines below the level are not written and not counted", async () => {
  const { logger, entries, meter } = recording("WARN");
  logger.log("INFO", "quiet");
  logger.log("ERROR", "loud");
  assertEquals(entries.map((entry) => entry.message), ["loud"]);
  const text = await meter.render();
  assertStringIncludes(text, 'log_messages_total{level="INFO"} 0');
  assertStringIncludes(text, 'log_messages_total{level="ERROR"} 1');
});

Deno.test("a child adds its fields to each line and its own child adds more", () => {
  const { logger, lines } = recording();
  const child = logger.child({ correlationId: "4bf9" }).child({ groupId: "g" });
  child.log("INFO", "hello", { memberId: "m-1" });
  const { correlation_id, group, member_id } = lines()[0];
  assertEquals([correlation_id, group, member_id], ["4bf9", "g", "m-1"]);
});

Deno.test("fields can't replace timestamp, level or message", () => {
  const line = logged({ timestamp: "never", level: "FATAL", message: "forged" });
  assertEquals(line.timestamp, "2024-05-06T07:08:09.010Z");
  assertEquals(line.level, "INFO");
  assertEquals(line.message, "hello");
});

Deno.test.each([
  { name: "password", value: "hunter2" },
  { name: "saslPassword", value: "hunter2" },
  { name: "Authorization", value: "Basic hunter2" },
  { name: "apiKey", value: { nested: "hunter2" } },
  { name: "sasl.jaas.config", value: "hunter2" },
  { name: "url", value: "mongodb://app:hunter2@db:27017/x" },
  { name: "note", value: "connect with password=hunter2, then go" },
  { name: "note", value: '{"clientSecret": "hunter2"}' },
  { name: "note", value: "header Bearer hunter2hunter2" },
  { name: "nested", value: { deeper: [{ refresh_token: "hunter2" }] } },
  { name: "map", value: new Map([["password", "hunter2"]]) },
])("a secret in $name is redacted", ({ name, value }) => {
  const text = JSON.stringify(logged({ [name]: value }));
  assert(!text.includes("hunter2"), text);
  assertStringIncludes(text, "[redacted]");
});

Deno.test("a secret in the message is redacted", () => {
  const { logger, lines } = recording();
  logger.log("ERROR", "No answer from https://user:hunter2@registry/subjects");
  assertEquals(lines()[0].message, "No answer from https://[redacted]@registry/subjects");
});

Deno.test("payloads are withheld and bytes are counted", () => {
  const bytes = new TextEncoder().encode("secret order");
  const record = { key: bytes, value: bytes, payload: "secret order" };
  const text = JSON.stringify(logged({ record, value: bytes, payload: { a: "secret order" } }));
  assert(!text.includes("secret order"), text);
  assertStringIncludes(text, "[12 bytes]");
});

Deno.test("an error becomes type, code, message and place", () => {
  const error = new WorkshopError("Topic t has no partition 9", {
    code: "UNKNOWN_PARTITION",
    topic: "t",
    partition: 9,
    offset: 12n,
    cause: new Error("password=hunter2"),
  });
  const line = logged({ error });
  assertEquals(line["error.type"], "WorkshopError");
  assertEquals(line["error.code"], "UNKNOWN_PARTITION");
  assertEquals(line["error.message"], "Topic t has no partition 9");
  assertEquals([line.topic, line.partition, line.offset], ["t", 9, "12"]);
  assertEquals(line["error.cause"], { type: "Error", message: "password=[redacted]" });
});

Deno.test("the runtime's own errors are told by place, for they quote their input", () => {
  const parse = () => JSON.parse('{"card": 4111111111111111');
  const locate = () => new URL("card 4111111111111111");
  for (const provoke of [parse, locate]) {
    try {
      provoke();
    } catch (error) {
      const line = logged({ error });
      assert(!JSON.stringify(line).includes("4111"), JSON.stringify(line));
      assertEquals(typeof line["error.type"], "string");
      assertStringIncludes(String(line["error.at"]), "at ");
    }
  }
});

Deno.test("deep, long, circular and odd values still make one bounded line", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const line = logged({
    circular,
    long: "x".repeat(100_000),
    many: Array.from({ length: 10_000 }, (_, index) => index),
    odd: [NaN, Infinity, undefined, Symbol("s"), () => 1, new Date(0), new Date(NaN)],
    absent: undefined,
  });
  assert(JSON.stringify(line).length < 4000);
  assertStringIncludes(String(line.long), "(100000 characters)");
  assert(!("absent" in line));
  assertEquals(line.odd, [
    "NaN",
    "Infinity",
    null,
    "[symbol]",
    "[function]",
    "1970-01-01T00:00:00.000Z",
    null,
  ]);
});

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPANS = { record: "00f067aa0ba902b7", active: "53995c3f42cd8ad8" };
const traceparentOf = (span: string) => `00-${TRACE}-${span}-01`;

Deno.test("a traceparent is told as trace and span, a malformed one not at all", () => {
  const { trace_id, span_id, traceparent } = logged({ traceparent: traceparentOf(SPANS.record) });
  assertEquals([trace_id, span_id, traceparent], [TRACE, SPANS.record, undefined]);
  assertEquals("trace_id" in logged({ traceparent: "00-1-2-01" }), false);
});

Deno.test("a line that names no trace belongs to the span that is active", () => {
  const entries: LogEntry[] = [];
  const logger = createJsonLogger({
    service: "demo",
    sinks: [{ write: (entry) => entries.push(entry) }],
    tracer: { ...nullTracer, active: () => traceparentOf(SPANS.active) },
  });
  logger.log("INFO", "one");
  logger.log("INFO", "two", { traceparent: undefined });
  logger.log("INFO", "three", { traceparent: traceparentOf(SPANS.record) });
  assertEquals(entries.map(({ fields }) => fields.span_id), [
    SPANS.active,
    SPANS.active,
    SPANS.record,
  ]);
});
