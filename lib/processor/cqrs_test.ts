import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { seededRandom, waitFor, WorkshopError } from "../core/mod.ts";
import { createProducer } from "../producer/mod.ts";
import {
  type Account,
  type AccountEvent,
  AccountsBench,
  PARTITIONS,
  randomEvents,
  TOPIC,
} from "./_accounts_bench.ts";
import { CommandHandler } from "./cqrs_commands.ts";
import { IndexedRows } from "./cqrs_rows.ts";
import { openView, type SavedView, type ViewOptions } from "./cqrs_view.ts";
import { VersionConflictError } from "./event_sourcing_append.ts";

/** What the overview of accounts shows. */
interface Row {
  readonly owner: string;
  readonly balance: number;
  readonly events: number;
}

type Command = { readonly withdraw: number } | { readonly deposit: number };

class TooLittle extends Error {}

const overview: ViewOptions<Row, AccountEvent> = {
  topic: TOPIC,
  apply(rows, { aggregateId, event }) {
    const row = rows.get(aggregateId) ?? { owner: "", balance: 0, events: 0 };
    const events = row.events + 1;
    if (event.type === "opened") {
      return rows.put(aggregateId, { ...row, owner: event.data.owner, events });
    }
    const sign = event.type === "deposited" ? 1 : -1;
    const balance = row.balance + sign * event.data.amount;
    rows.put(aggregateId, { ...row, balance, events });
  },
  indexes: {
    owner: ({ owner }) => owner === "" ? undefined : owner,
    debt: ({ balance }) => balance < 0 ? "yes" : undefined,
  },
};

/** Decides like a bank: nobody draws more than is there. */
function decide({ balance }: Account, command: Command): AccountEvent[] {
  if ("deposit" in command) return [{ type: "deposited", data: { amount: command.deposit } }];
  if (command.withdraw > balance) throw new TooLittle(`${balance} is too little`);
  return command.withdraw === 0 ? [] : [{ type: "withdrawn", data: { amount: command.withdraw } }];
}

Deno.test("a command meets the folded state, and is refused where that does not allow it", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  const commands = new CommandHandler(store, { decide });
  await assertRejects(() => commands.handle("a", { withdraw: 1 }), TooLittle);
  await commands.handle("a", { deposit: 5 });
  assertEquals(await commands.handle("a", { withdraw: 0 }), undefined);
  await commands.handle("a", { withdraw: 5 });
  await assertRejects(() => commands.handle("a", { withdraw: 1 }), TooLittle);
  assertEquals(store.get("a").version, 2);
  assertEquals(commands.statistics(), { accepted: 3, refused: 2, retried: 0 });
});

Deno.test("writers that overtake each other never draw an account below zero", async () => {
  await using bench = await AccountsBench.start();
  const stores = await Promise.all([1, 2, 3, 4].map(() => bench.store()));
  const handlers = stores.map((store) => new CommandHandler(store, { decide, maxTries: 1000 }));
  await handlers[0]!.handle("a", { deposit: 20 });
  const ends = await Promise.allSettled(
    Array.from({ length: 40 }, (_, at) => handlers[at % 4]!.handle("a", { withdraw: 1 })),
  );
  // A process that has not read the deposit yet refuses rightly: it asks again.
  const done = ends.filter(({ status }) => status === "fulfilled").length;
  assert(done <= 20);
  await Promise.all(stores.map((store) => store.caughtUp()));
  const rest = await Promise.allSettled(
    Array.from({ length: 40 }, (_, at) => handlers[at % 4]!.handle("a", { withdraw: 1 })),
  );
  const more = rest.filter(({ status }) => status === "fulfilled").length;
  assertEquals(done + more, 20);
  await Promise.all(stores.map((store) => store.caughtUp()));
  for (const store of stores) assertEquals(store.get("a").state.balance, 0);
  assert(handlers.some((handler) => handler.statistics().retried > 0));
});

Deno.test("a command that names the version it has looked at is not done twice", async () => {
  await using bench = await AccountsBench.start();
  const commands = new CommandHandler(await bench.store(), { decide });
  await commands.handle("a", { deposit: 5 }, { expectedVersion: 0 });
  const again = () => commands.handle("a", { deposit: 5 }, { expectedVersion: 0 });
  await assertRejects(again, VersionConflictError);
  const elsewhere = new CommandHandler(await bench.store(), { decide });
  await elsewhere.handle("a", { deposit: 1 });
  await commands.handle("a", { withdraw: 6 }, { expectedVersion: 2 });
  await assertRejects(
    () => commands.handle("a", { deposit: 1 }, { expectedVersion: 7 }),
    VersionConflictError,
  );
});

Deno.test("one reads one's own writes when the view has seen them", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  await using view = await openView(bench.kafka, overview);
  for (let version = 0; version < 30; version++) {
    const written = await store.append("a", version, [{
      type: "deposited",
      data: { amount: 1 },
    }]);
    await view.seen(written);
    assertEquals(view.rows.get("a")!.balance, version + 1);
  }
  const nobody = () => view.seen({ partition: 0, offset: 9999n }, { timeoutMs: 20 });
  const error = await assertRejects(nobody, WorkshopError);
  assertEquals(error.code, "WAIT_TIMEOUT");
});

Deno.test("a view that is built again from the first record equals the live one", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  await using live = await openView(bench.kafka, overview);
  const random = seededRandom("live");
  for (let count = 0; count < 80; count++) {
    const id = `account ${random.int(1, 9)}`;
    const { version } = store.get(id);
    await store.append(id, version, randomEvents(random, version));
  }
  await live.caughtUp();
  await using rebuilt = await openView(bench.kafka, overview);
  await rebuilt.caughtUp();
  assertEquals(sorted(rebuilt.saved()), sorted(live.saved()));
  for (const id of store.ids()) {
    assertEquals(rebuilt.rows.get(id)!.balance, store.get(id).state.balance);
  }
  for (const owner of live.rows.keys("owner")) {
    assertEquals(
      rebuilt.rows.idsBy("owner", owner).toSorted(),
      live.rows.idsBy("owner", owner).toSorted(),
    );
  }
});

