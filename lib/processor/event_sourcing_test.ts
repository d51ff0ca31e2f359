import { assert, assertEquals, assertRejects } from "@std/assert";
import { ManualClock, seededRandom, systemClock, WorkshopError } from "../core/mod.ts";
import { createProducer } from "../producer/mod.ts";
import {
  type AccountEvent,
  AccountsBench,
  NO_ACCOUNT,
  randomEvents,
  TOPIC,
} from "./_accounts_bench.ts";
import { VersionConflictError } from "./event_sourcing_append.ts";
import { Upcasters } from "./event_sourcing_upcast.ts";

const OPENED: AccountEvent = { type: "opened", data: { owner: "Siti" } };
const deposited = (amount: number): AccountEvent => ({ type: "deposited", data: { amount } });

Deno.test("a state is the fold of its events, in another process too", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  const first = await store.append("a", 0, [OPENED, deposited(50)]);
  const second = await store.append("a", 2, [deposited(20)]);
  assertEquals([first.version, second.version], [2, 3]);
  const expected = { version: 3, state: { owner: "Siti", balance: 70, movements: 2 } };
  assertEquals(store.get("a"), expected);
  const other = await bench.store();
  assertEquals(other.get("a"), expected);
  assertEquals(other.get("nobody"), { version: 0, state: NO_ACCOUNT });
  assertEquals(other.ids(), ["a"]);
  assertEquals(other.statistics().folded, 3);
});

Deno.test("an append that expects another version changes nothing, whoever has written", async () => {
  await using bench = await AccountsBench.start();
  const [one, two] = [await bench.store(), await bench.store()];
  await one.append("a", 0, [OPENED]);
  const error = await assertRejects(() => two.append("a", 0, [OPENED]), VersionConflictError);
  assertEquals([error.actualVersion, error.expectedVersion], [1, 0]);
  await assertRejects(() => one.append("a", 5, [deposited(1)]), VersionConflictError);
  for (const store of [one, two]) {
    await store.caughtUp();
    assertEquals(store.get("a").version, 1);
  }
});

Deno.test("of writers that expect the same version one succeeds, and all see the same", async () => {
  await using bench = await AccountsBench.start();
  const stores = await Promise.all(Array.from({ length: 4 }, () => bench.store()));
  let wins = 0;
  for (let round = 0; round < 25; round++) {
    await Promise.all(stores.map((store) => store.caughtUp()));
    const version = stores[0]!.get("a").version;
    const ends = await Promise.allSettled(
      stores.map((store) => store.append("a", version, [deposited(1), deposited(1)])),
    );
    const won = ends.filter(({ status }) => status === "fulfilled");
    assertEquals(won.length, 1);
    for (const end of ends) {
      if (end.status === "rejected") assert(end.reason instanceof VersionConflictError);
    }
    wins++;
  }
  await Promise.all(stores.map((store) => store.caughtUp()));
  for (const store of stores) {
    assertEquals(store.get("a"), {
      version: wins * 2,
      state: { owner: "", balance: wins * 2, movements: wins * 2 },
    });
  }
  assertEquals(stores.reduce((sum, store) => sum + store.statistics().appended, 0), wins);
});

Deno.test("an append whose answers are lost counts once, although it is written again", async () => {
  await using bench = await AccountsBench.start();
  const { kafka } = bench;
  const store = await bench.store();
  await store.append("a", 0, [OPENED]);
  const copies: (Uint8Array | null)[] = [];
  for await (const record of kafka.read({ topic: TOPIC })) copies.push(record.value);
  await using producer = await createProducer(kafka);
  await producer.send({ topic: TOPIC, key: "a", value: copies[0]! });
  await store.append("a", 1, [deposited(5)]);
  await producer.send({ topic: TOPIC, key: "a", value: copies[0]! });
  await store.caughtUp();
  assertEquals(store.get("a").version, 2);
  assertEquals(store.statistics().superseded, 2);
  const audit = await store.audit("a");
  assertEquals(audit.map(({ accepted, version }) => [version, accepted]), [
    [1, true],
    [1, false],
    [2, true],
    [1, false],
  ]);
});

Deno.test("the audit trail lists every event in order, with where and when", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  const before = Date.now();
  await store.append("a", 0, [OPENED, deposited(1)]);
  await store.append("b", 0, [OPENED]);
  await store.append("a", 2, [deposited(2)]);
  const audit = await store.audit("a");
  assertEquals(audit.map(({ event }) => event), [OPENED, deposited(1), deposited(2)]);
  assertEquals(audit.map(({ version }) => version), [1, 2, 3]);
  const [first, second, third] = audit;
  assertEquals([first!.offset === second!.offset, third!.offset > second!.offset], [true, true]);
  assert(audit.every(({ timestampMs }) => timestampMs >= before && timestampMs <= Date.now()));
  assertEquals(await store.audit("nobody"), []);
});

