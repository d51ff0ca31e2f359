import { assert, assertEquals, assertThrows } from "@std/assert";
import { seededRandom, systemClock, waitFor } from "../../core/mod.ts";
import {
  breakMessage,
  followEventInput,
  InputLineError,
  openEventInput,
  POISON_KINDS,
  type SystemMetric,
} from "../../events/mod.ts";
import { SchemaValidationError, validatePlainMessage } from "../../schemas/mod.ts";
import { text, withKafka } from "../random_events/_with_kafka_test.ts";
import { HostFigures } from "./host_figures.ts";
import { applicationLogOfLine, systemMetricOfLine, userEventOfLine } from "./input_lines.ts";
import { APPLICATION_LOGS, SYSTEM_METRICS, USER_EVENTS } from "./message_kinds.ts";
import { startPlatformProducer } from "./producer.ts";

const KINDS = [USER_EVENTS, APPLICATION_LOGS, SYSTEM_METRICS] as const;
const ACCESS =
  `203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET /help HTTP/1.1" 404 5 "-" "curl/8"`;

Deno.test.each([...KINDS])("every poison of $topic is refused by its schema", (kind) => {
  const random = seededRandom(kind.topic);
  const source = kind.generator(random, systemClock);
  for (let round = 0; round < 50; round++) {
    for (const poison of POISON_KINDS) {
      const { value } = breakMessage(source.next() as never, kind.poison as never, random, poison);
      assertThrows(() => validatePlainMessage(value, kind.schema()), SchemaValidationError);
    }
  }
});

Deno.test("topics have their partitions, and messages of one key one partition, in order", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using admin = await kafka.admin();
    const partitions = { "user-events": 3, "application-logs": 2, "system-metrics": 4 };
    for (const kind of KINDS) {
      await using producer = await startPlatformProducer(kafka, {
        kind: kind as typeof USER_EVENTS,
        intervalMs: 0,
        count: 200,
        parseLine: (line) => JSON.parse(line),
        random: seededRandom(kind.topic),
      });
      await producer.closed;
      assertEquals(producer.statistics().acknowledged, 200);
      const { length } = await admin.describeTopic(kind.topic);
      assertEquals(length, partitions[kind.topic as keyof typeof partitions]);
      const log = await Array.fromAsync(kafka.read({ topic: kind.topic }));
      const places = new Map<string, number>();
      for (const { key, value, partition } of log) {
        const message = JSON.parse(text(value));
        assertEquals(text(key), kind.keyOf(message as never));
        assertEquals(places.get(text(key)) ?? partition, partition);
        places.set(text(key), partition);
      }
      assertEquals(new Set(places.values()).size, length, `partitions of ${kind.topic} in use`);
    }
  });
});

Deno.test("a line of input is NDJSON or an access log's, for logs any text with its level", () => {
  const logOf = applicationLogOfLine("my-app", { ...systemClock, now: () => 0 });
  const { event, user_id, page, status } = userEventOfLine(ACCESS, 1);
  assertEquals([event, user_id, page, status], ["page_view", "203.0.113.9", "/help", 404]);
  assertEquals(userEventOfLine(`{"user_id":"1","event":"click"}`, 1).event, "click");
  assertThrows(() => userEventOfLine("{", 7), InputLineError, "7");
  assertThrows(() => systemMetricOfLine("cpu 5", 8), InputLineError, "8");
  const access = logOf(ACCESS, 1);
  assertEquals([access.level, access.service], ["WARN", "web-server"]);
  const plain = logOf("2024-06-18 fatal: disk is full", 1);
  assertEquals([plain.level, plain.service, plain.timestamp], [
    "ERROR",
    "my-app",
    "1970-01-01T00:00:00.000Z",
  ]);
  const json = logOf(`{"time":"2024-06-18T10:00:00Z","severity":"warning","msg":"Slow"}`, 1);
  assertEquals([json.level, json.message, json.timestamp, json.service], [
    "WARN",
    "Slow",
    "2024-06-18T10:00:00.000Z",
    "my-app",
  ]);
  for (const log of [access, plain, json]) {
    validatePlainMessage(JSON.stringify(log), APPLICATION_LOGS.schema());
  }
});

Deno.test("good lines of an input are sent, bad ones are dead letters", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    const lines = [
      `{"timestamp":"2024-06-18T10:00:00Z","host":"a","metric":"cpu_percent","value":5}`,
      `{"timestamp":"2024-06-18T10:00:00Z","host":"a","metric":"cpu_percent","value":"5"}`,
      "",
      "rubbish",
    ];
    const bytes = new TextEncoder().encode(lines.join("\n"));
    await using producer = await startPlatformProducer(kafka, {
      kind: SYSTEM_METRICS,
      intervalMs: 0,
      parseLine: systemMetricOfLine,
      input: await openEventInput(ReadableStream.from([bytes])),
    });
    await producer.closed;
    const { sent, blankLines, rejectedLines, deadLetteredLines } = producer.statistics();
    assertEquals([sent, blankLines, rejectedLines, deadLetteredLines], [1, 1, 2, 2]);
  });
});

Deno.test("a log that grows is followed: what is written from now on is sent", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".runs", suffix: ".log" });
  try {
    await withKafka(async (connect) => {
      const kafka = connect();
      await Deno.writeTextFile(file, "an old line\n");
      await using producer = await startPlatformProducer(kafka, {
        kind: APPLICATION_LOGS,
        intervalMs: 0,
        parseLine: applicationLogOfLine("my-app", systemClock),
        input: await followEventInput(file, { lookEveryMs: 5 }),
      });
      await Deno.writeTextFile(file, "ERROR one\ntwo\nhalf a ", { append: true });
      await waitFor(() => producer.statistics().acknowledged === 2, { what: "two lines" });
      await Deno.writeTextFile(file, "line\n", { append: true });
      await waitFor(() => producer.statistics().acknowledged === 3, { what: "the third" });
      await producer.stop();
      const log = await Array.fromAsync(kafka.read({ topic: "application-logs" }));
      const messages = log.map(({ value }) => JSON.parse(text(value)));
      assertEquals(messages.map(({ level, message }) => [level, message]), [
        ["ERROR", "ERROR one"],
        ["INFO", "two"],
        ["INFO", "half a line"],
      ]);
    });
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("this host's figures are valid readings, and percentages are of a hundred", async () => {
  using figures = new HostFigures(systemClock);
  const readings: SystemMetric[] = [];
  for (let n = 0; n < 2 * HostFigures.perRound; n++) readings.push(await figures.next());
  for (const reading of readings) {
    validatePlainMessage(JSON.stringify(reading), SYSTEM_METRICS.schema());
    assertEquals(reading.host, Deno.hostname());
    assert(reading.value >= 0);
    if (reading.unit === "percent") assert(reading.value <= 100, `${reading.value}`);
  }
  assertEquals(readings.slice(0, 4).map(({ metric }) => metric), [
    "cpu_percent",
    "memory_percent",
    "disk_percent",
    "event_loop_delay_ms",
  ]);
  const memory = readings.find(({ metric }) => metric === "memory_percent")!;
  assert(memory.value > 0, "a machine that runs this uses memory");
});
