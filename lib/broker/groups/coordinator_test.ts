import { assertEquals, assertThrows } from "@std/assert";
import { bytes, claimOf, errorOf, GroupFixture, MemoryStateLog } from "./_test_group.ts";

const NOBODY = { memberId: "", generationId: -1, groupInstanceId: null };
const at = (offset: number, partition = 0) => ({
  topic: "orders",
  partition,
  offset,
  leaderEpoch: -1,
  metadata: "",
});

/** Starts another coordinator from what this one has kept. */
function restarted(log: MemoryStateLog): GroupFixture {
  const fixture = new GroupFixture(log);
  log.records.forEach(({ record, producerId }, offset) =>
    fixture.coordinator.replay(record, offset, producerId)
  );
  fixture.coordinator.finishReplay();
  return fixture;
}

function committed(fixture: GroupFixture, partition = 0): number | undefined {
  return fixture.coordinator.committed("g", "orders", partition)?.offset;
}

Deno.test("anybody may commit for a group without members, only members for others", async () => {
  const fixture = new GroupFixture();
  fixture.coordinator.commit("g", NOBODY, [at(5)]);
  assertEquals(committed(fixture), 5);
  const joined = await fixture.join();
  const byNobody = () => fixture.coordinator.commit("g", NOBODY, [at(6)]);
  assertEquals(await errorOf(byNobody), "UNKNOWN_MEMBER_ID");
  const tooEarly = () => fixture.coordinator.commit("g", claimOf(joined), [at(6)]);
  assertEquals(await errorOf(tooEarly), "REBALANCE_IN_PROGRESS");
  await fixture.sync(joined);
  fixture.coordinator.commit("g", claimOf(joined), [at(7)]);
  const old = { ...claimOf(joined), generationId: 0 };
  const byOld = () => fixture.coordinator.commit("g", old, [at(8)]);
  assertEquals(await errorOf(byOld), "ILLEGAL_GENERATION");
  assertEquals(committed(fixture), 7);
});

Deno.test("offsets of a transaction show when it commits and vanish when it aborts", () => {
  const fixture = new GroupFixture();
  const producer = { ...NOBODY, producerId: 4, producerEpoch: 0 };
  fixture.coordinator.commitInTransaction("g", producer, [at(5)]);
  assertEquals(committed(fixture), undefined);
  assertEquals(fixture.coordinator.get("g")!.offsets.isPending("orders", 0), true);
  fixture.coordinator.endTransaction(4, false);
  assertEquals(committed(fixture), undefined);
  fixture.coordinator.commitInTransaction("g", producer, [at(6)]);
  fixture.coordinator.endTransaction(4, true);
  assertEquals(committed(fixture), 6);
});

Deno.test("a commit made after a transaction's is not undone when that ends", () => {
  const fixture = new GroupFixture();
  const producer = { ...NOBODY, producerId: 4, producerEpoch: 0 };
  fixture.coordinator.commitInTransaction("g", producer, [at(5)]);
  fixture.coordinator.commit("g", NOBODY, [at(9)]);
  fixture.coordinator.endTransaction(4, true);
  assertEquals(committed(fixture), 9);
});

Deno.test("offsets, groups and members survive a restart, and members go on", async () => {
  const before = new GroupFixture();
  const [leader, follower] = await before.stablePair();
  before.coordinator.commit("g", claimOf(leader), [at(5), at(6, 1)]);
  before.coordinator.commit("g", claimOf(leader), [at(7)]);
  const after = restarted(before.log);
  assertEquals([committed(after), committed(after, 1)], [7, 6]);
  assertEquals(after.state, "Stable");
  after.heartbeat(leader);
  assertEquals(await after.sync(follower), "second");
  await after.advance(10_000);
  assertEquals(after.state, "Empty");
});

Deno.test("an open transaction's offsets are still pending after a restart", () => {
  const before = new GroupFixture();
  const producer = { ...NOBODY, producerId: 4, producerEpoch: 0 };
  before.coordinator.commitInTransaction("g", producer, [at(5)]);
  const after = restarted(before.log);
  assertEquals(committed(after), undefined);
  after.coordinator.endTransaction(4, true);
  assertEquals(committed(after), 5);
});

Deno.test("a deleted group and deleted offsets stay away after a restart", () => {
  const before = new GroupFixture();
  before.coordinator.commit("g", NOBODY, [at(5), at(6, 1)]);
  before.coordinator.deleteOffsets("g", "orders", [0, 9]);
  assertEquals(committed(restarted(before.log)), undefined);
  assertEquals(committed(restarted(before.log), 1), 6);
  before.coordinator.delete("g");
  assertEquals(restarted(before.log).state, "none");
});

Deno.test("only a group without members can be deleted", async () => {
  const fixture = new GroupFixture();
  assertEquals(await errorOf(() => fixture.coordinator.delete("g")), "GROUP_ID_NOT_FOUND");
  await fixture.join();
  assertEquals(await errorOf(() => fixture.coordinator.delete("g")), "NON_EMPTY_GROUP");
});

Deno.test("a commit that can't be kept is not made", () => {
  const fixture = new GroupFixture();
  fixture.coordinator.commit("g", NOBODY, [at(5)]);
  fixture.log.failing = true;
  assertThrows(() => fixture.coordinator.commit("g", NOBODY, [at(6)]), Error, "disk");
  assertEquals(committed(fixture), 5);
});

Deno.test("a topic that is gone leaves no offsets behind", () => {
  const fixture = new GroupFixture();
  fixture.coordinator.commit("g", NOBODY, [at(5), { ...at(3), topic: "other" }]);
  fixture.coordinator.forgetTopic("orders");
  assertEquals(committed(fixture), undefined);
  assertEquals(fixture.coordinator.committed("g", "other", 0)?.offset, 3);
});

Deno.test("records of a kind that is not known are passed over", () => {
  const fixture = new GroupFixture();
  fixture.coordinator.replay({ key: bytes("\0\u0009xyz"), value: null }, 0);
  assertEquals(fixture.coordinator.list(), []);
});
