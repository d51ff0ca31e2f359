import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Random, seededRandom, WorkshopError } from "../core/mod.ts";
import { createProducer } from "../producer/mod.ts";
import {
  AccountsBench,
  foldAccount,
  PARTITIONS,
  randomEvents,
  SNAPSHOTS,
  TOPIC,
} from "./_accounts_bench.ts";
import type { EventStore } from "./event_sourcing.ts";
import type { Account, AccountEvent } from "./_accounts_bench.ts";
import type { Positions } from "./follow_topic.ts";
import { Snapshots } from "./snapshots.ts";

const KEPT = { snapshots: { topic: SNAPSHOTS } };
const IDS = ["a", "b", "c", "d", "e", "f", "g"];

type Accounts = EventStore<Account, AccountEvent>;

for (const seed of ["one", "two", "three", "four"]) {
  Deno.test(`a snapshot and its tail come to what a full replay comes to, seed ${seed}`, async () => {
    await using bench = await AccountsBench.start();
    const random = seededRandom(seed);
    const writer = await bench.store(KEPT);
    for (let round = 0; round < 4; round++) {
      await grow(writer, random, random.int(1, 25));
      if (random.next() < 0.7) await writer.takeSnapshot();
      await grow(writer, random, random.int(0, 10));
      const [restored, replayed] = [await bench.store(KEPT), await bench.store()];
      assertSame(restored, replayed);
      assertEquals(replayed.statistics().restored, 0);
    }
    const { folded } = (await bench.store(KEPT)).statistics();
    assert(folded < writer.statistics().folded);
  });
}

Deno.test("a snapshot holds only what has changed since the last one", async () => {
  await using bench = await AccountsBench.start();
  const writer = await bench.store(KEPT);
  const random = seededRandom("changed");
  await grow(writer, random, 60);
  assertEquals(await writer.takeSnapshot(), { written: IDS.length, skipped: 0 });
  await writer.append("a", writer.get("a").version, randomEvents(random, 1));
  assertEquals(await writer.takeSnapshot(), { written: 1, skipped: PARTITIONS - 1 });
  assertEquals(await writer.takeSnapshot(), { written: 0, skipped: PARTITIONS });
});

Deno.test("a snapshot topic that was compacted restores the same states", async () => {
  await using bench = await AccountsBench.start();
  await using admin = await bench.kafka.admin();
  const rolled = { "segment.bytes": "1048576", "min.cleanable.dirty.ratio": "0" };
  await admin.alterTopicConfig(SNAPSHOTS, { ...rolled, "segment.ms": "1" });
  const writer = await bench.store(KEPT);
  const random = seededRandom("compacted");
  for (let round = 0; round < 10; round++) {
    await grow(writer, random, 10);
    await writer.takeSnapshot();
  }
  const before = await count(bench);
  await bench.cluster.cleanNow();
  assert(await count(bench) < before);
  assertSame(await bench.store(KEPT), await bench.store());
});

Deno.test("a writer that lags behind does not replace a newer snapshot", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store(KEPT);
  const lagging = new Snapshots<Account>(bench.kafka, KEPT.snapshots);
  await grow(store, seededRandom("lag"), 30);
  await store.takeSnapshot();
  const { aggregates, positions } = await lagging.load();
  await grow(store, seededRandom("on"), 30);
  await store.takeSnapshot();
  assertEquals(await lagging.write(aggregates, positions), { written: 0, skipped: PARTITIONS });
  assertSame(await bench.store(KEPT), await bench.store());
});

Deno.test("snapshots of writers at the same time leave one that is whole", async () => {
  await using bench = await AccountsBench.start();
  const stores = await Promise.all([1, 2, 3].map(() => bench.store(KEPT)));
  const random = seededRandom("together");
  for (let round = 0; round < 5; round++) {
    await grow(stores[0]!, random, 10);
    await Promise.allSettled(stores.map((store) => store.takeSnapshot()));
    assertSame(await bench.store(KEPT), await bench.store());
  }
});

