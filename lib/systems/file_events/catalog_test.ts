import { assertEquals } from "@std/assert";
import { nullLogger, nullMeter, seededRandom } from "../../core/mod.ts";
import { type FileEvent, FileEventGenerator, subjectOf } from "../../events/mod.ts";
import { fileEventFormat } from "../../schemas/mod.ts";
import { openSqliteStore, type Store } from "../../storage/mod.ts";
import { ADDED, envelope, recordOf } from "./_events.ts";
import { Catalog } from "./catalog.ts";
import { FileEventTally } from "./consumer_statistics.ts";
import { eventProcessing } from "./event_processing.ts";
import { FILE_EVENT_HANDLERS } from "./handlers.ts";
import { FILE_EVENTS_TOPICS } from "./topics.ts";

function handlerOf(store: Store) {
  const { handler } = eventProcessing({
    topics: FILE_EVENTS_TOPICS,
    format: fileEventFormat(),
    handlers: FILE_EVENT_HANDLERS,
    store,
    tally: new FileEventTally(),
    logger: nullLogger,
    meter: nullMeter,
  });
  return (event: unknown, offset: bigint) => handler(recordOf(event, offset), {});
}

Deno.test("a removed file stays in the catalog as removed, with all that is known of it", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const handle = handlerOf(store);
  const catalog = new Catalog(store);
  assertEquals(await catalog.entry("file", "f-1"), undefined);
  await handle(envelope("file-added", ADDED), 0n);
  assertEquals((await catalog.entry("file", "f-1"))?.present, true);
  await handle(envelope("file-removed", { fileId: "f-1", removedBy: "u-2" }, "e-2"), 1n);
  await handle(envelope("file-added", ADDED), 2n);
  assertEquals(await catalog.entry("file", "f-1"), {
    domain: "file",
    id: "f-1",
    present: false,
    state: {
      fileName: "a.txt",
      sizeBytes: 5,
      addedBy: "u-1",
      addedAt: "2024-01-01T00:00:00Z",
      removedBy: "u-2",
      removedAt: "2024-01-01T00:00:00Z",
    },
  });
});

Deno.test("the log's order counts, not the clocks of those who wrote", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const handle = handlerOf(store);
  const late = { ...envelope("file-added", ADDED), eventTime: "2024-01-02T00:00:00Z" };
  await handle(late, 0n);
  await handle(envelope("file-removed", { fileId: "f-1", removedBy: "u-2" }, "e-2"), 1n);
  assertEquals((await new Catalog(store).entry("file", "f-1"))?.present, false);
});

Deno.test("the catalog of a long run says what the events come to, also when they come twice", async () => {
  await using store = openSqliteStore({ path: ":memory:", indexes: ["subject"] });
  const handle = handlerOf(store);
  const generator = new FileEventGenerator({ random: seededRandom("catalog") });
  const events = Array.from({ length: 400 }, () => generator.next());
  for (const [at, event] of events.entries()) {
    await handle(event, BigInt(at));
    if (at % 3 === 0) await handle(events[Math.floor(at / 2)], BigInt(at / 2 | 0));
  }
  for (const domain of ["file", "user"]) {
    const entries = await new Catalog(store).latest(domain, { limit: 1000 });
    const found = entries.map(({ id, present }) => [id, present] as const);
    assertEquals(new Map(found.sort()), new Map(expected(events, domain).sort()));
  }
});

function expected(events: readonly FileEvent[], domain: string): (readonly [string, boolean])[] {
  const present = new Map<string, boolean>();
  for (const event of events) {
    const subject = subjectOf(event);
    if (subject.domain !== domain) continue;
    present.set(subject.id, /-(added|created)$/.test(event.eventType));
  }
  return [...present];
}