Deno.test("a state at a time, a version or an offset is the fold of what had happened by then", async () => {
  await using bench = await AccountsBench.start();
  await using admin = await bench.kafka.admin();
  await admin.alterTopicConfig(TOPIC, { "message.timestamp.type": "CreateTime" });
  const clock = new ManualClock(1_000_000);
  const store = await bench.store({ clock: { ...systemClock, now: () => clock.now() } });
  const receipts = [];
  for (let version = 0; version < 5; version++) {
    receipts.push(await store.append("a", version, [deposited(10 ** version)]));
    clock.advance(1000);
  }
  const balanceAt = async (until: Parameters<typeof store.stateAt>[1]) =>
    (await store.stateAt("a", until)).state.balance;
  assertEquals(await balanceAt({ timestampMs: 999_999 }), 0);
  assertEquals(await balanceAt({ timestampMs: 1_000_000 }), 1);
  assertEquals(await balanceAt({ timestampMs: 1_002_500 }), 111);
  assertEquals(await balanceAt({ timestampMs: 9_000_000 }), 11_111);
  assertEquals(await balanceAt({ version: 2 }), 11);
  assertEquals(await balanceAt({ offset: receipts[3]!.offset }), 1111);
  assertEquals((await store.stateAt("nobody", { version: 1 })).version, 0);
});

Deno.test("a replay from an offset shows the same states as one from the beginning", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  const random = seededRandom("replay");
  for (let count = 0; count < 60; count++) {
    const id = random.pick(["a", "b", "c", "d"]);
    const { version } = store.get(id);
    await store.append(id, version, randomEvents(random, version));
  }
  const all = await Array.fromAsync(store.replay());
  const last = new Map(all.map(({ stored, state }) => [stored.aggregateId, state]));
  for (const id of store.ids()) assertEquals(last.get(id), store.get(id).state);
  const { partition, offset } = all[Math.floor(all.length / 2)]!.stored;
  const rest = await Array.fromAsync(store.replay({ partition, from: offset }));
  const expected = all.filter(({ stored }) =>
    stored.partition === partition && stored.offset >= offset
  );
  assertEquals(rest, expected);
});

Deno.test("old events are read in their newest form, and written ones in it", async () => {
  await using bench = await AccountsBench.start();
  const old = await bench.store();
  await old.append("a", 0, [deposited(3)]);
  const upcasters = new Upcasters({
    deposited: [
      (data) => ({ cents: (data as { amount: number }).amount * 100 }),
      (data) => ({ amount: (data as { cents: number }).cents / 100, currency: "IDR" }),
    ],
  });
  const store = await bench.store({ upcasters });
  await store.append("a", 1, [deposited(4)]);
  const history = await store.history("a");
  assertEquals(history.map(({ schemaVersion, event }) => [schemaVersion, event.data as object]), [
    [1, { amount: 3, currency: "IDR" }],
    [3, { amount: 4 }],
  ]);
  const error = await assertRejects(() => old.append("b", 0, [deposited(1)]), WorkshopError);
  assertEquals(error.code, "EVENT_FROM_THE_FUTURE");
});

Deno.test("a topic that is compacted, or deletes by age or size, is no event store", async () => {
  await using bench = await AccountsBench.start();
  await using admin = await bench.kafka.admin();
  for (
    const config of [
      { "cleanup.policy": "compact" },
      { "cleanup.policy": "compact,delete", "retention.ms": "-1" },
      { "cleanup.policy": "delete", "retention.ms": "604800000" },
      { "cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "1000000" },
    ]
  ) {
    await admin.alterTopicConfig(TOPIC, config);
    const error = await assertRejects(() => bench.store(), WorkshopError);
    assertEquals(error.code, "NOT_AN_EVENT_TOPIC");
  }
});

Deno.test("a history whose beginning was deleted is told, not folded", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  const { partition } = await store.append("a", 0, [OPENED]);
  await store.append("a", 1, [deposited(1)]);
  await using admin = await bench.kafka.admin();
  await admin.deleteRecords([{ topic: TOPIC, partition, offset: 1n }]);
  for (const asked of [() => bench.store(), () => store.history("a"), () => store.audit("a")]) {
    const error = await assertRejects(asked, WorkshopError);
    assertEquals(error.code, "HISTORY_LOST");
  }
});

Deno.test("a record of somebody else ends the store, and says where it lies", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  await using producer = await createProducer(bench.kafka);
  await producer.send({ topic: TOPIC, key: "a", value: "hello" });
  const error = await assertRejects(() => store.closed, WorkshopError);
  assertEquals([error.code, error.offset], ["NOT_A_COMMIT", 0n]);
  await assertRejects(() => store.append("a", 0, [OPENED]), WorkshopError);
});
