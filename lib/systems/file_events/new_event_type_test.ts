import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError, waitFor } from "../../core/mod.ts";
import {
  ALL_EVENT_TYPES,
  loadFileEventFormat,
  SCHEMA_FOLDER,
  SchemaFolder,
  SchemaValidationError,
} from "../../schemas/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import { header, withKafka } from "../random_events/_with_kafka_test.ts";
import { ADDED, envelope } from "./_events.ts";
import { Catalog } from "./catalog.ts";
import { startFileEventsConsumer } from "./consumer.ts";
import { FILE_EVENT_HANDLERS, type FileEventHandlers } from "./handlers.ts";
import { startFileEventsProducer } from "./producer.ts";

const TYPE = "file-renamed";
const SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: `payload/${TYPE}.json`,
  title: "A file was renamed",
  type: "object",
  required: ["fileId", "fileName"],
  additionalProperties: false,
  properties: {
    fileId: { type: "string", minLength: 1 },
    fileName: { type: "string", minLength: 1 },
  },
};
const HANDLERS: FileEventHandlers = {
  ...FILE_EVENT_HANDLERS,
  [TYPE]: ({ payload: { fileName } }) => ({ present: true, state: { fileName } }),
};

/** The project's schemas of events in a folder of their own, and one more. */
async function withOneMore(use: (folder: SchemaFolder) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const path = await Deno.makeTempDir({ dir: ".runs" });
  try {
    for (const below of ["envelope", "payload"]) {
      await Deno.mkdir(`${path}/${below}`);
      for await (const { name } of Deno.readDir(new URL(below, SCHEMA_FOLDER))) {
        const text = await Deno.readTextFile(new URL(`${below}/${name}`, SCHEMA_FOLDER));
        await Deno.writeTextFile(`${path}/${below}/${name}`, text);
      }
    }
    await Deno.writeTextFile(`${path}/payload/${TYPE}.json`, JSON.stringify(SCHEMA));
    await use(new SchemaFolder(new URL(`file://${await Deno.realPath(path)}/`)));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("one schema file and one handler make an event type that is sent, checked and stored", async () => {
  await withOneMore(async (folder) => {
    const types = [...ALL_EVENT_TYPES, TYPE];
    assertEquals(new Set(folder.names("payload")), new Set(types));
    const format = loadFileEventFormat(folder, types);
    await withKafka(async (connect) => {
      const kafka = connect();
      await using store = openSqliteStore({ path: ":memory:" });
      await assertRejects(
        () => startFileEventsConsumer(connect(), { store, format }),
        ConfigError,
        `No handler for event type ${TYPE}: add one to FILE_EVENT_HANDLERS`,
      );
      await using consumer = await startFileEventsConsumer(connect(), {
        store,
        format,
        handlers: HANDLERS,
      });
      const renamed = envelope(TYPE, { fileId: "f-1", fileName: "b.txt" }, "e-2");
      await using producer = await startFileEventsProducer(kafka, {
        format,
        intervalMs: 0,
        events: () => [envelope("file-added", ADDED), renamed],
      });
      await producer.closed;
      await waitFor(() => consumer.statistics().events.stored === 2, { what: "both events" });
      const entry = await new Catalog(store).entry("file", "f-1");
      assertEquals([entry?.present, entry?.state.fileName, entry?.state.addedBy], [
        true,
        "b.txt",
        "u-1",
      ]);
    });
  });
});

Deno.test("a new event type's payload is held against its schema on both sides", async () => {
  await withOneMore(async (folder) => {
    const format = loadFileEventFormat(folder, [...ALL_EVENT_TYPES, TYPE]);
    await withKafka(async (connect) => {
      await using store = openSqliteStore({ path: ":memory:" });
      const bad = envelope(TYPE, { fileId: "f-1", fileName: "" });
      const producer = await startFileEventsProducer(connect(), { format, events: () => [bad] });
      const error = await assertRejects(() => producer.closed, SchemaValidationError);
      assertEquals([error.stage, error.pointer], ["payload", "/payload/fileName"]);
      await using consumer = await startFileEventsConsumer(connect(), {
        store,
        format,
        handlers: HANDLERS,
      });
      const unchecked = { ...format, payloads: new Map(format.payloads) };
      unchecked.payloads.set(TYPE, {
        file: "none",
        pointer: "/payload",
        validate: () => true,
      });
      await using careless = await startFileEventsProducer(connect(), {
        format: unchecked,
        intervalMs: 0,
        events: () => [bad],
      });
      await careless.closed;
      await waitFor(() => consumer.statistics().consumer.deadLettered === 1, {
        what: "its letter",
      });
      const [letter] = await Array.fromAsync(connect().read({ topic: "DLQ" }));
      assertEquals(header(letter!, "dlq.error.stage"), "payload");
    });
  });
});

Deno.test("a name in the registry without a schema file is refused by the file's name", async () => {
  await withOneMore((folder) => {
    const start = async () => await loadFileEventFormat(folder, [...ALL_EVENT_TYPES, "file-moved"]);
    return assertRejects(start, ConfigError, "payload/file-moved.json").then(() => {});
  });
});
