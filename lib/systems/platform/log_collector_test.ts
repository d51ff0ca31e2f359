import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { openSqliteStore, type Store, type StoreDocument, StoreError } from "../../storage/mod.ts";
import { withKafka } from "../random_events/_with_kafka_test.ts";
import { fillPlatform } from "./_platform_records.ts";
import { CollectedLogs } from "./collected_logs.ts";
import { startLogCollector } from "./log_collector.ts";

const QUICK = { session: { maxWaitMs: 50 }, commitEveryMs: 20, retry: { baseMs: 5 } };

interface Line {
  readonly level: string;
  readonly service: string;
  readonly message: string;
  readonly partition: number;
  readonly offset: number;
}

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function linesOf(path: string): Promise<Line[]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const placeOf = ({ partition, offset }: Line) => `${partition}/${offset}`;

/** A store that refuses what begins with a document once, then takes it. */
function busyStore(store: Store): Store {
  const refused = new Set<string>();
  return {
    ...store,
    name: store.name,
    save: (document) => store.save(document),
    saveAll(documents) {
      const [{ id }] = documents as [StoreDocument];
      if (refused.has(id)) return store.saveAll(documents);
      refused.add(id);
      return Promise.reject(
        new StoreError("Busy", { code: "STORE_BUSY", retriable: true, outage: false }),
      );
    },
    get: (id) => store.get(id),
    find: (query) => store.find(query),
    count: () => store.count(),
    counters: () => store.counters(),
    origins: (topic) => store.origins(topic),
    ping: () => store.ping(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

Deno.test("every message is stored once and stands in the files of its sinks, whoever is busy", async () => {
  await withFolder((folder) =>
    withKafka(async (connect) => {
      await fillPlatform(connect(), 600);
      await using store = openSqliteStore({ path: ":memory:" });
      const collector = await startLogCollector(connect(), {
        store: busyStore(store),
        files: { folder },
        consuming: { ...QUICK, maxRecordsAtOnce: 20 },
      });
      const done = () => {
        const { processed, deadLettered } = collector.statistics().consumer;
        return processed + deadLettered === 600;
      };
      await waitFor(done, { what: "600 messages", timeoutMs: 60_000 });
      const { consumer, logs } = await collector.stop();
      assertEquals(await store.count(), consumer.processed);
      const counters = await store.counters();
      for (const [sink, count] of Object.entries(logs["Routes"]!)) {
        const lines = await linesOf(`${folder}/${sink}.log`);
        assertEquals([lines.length, counters[`route:${sink}`]], [count, count], sink);
        assertEquals(new Set(lines.map(placeOf)).size, count, sink);
        assertEquals(
          (await store.find({ where: { [`routes.${sink}`]: 1 }, limit: 1000 })).length,
          count,
        );
      }
      const errors = await linesOf(`${folder}/errors.log`);
      assert(errors.length > 0 && errors.every(({ level }) => level === "ERROR"));
      const payments = await linesOf(`${folder}/payments.log`);
      assert(payments.every(({ service }) => service === "payment-service"));
      const archive = await linesOf(`${folder}/archive.log`);
      assert(
        archive.every(({ level, service }) => level !== "ERROR" && service !== "payment-service"),
      );
    })
  );
});

Deno.test("read again by another process, messages are in the store once and in the files twice", async () => {
  await withFolder((folder) =>
    withKafka(async (connect) => {
      await fillPlatform(connect(), 100);
      await using store = openSqliteStore({ path: ":memory:" });
      for (const groupId of ["one", "two"]) {
        const collector = await startLogCollector(connect(), {
          store,
          files: { folder },
          groupId,
          consuming: QUICK,
        });
        const done = () => {
          const { processed, deadLettered } = collector.statistics().consumer;
          return processed + deadLettered === 100;
        };
        await waitFor(done, { what: "100 messages" });
        const { consumer, logs } = await collector.stop();
        assertEquals(await store.count(), consumer.processed);
        assertEquals(logs["Level"] === undefined, groupId === "two", "counted when first stored");
      }
      const archive = await linesOf(`${folder}/archive.log`);
      assertEquals(archive.length, 2 * new Set(archive.map(placeOf)).size);
    })
  );
});

Deno.test("a file that is full begins anew, and a message handed in twice is written once", async () => {
  await withFolder(async (folder) => {
    const logs = new CollectedLogs({ folder, maxBytes: 1000, keep: 2 });
    const routed = (offset: number) => ({
      record: { topic: "application-logs", partition: 0, offset: BigInt(offset) },
      message: {
        timestamp: "2024-06-18T10:30:45Z",
        level: "INFO",
        service: "web",
        message: "x".repeat(100),
      } as const,
      sinks: ["archive"],
    });
    for (let offset = 0; offset < 20; offset++) {
      await logs.append([routed(offset)]);
      await logs.append([routed(offset)]);
    }
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(names, ["archive.log", "archive.log.1", "archive.log.2"]);
    for (const name of names) {
      assert((await Deno.stat(`${folder}/${name}`)).size <= 1000, name);
    }
    assertEquals((await linesOf(`${folder}/archive.log`)).at(-1)!.offset, 19);
    logs.forget();
    await logs.append([routed(19)]);
    const last = (await Promise.all(names.map((name) => linesOf(`${folder}/${name}`)))).flat()
      .filter(({ offset }) => offset === 19);
    assertEquals(last.length, 2, "what was forgotten is written again");
  });
});