Deno.test("what a dead writer left open is no snapshot", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store(KEPT);
  await grow(store, seededRandom("dead"), 20);
  const dead = await bench.kafka.transactional(`${SNAPSHOTS}-writer`);
  const left = await dead.begin();
  const value = new TextEncoder().encode('{"foldVersion":1,"nextOffset":"999"}');
  await left.produce({
    topic: SNAPSHOTS,
    partition: 0,
    records: [{ key: new TextEncoder().encode("checkpoint"), value }],
  });
  assertSame(await bench.store(KEPT), await bench.store());
  await store.takeSnapshot();
  assertSame(await bench.store(KEPT), await bench.store());
});

Deno.test("another fold passes snapshots of the former one over, and is not replaced by it", async () => {
  await using bench = await AccountsBench.start();
  const old = await bench.store(KEPT);
  await grow(old, seededRandom("fold"), 30);
  await old.takeSnapshot();
  const changed = {
    snapshots: { topic: SNAPSHOTS, foldVersion: 2 },
    fold: (account: Account, event: AccountEvent): Account => {
      const folded = foldAccount(account, event);
      return { ...folded, movements: folded.movements + 1 };
    },
  };
  const young = await bench.store(changed);
  assertEquals(young.statistics().restored, 0);
  await young.takeSnapshot();
  await grow(old, seededRandom("more"), 10);
  assertEquals((await old.takeSnapshot()).written, 0);
  const again = await bench.store(changed);
  assertEquals(again.statistics().restored, IDS.length);
  await young.caughtUp();
  assertSame(again, young);
});

Deno.test("snapshots are a cache: without them everything is there", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store(KEPT);
  await grow(store, seededRandom("cache"), 20);
  await store.takeSnapshot();
  await using producer = await createProducer(bench.kafka);
  for (let partition = 0; partition < PARTITIONS; partition++) {
    await producer.send({ topic: SNAPSHOTS, partition, key: "checkpoint", value: null });
  }
  const restored = await bench.store(KEPT);
  assertSame(restored, store);
});

Deno.test("events may be deleted up to the snapshot, and no further", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store(KEPT);
  const random = seededRandom("deleted");
  await grow(store, random, 30);
  await store.takeSnapshot();
  const kept = store.positions();
  await grow(store, random, 30);
  await using admin = await bench.kafka.admin();
  const before = (ends: Positions) =>
    [...ends].map(([partition, offset]) => ({ topic: TOPIC, partition, offset }));
  await admin.deleteRecords(before(kept));
  assertSame(await bench.store(KEPT), store);
  const past = await assertRejects(() => store.stateAt("a", { version: 1 }), WorkshopError);
  assertEquals(past.code, "HISTORY_LOST");
  await admin.deleteRecords(before(store.positions()));
  const error = await assertRejects(() => bench.store(KEPT), WorkshopError);
  assertEquals(error.code, "HISTORY_LOST");
});

Deno.test("a store without a topic for snapshots says so", async () => {
  await using bench = await AccountsBench.start();
  const store = await bench.store();
  const error = await assertRejects(() => store.takeSnapshot(), WorkshopError);
  assertEquals(error.code, "NO_SNAPSHOTS");
});

async function grow(store: Accounts, random: Random, appends: number): Promise<void> {
  for (let made = 0; made < appends; made++) {
    const id = random.pick(IDS);
    const { version } = store.get(id);
    await store.append(id, version, randomEvents(random, version));
  }
}

function assertSame(one: Accounts, other: Accounts): void {
  const all = (store: Accounts) =>
    Object.fromEntries(store.ids().toSorted().map((id) => [id, store.get(id)]));
  assertEquals(all(one), all(other));
}

async function count({ kafka }: AccountsBench): Promise<number> {
  return (await Array.fromAsync(kafka.read({ topic: SNAPSHOTS }))).length;
}