Deno.test("what came too late is in the topic, and no view shows it", async () => {
  await using bench = await AccountsBench.start();
  const [one, two] = [await bench.store(), await bench.store()];
  const commit: AccountEvent[] = [{ type: "deposited", data: { amount: 1 } }];
  for (let version = 0; version < 10; version++) {
    await Promise.all([one.caughtUp(), two.caughtUp()]);
    await Promise.allSettled([one, two].map((store) => store.append("a", version, commit)));
  }
  await using view = await openView(bench.kafka, overview);
  await view.caughtUp();
  assertEquals(view.rows.get("a"), { owner: "", balance: 10, events: 10 });
  assert(view.statistics().superseded > 0);
});

Deno.test("a view that was saved goes on where it was, killed at any moment after", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  const storage = memory();
  const random = seededRandom("saved");
  let applied = 0;
  for (let round = 0; round < 6; round++) {
    await using view = await openView(bench.kafka, { ...overview, storage });
    for (let count = 0; count < 8; count++) {
      const id = `account ${random.int(1, 4)}`;
      const { version } = store.get(id);
      await store.append(id, version, randomEvents(random, version));
    }
    await view.caughtUp();
    applied += view.statistics().applied;
    // Not always: the next one applies again what this one has not kept.
    if (random.next() < 0.6) await view.save();
  }
  await using rebuilt = await openView(bench.kafka, overview);
  await using resumed = await openView(bench.kafka, { ...overview, storage });
  await Promise.all([rebuilt.caughtUp(), resumed.caughtUp()]);
  assertEquals(sorted(resumed.saved()), sorted(rebuilt.saved()));
  assert(resumed.statistics().applied < rebuilt.statistics().applied);
  assert(applied >= rebuilt.statistics().applied);
});

Deno.test("records that come again change nothing", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  await using view = await openView(bench.kafka, overview);
  const random = seededRandom("again");
  for (let count = 0; count < 20; count++) {
    const { version } = store.get("a");
    await store.append("a", version, randomEvents(random, version));
  }
  await view.caughtUp();
  const before = view.saved();
  for await (const record of bench.kafka.read({ topic: TOPIC })) view.take(record);
  assertEquals(view.saved(), before);
  assertEquals(view.statistics().repeated, 20);
});

Deno.test("a view of another form is built anew", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  await store.append("a", 0, [{ type: "opened", data: { owner: "Siti" } }]);
  const storage = memory();
  await using old = await openView(bench.kafka, { ...overview, storage });
  await old.caughtUp();
  await old.save();
  await using young = await openView(bench.kafka, { ...overview, storage, viewVersion: 2 });
  await young.caughtUp();
  assertEquals(young.statistics().applied, 1);
});

Deno.test("a view whose events can't be read says so to whoever waits for it", async () => {
  await using bench = await AccountsBench.start();
  await using view = await openView(bench.kafka, overview);
  await using producer = await createProducer(bench.kafka);
  const { partition, offset } = await producer.send({ topic: TOPIC, key: "a", value: "?" });
  const error = await assertRejects(() => view.seen({ partition, offset }), WorkshopError);
  assertEquals(error.code, "NOT_A_COMMIT");
  await assertRejects(() => view.closed, WorkshopError);
});

Deno.test("an index answers without looking at the rows that it does not name", () => {
  let looked = 0;
  const rows = new IndexedRows<{ city: string }>({
    city: ({ city }) => {
      looked++;
      return city;
    },
  });
  for (let id = 0; id < 1000; id++) {
    rows.put(`o-${id}`, { city: id % 100 === 7 ? "Ambon" : "Medan" });
  }
  looked = 0;
  assertEquals(rows.by("city", "Ambon").length, 10);
  assertEquals(looked, 0);
  rows.put("o-7", { city: "Medan" });
  rows.delete("o-107");
  assertEquals(rows.idsBy("city", "Ambon").length, 8);
  assertEquals(rows.idsBy("city", "nowhere"), []);
  assertEquals(rows.size, 999);
  assertThrows(() => rows.by("colour", "red"), RangeError, 'There is no index "colour"');
});

Deno.test("a query sends nothing to the brokers", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  await using view = await openView(bench.kafka, overview);
  const random = seededRandom("query");
  for (let id = 0; id < 10; id++) {
    await store.append(`account ${id}`, 0, [
      ...randomEvents(random, 0),
      { type: "withdrawn", data: { amount: 1 + id } },
    ]);
  }
  await waitFor(() => view.statistics().rows === 10, { what: "ten rows" });
  await bench.cluster.kill(0);
  assertEquals(view.rows.idsBy("debt", "yes").length, 10);
  await bench.cluster.revive(0);
});

function memory() {
  let kept: SavedView<Row> | undefined;
  return {
    load: () => Promise.resolve(structuredClone(kept)),
    save(view: SavedView<Row>) {
      kept = structuredClone(view);
      return Promise.resolve();
    },
  };
}

function sorted({ positions, rows, versions }: SavedView<Row>) {
  const place = new Map(positions);
  return {
    positions: Array.from({ length: PARTITIONS }, (_, at) => place.get(at)),
    rows: Object.fromEntries(rows.toSorted(([a], [b]) => a < b ? -1 : 1)),
    versions: Object.fromEntries(versions.toSorted(([a], [b]) => a < b ? -1 : 1)),
  };
}
