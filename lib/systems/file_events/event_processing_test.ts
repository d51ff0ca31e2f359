import { assertEquals, assertRejects } from "@std/assert";
import {
  type Labels,
  type LogFields,
  type Logger,
  ManualClock,
  type Meter,
  nullMeter,
  WorkshopError,
} from "../../core/mod.ts";
import { fileEventFormat, SchemaValidationError, VALIDATION_STAGES } from "../../schemas/mod.ts";
import { openSqliteStore, type Store, StoreError } from "../../storage/mod.ts";
import { ADDED, envelope, recordOf, TRACE } from "./_events.ts";
import { FileEventTally } from "./consumer_statistics.ts";
import { eventProcessing } from "./event_processing.ts";
import { FILE_EVENT_HANDLERS, type FileEventHandlers } from "./handlers.ts";
import { FILE_EVENTS_TOPICS } from "./topics.ts";

function setUp(store: Store, handlers: FileEventHandlers = FILE_EVENT_HANDLERS) {
  const lines: { level: string; message: string; fields: LogFields }[] = [];
  const measures: [number, Labels | undefined][] = [];
  const logger: Logger = {
    log: (level, message, fields = {}) => lines.push({ level, message, fields }),
    child: () => logger,
  };
  const note = (value: number, labels?: Labels) => void measures.push([value, labels]);
  const meter: Meter = {
    ...nullMeter,
    counter: () => ({ add: note }),
    histogram: () => ({ observe: note }),
  };
  const tally = new FileEventTally();
  const clock = new ManualClock();
  const format = fileEventFormat();
  const topics = FILE_EVENTS_TOPICS;
  const processing = eventProcessing({
    topics,
    format,
    handlers,
    store,
    tally,
    logger,
    meter,
    clock,
  });
  const begun = measures.splice(0);
  return {
    handle: (record: ReturnType<typeof recordOf>) => processing.handler(record, {}),
    handleMany: (records: readonly ReturnType<typeof recordOf>[]) =>
      processing.handleMany(records, {}),
    tally,
    lines,
    begun,
    measures,
  };
}

const added = envelope("file-added", ADDED);
const many = Array.from({ length: 6 }, (_, at) => envelope("file-added", ADDED, `e-${at}`));

Deno.test("an event is stored with its change, its origin and its correlation id", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, measures } = setUp(store);
  await handle(recordOf(added, 9n));
  const stored = await store.get("e-1");
  assertEquals(stored?.origin, { topic: "kafka-topics1", partition: 1, offset: 9n });
  assertEquals(stored?.timeMs, Date.UTC(2024, 0, 1));
  assertEquals(stored?.body, {
    ...added,
    domain: "file",
    subject: "file/f-1",
    present: true,
    state: { fileName: "a.txt", sizeBytes: 5, addedBy: "u-1", addedAt: "2024-01-01T00:00:00Z" },
    correlation_id: TRACE.correlationId,
  });
  assertEquals(measures, [[2.5, { topic: "kafka-topics1" }]]);
});

Deno.test("an event that comes again, wherever it lies, is stored and counted once", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, handleMany, tally, lines } = setUp(store);
  await handle(recordOf(added, 9n));
  await handle(recordOf(added, 9n));
  assertEquals(await handleMany([recordOf(added, 10n)]), 1);
  assertEquals(await store.count(), 1);
  assertEquals(await store.counters(), { file_events: 1, "type:file-added": 1 });
  const { stored, repeated, byType } = tally.snapshot();
  assertEquals([stored, repeated, byType], [1, 2, { "file-added": 1 }]);
  assertEquals(
    lines.map(({ fields }) => fields.correlation_id),
    Array(3).fill(TRACE.correlationId),
  );
});

Deno.test("each stage refuses what is its own, counted by stage from 0, and nothing is stored", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, tally, begun, measures } = setUp(store);
  assertEquals(
    begun,
    FILE_EVENTS_TOPICS.flatMap((topic) =>
      VALIDATION_STAGES.map((stage): [number, Labels] => [0, { topic, stage }])
    ),
  );
  const bad = [
    ["envelope", "{"],
    ["event_type", envelope("file-vanished", ADDED)],
    ["payload", envelope("file-added", { ...ADDED, sizeBytes: "5" })],
  ] as const;
  for (const [stage, event] of bad) {
    const error = await assertRejects(() => handle(recordOf(event)), SchemaValidationError);
    assertEquals([error.stage, error.retriable], [stage, false]);
  }
  assertEquals(tally.snapshot().refused, { envelope: 1, event_type: 1, payload: 1 });
  assertEquals(measures.map(([, labels]) => labels?.stage), bad.map(([stage]) => stage));
  assertEquals(await store.count(), 0);
});

Deno.test("events before the first bad one are stored together; the bad one is left and not yet counted", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handleMany, tally } = setUp(store);
  const events: unknown[] = many.with(3, { ...many[3]!, payload: {} });
  assertEquals(await handleMany(events.map((event, at) => recordOf(event, BigInt(at)))), 3);
  assertEquals(await handleMany([recordOf("{")]), 0);
  assertEquals([await store.count(), tally.snapshot().refused.payload], [3, 0]);
});

Deno.test("what a handler throws decides, and the events before it are stored", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const busy = new WorkshopError("Busy: try again", { code: "BUSY", retriable: true });
  const handlers = {
    ...FILE_EVENT_HANDLERS,
    "user-deleted": () => {
      throw busy;
    },
  };
  const { handle, handleMany } = setUp(store, handlers);
  const last = envelope("user-deleted", { userId: "u-1", deletedBy: "u-2" });
  assertEquals(await handleMany([...many, last].map((event) => recordOf(event))), 6);
  assertEquals(await handle(recordOf(last)).catch((error) => error), busy);
});

Deno.test("while the store is down nothing counts as stored", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const down = new StoreError("It is down", { code: "STORE_UNAVAILABLE", retriable: true });
  const refuse = () => Promise.reject(down);
  const { handle, handleMany, tally } = setUp({
    ...store,
    name: store.name,
    save: refuse,
    saveAll: refuse,
  });
  assertEquals(await handle(recordOf(added)).catch((error) => error), down);
  assertEquals(await handleMany([recordOf(added)]).catch((error) => error), down);
  assertEquals(tally.snapshot().stored, 0);
});
