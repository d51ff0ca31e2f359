import { assertEquals } from "@std/assert";
import { encodeSubscription } from "../../protocol/mod.ts";
import { claimOf, errorOf, GroupFixture, MemoryStateLog } from "./_test_group.ts";

const DAY_MS = 86_400_000;
const NOBODY = { memberId: "", generationId: -1, groupInstanceId: null };

function at(topic: string, offset: number) {
  return { topic, partition: 0, offset, leaderEpoch: -1, metadata: "" };
}

/** A group of one that reads a topic. */
async function reader(fixture: GroupFixture) {
  const metadata = encodeSubscription(0, { topics: ["orders"], userData: null });
  const joined = await fixture.join({
    sessionTimeoutMs: 1_800_000,
    protocols: [{ name: "range", metadata }],
  });
  await fixture.sync(joined);
  return joined;
}

function topics(fixture: GroupFixture): string[] | undefined {
  return fixture.coordinator.get("g")?.offsets.partitions().map(({ topic }) => topic);
}

Deno.test("offsets of a group that never had members expire a week after their commit", async () => {
  const fixture = new GroupFixture();
  fixture.coordinator.commit("g", NOBODY, [at("orders", 1)]);
  await fixture.advance(3 * DAY_MS);
  fixture.coordinator.commit("g", NOBODY, [at("alerts", 1)]);
  await fixture.advance(4 * DAY_MS - 1);
  fixture.coordinator.expire();
  assertEquals(topics(fixture), ["orders", "alerts"]);
  await fixture.advance(1);
  fixture.coordinator.expire();
  assertEquals(topics(fixture), ["alerts"]);
  await fixture.advance(3 * DAY_MS);
  fixture.coordinator.expire();
  assertEquals(topics(fixture), undefined);
});

Deno.test("offsets of a group that lost its members expire a week after that", async () => {
  const fixture = new GroupFixture();
  const joined = await reader(fixture);
  fixture.coordinator.commit("g", claimOf(joined), [at("orders", 1)]);
  fixture.clock.advance(1_000);
  fixture.coordinator.leave("g", claimOf(joined));
  await fixture.advance(7 * DAY_MS - 1);
  fixture.coordinator.expire();
  assertEquals(topics(fixture), ["orders"]);
  await fixture.advance(1);
  fixture.coordinator.expire();
  assertEquals(fixture.state, "none");
});

Deno.test("while there are members, only offsets of topics that nobody reads expire", async () => {
  const fixture = new GroupFixture();
  const joined = await reader(fixture);
  fixture.coordinator.commit("g", claimOf(joined), [at("orders", 1), at("alerts", 1)]);
  for (let hour = 0; hour < 7 * 24 * 4; hour++) {
    await fixture.advance(900_000);
    fixture.heartbeat(joined);
  }
  fixture.coordinator.expire();
  assertEquals(topics(fixture), ["orders"]);
});

Deno.test("an offset that a transaction holds does not expire", async () => {
  const fixture = new GroupFixture();
  fixture.coordinator.commit("g", NOBODY, [at("orders", 1)]);
  const producer = { ...NOBODY, producerId: 4, producerEpoch: 0 };
  fixture.coordinator.commitInTransaction("g", producer, [at("orders", 2)]);
  await fixture.advance(8 * DAY_MS);
  fixture.coordinator.expire();
  assertEquals(topics(fixture), ["orders"]);
});

Deno.test("a group takes no more members than it may have", async () => {
  const fixture = new GroupFixture(new MemoryStateLog(), { maxSize: 1 });
  const joined = await fixture.join();
  await fixture.sync(joined);
  assertEquals(await errorOf(() => fixture.join()), "GROUP_MAX_SIZE_REACHED");
  assertEquals((await fixture.join({ memberId: joined.memberId })).memberId, joined.memberId);
});
