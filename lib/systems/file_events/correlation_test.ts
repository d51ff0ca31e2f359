import { assert, assertEquals } from "@std/assert";
import { type LogFields, type Logger, waitFor, WorkshopError } from "../../core/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import { header, withKafka } from "../random_events/_with_kafka_test.ts";
import { ADDED, envelope } from "./_events.ts";
import { startFileEventsConsumer } from "./consumer.ts";
import { FILE_EVENT_HANDLERS } from "./handlers.ts";
import { startFileEventsProducer } from "./producer.ts";

/** Keeps every line with what was said beside it. */
function keeping(lines: (LogFields & { message: string })[], more: LogFields = {}): Logger {
  return {
    log: (_level, message, fields = {}) => void lines.push({ message, ...more, ...fields }),
    child: (fields) => keeping(lines, { ...more, ...fields }),
  };
}

Deno.test("one id goes with an event from its producer through retries to store or dead letter", async () => {
  await withKafka(async (connect) => {
    const lines: (LogFields & { message: string })[] = [];
    const logger = keeping(lines);
    await using store = openSqliteStore({ path: ":memory:" });
    const busy = new WorkshopError("The scanner is busy: try again", {
      code: "BUSY",
      retriable: true,
    });
    let refusals = 3;
    await using producer = await startFileEventsProducer(connect(), {
      intervalMs: 0,
      logger,
      events: () => [
        envelope("file-added", ADDED, "passes"),
        envelope("file-removed", { fileId: "f-1", removedBy: "u-1" }, "stays"),
      ],
    });
    await producer.closed;
    await using consumer = await startFileEventsConsumer(connect(), {
      store,
      logger,
      consuming: { retry: { maxRetries: 3, baseMs: 1 } },
      handlers: {
        ...FILE_EVENT_HANDLERS,
        "file-added": (event, context) => {
          if (refusals-- > 0) throw busy;
          return FILE_EVENT_HANDLERS["file-added"]!(event, context);
        },
        "file-removed": () => {
          throw busy;
        },
      },
    });
    await waitFor(() => consumer.statistics().consumer.deadLettered === 1, { what: "the letter" });
    const { processed, retried } = consumer.statistics().consumer;
    // Events that wait together are first handed over together, which is no try yet.
    assertEquals([processed, retried === 5 || retried === 6], [1, true]);
    const stored = await store.get("passes");
    const passes = stored!.body.correlation_id as string;
    const [letter] = await Array.fromAsync(connect().read({ topic: "DLQ" }));
    const stays = header(letter!, "correlation-id");
    assertEquals([header(letter!, "dlq.attempts"), header(letter!, "dlq.error.code")], [
      "4",
      "BUSY",
    ]);
    assert(passes !== stays);
    const said = (id: string) =>
      lines.filter((line) => line.correlation_id === id).map(({ message }) => message);
    assertEquals(said(passes)[0], "Event sent");
    assertEquals(said(passes).at(-1), "Event stored");
    assert(said(stays).includes("Event sent"));
    assert(said(stays).some((message) => message.includes("dead letters")));
    for (const id of [passes, stays]) {
      assert(said(id).some((message) => message.includes("tried again")), said(id).join("; "));
    }
  });
});
