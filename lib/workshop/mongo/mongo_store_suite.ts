import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConfigError, systemClock, waitFor } from "../../core/mod.ts";
import { openMongoStore, type Store, type StoreDocument, StoreError } from "../../storage/mod.ts";
import { openRunFolder } from "../run_folder.ts";
import { countOf } from "./_count_of.ts";
import { Relay } from "./_relay.ts";
import { MongoServer } from "./mongo_server.ts";

/** Runs a test with a server of its own, which it may kill. */
async function withServer(test: (server: MongoServer) => Promise<void>): Promise<void> {
  await using folder = await openRunFolder("mongodb");
  await using server = await MongoServer.start({ folder: folder.path });
  await test(server);
}

function order(n: number): StoreDocument {
  const origin = { topic: "orders", partition: 0, offset: BigInt(n) };
  return { id: `order-${n}`, timeMs: n, body: {}, origin, counts: { orders: 1 } };
}

const BATCH = [order(1), order(2), order(3)];

Deno.test("an insert whose answer is lost may have been stored, and its repeat counts nothing twice", async () => {
  await withServer(async (server) => {
    await using relay = new Relay(server.port);
    await using store = await openMongoStore({ uri: relay.uri });
    const cut = relay.cutAnswerOf("insert");
    const error = await assertRejects(() => store.saveAll(BATCH), StoreError, "127.0.0.1");
    await cut;
    assertEquals([error.code, error.outage, error.definite], ["STORE_UNREACHABLE", true, false]);
    assertEquals(await store.saveAll(BATCH), ["duplicate", "duplicate", "duplicate"]);
    assertEquals([await store.count(), await store.counters()], [3, { orders: 3 }]);
  });
});

Deno.test("an insert that never arrived is repeated, and counts once", async () => {
  await withServer(async (server) => {
    await using relay = new Relay(server.port);
    await using store = await openMongoStore({ uri: relay.uri });
    for (const command of ["insert", "findAndModify"]) {
      const cut = relay.cutBefore(command);
      const error = await assertRejects(() => store.saveAll(BATCH), StoreError);
      await cut;
      assertEquals([error.outage, error.definite], [true, command === "findAndModify"]);
      assertEquals(await store.count(), 0);
    }
    assertEquals(await store.saveAll(BATCH), ["inserted", "inserted", "inserted"]);
    assertEquals(await store.counters(), { orders: 3 });
  });
});

Deno.test("a server that falls silent is an outage after the time it is given", async () => {
  await withServer(async (server) => {
    await using relay = new Relay(server.port);
    await using store = await openMongoStore({ uri: relay.uri, timeoutMs: 2000 });
    relay.silence();
    const error = await assertRejects(() => store.save(order(1)), StoreError);
    assertEquals([error.outage, error.retriable], [true, true]);
    await assertRejects(() => store.ping(), StoreError, "127.0.0.1");
  });
});

Deno.test("a server that is killed while documents are saved has each of them once in the end", async () => {
  await withServer(async (server) => {
    await using store = await openMongoStore({ uri: server.uri, timeoutMs: 2000 });
    let isEnough = false;
    const writers = [0, 1, 2].map((writer) =>
      saveWhile(() => !isEnough, store, writer * 1_000_000)
    );
    for (let kills = 0; kills < 3; kills++) {
      const before = await countOf(store);
      await waitFor(async () => await countOf(store) > before + 100, { what: "100 documents" });
      await server.kill();
      await assertRejects(() => store.ping(), StoreError);
      await server.restart();
    }
    isEnough = true;
    const ended = await Promise.all(writers);
    const errors = ended.flatMap((writer) => writer.errors);
    assert(errors.length > 0 && errors.every((error) => error.outage && error.retriable));
    const orders = ended.reduce((sum, { saved }) => sum + saved, 0);
    assertEquals([await store.count(), await store.counters()], [orders, { orders }]);
  });
});

Deno.test("a writer that is ended in the midst leaves counters that agree with the documents", async () => {
  await withServer(async (server) => {
    const target = { uri: server.uri, collection: "orders" };
    const url = new URL("./_writer_worker.ts", import.meta.url);
    const worker = new Worker(url, { type: "module" });
    const saved = Promise.withResolvers<number>();
    worker.onmessage = ({ data }) => data >= 200 && saved.resolve(data);
    worker.postMessage(target);
    const least = await saved.promise;
    worker.terminate();
    await using store = await openMongoStore(target);
    const count = await store.count();
    assert(count >= least, `${count} of ${least}`);
    assertEquals(await store.counters(), { orders: count });
    const all = count + 100;
    await saveWhile((saved) => saved < all, store);
    assertEquals(await store.counters(), { orders: count + 100 });
  });
});

Deno.test("a server that is not there is an outage, a login that it refuses is configuration", async () => {
  await withServer(async (server) => {
    const login = server.uri.replace("//", "//ann:hunter2@");
    const refused = await assertRejects(() => openMongoStore({ uri: login }), ConfigError);
    assert(refused.message.includes("MONGODB_URI"), refused.message);
    assert(!refused.message.includes("hunter2"), refused.message);
    await server.kill();
    const options = { uri: login, timeoutMs: 100 };
    const error = await assertRejects(() => openMongoStore(options), StoreError);
    assertEquals([error.code, error.outage], ["STORE_UNREACHABLE", true]);
    assert(!error.message.includes("hunter2"), error.message);
  });
});

/** Saves documents as a consumer does: an outage is waited for, and the same call repeated. */
async function saveWhile(
  isWanted: (saved: number) => boolean,
  store: Store,
  first = 0,
): Promise<{ readonly saved: number; readonly errors: readonly StoreError[] }> {
  const errors: StoreError[] = [];
  let saved = 0;
  while (isWanted(saved)) {
    const from = first + saved;
    try {
      await store.saveAll(Array.from({ length: 10 }, (_, at) => order(from + at)));
      saved += 10;
    } catch (error) {
      if (!(error instanceof StoreError && error.outage)) throw error;
      errors.push(error);
      await systemClock.sleep(20);
    }
  }
  return { saved, errors };
}
