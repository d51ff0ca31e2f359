import { assertEquals, assertRejects } from "@std/assert";
import {
  type Labels,
  type LogFields,
  type Logger,
  ManualClock,
  type Meter,
  nullMeter,
  seededRandom,
} from "../../core/mod.ts";
import { EventGenerator, newTrace, type RandomEvent, traceHeaders } from "../../events/mod.ts";
import { EventProcessor } from "../../processor/mod.ts";
import { SchemaValidationError } from "../../schemas/mod.ts";
import { openSqliteStore, type Store, StoreError } from "../../storage/mod.ts";
import { eventHandlers, type EventRecord } from "./event_handler.ts";

const random = seededRandom("handler");
const TRACE = newTrace(random);

function failedPurchase(): RandomEvent {
  const event = new EventGenerator({ random }).next();
  return { ...event, event_type: "purchase", status: "failed", value: 10 };
}

function recordOf(value: unknown, offset = 5n): EventRecord {
  return {
    topic: "random-events",
    partition: 1,
    offset,
    timestampMs: Date.UTC(2024, 0, 1) - 2500,
    value: new TextEncoder().encode(JSON.stringify(value)),
    headers: traceHeaders(TRACE),
  };
}

function setUp(store: Store) {
  const lines: { level: string; fields: LogFields }[] = [];
  const measures: [number, Labels | undefined][] = [];
  const logger: Logger = {
    log: (level, _message, fields = {}) => lines.push({ level, fields }),
    child: () => logger,
  };
  const note = (value: number, labels?: Labels) => {
    if (value !== 0) measures.push([value, labels]);
  };
  const meter: Meter = {
    ...nullMeter,
    counter: () => ({ add: note }),
    histogram: () => ({ observe: note }),
  };
  const processor = new EventProcessor();
  const clock = new ManualClock();
  const handlers = eventHandlers({ processor, store, logger, meter, clock });
  return { handle: handlers.handler, handleMany: handlers.handleMany, processor, lines, measures };
}

Deno.test("an event is stored with what was found out, where it came from and its correlation id", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const event = failedPurchase();
  await setUp(store).handle(recordOf(event));
  const stored = await store.get(event.event_id);
  assertEquals(stored?.origin, { topic: "random-events", partition: 1, offset: 5n });
  assertEquals(stored?.body, {
    ...event,
    risk_score: 1,
    risk_level: "high",
    value_category: "low",
    alerts: ["failed_transaction"],
    correlation_id: TRACE.correlationId,
  });
});

Deno.test("an alert is counted by level and logged at WARN with its correlation id, not its content", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, lines, measures } = setUp(store);
  const event = failedPurchase();
  await handle(recordOf(event));
  assertEquals(measures, [[2.5, { topic: "random-events" }], [1, { level: "high" }]]);
  const warning = lines.find((line) => line.level === "WARN")!;
  assertEquals(warning.fields.correlation_id, TRACE.correlationId);
  assertEquals([warning.fields.partition, warning.fields.offset], [1, "5"]);
  assertEquals(JSON.stringify(lines).includes(event.metadata.user_agent), false);
});

Deno.test("a redelivered event is stored, counted and alerted once", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, processor, lines, measures } = setUp(store);
  const event = failedPurchase();
  for (let time = 0; time < 3; time++) await handle(recordOf(event));
  assertEquals([await store.count(), processor.statistics().processed], [1, 1]);
  assertEquals((await store.counters())["risk:high"], 1);
  assertEquals(lines.filter((line) => line.level === "WARN").length, 1);
  assertEquals(measures.length, 2);
});

Deno.test("poison is refused, not retriable, counted as rejected, and nothing is stored", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, processor } = setUp(store);
  const error = await assertRejects(() => handle(recordOf({})), SchemaValidationError);
  assertEquals([error.retriable, error.stage], [false, "envelope"]);
  assertEquals([processor.statistics().rejected, await store.count()], [1, 0]);
});

Deno.test("while the store is down the error is retriable, and the event counts once it is up", async () => {
  await using good = openSqliteStore({ path: ":memory:" });
  let down = true;
  const store: Store = {
    ...good,
    name: good.name,
    save(document) {
      if (!down) return good.save(document);
      return Promise.reject(new StoreError("down", { code: "STORE_IO", retriable: true }));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const { handle, processor } = setUp(store);
  const record = recordOf(failedPurchase());
  const error = await assertRejects(() => handle(record), StoreError);
  assertEquals([error.retriable, processor.statistics().processed], [true, 0]);
  down = false;
  await handle(record);
  assertEquals(processor.statistics().processed, 1);
});

Deno.test("events that come together are stored together, each once, and count as if alone", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, handleMany, processor, measures } = setUp(store);
  const events = [failedPurchase(), failedPurchase(), failedPurchase()];
  const records = events.map((event, at) => recordOf(event, BigInt(at)));
  await handle(records[1]!);
  assertEquals(await handleMany(records), 3);
  assertEquals([await store.count(), processor.statistics().processed], [3, 3]);
  assertEquals((await store.get(events[2]!.event_id))?.origin.offset, 2n);
  assertEquals(measures.length, 6);
});

Deno.test("poison ends what goes together: it is left to be refused alone, and counted once", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const { handle, handleMany, processor } = setUp(store);
  const records = [recordOf(failedPurchase()), recordOf({}), recordOf(failedPurchase())];
  assertEquals(await handleMany(records), 1);
  assertEquals(await handleMany(records.slice(1)), 0);
  assertEquals([await store.count(), processor.statistics().rejected], [1, 0]);
  await assertRejects(() => handle(records[1]!), SchemaValidationError);
  assertEquals(processor.statistics().rejected, 1);
});
