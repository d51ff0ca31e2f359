import { assertEquals, assertRejects } from "@std/assert";
import { RequestError } from "../errors.ts";
import { bytes, claimOf, errorOf, GroupFixture } from "./_test_group.ts";

Deno.test("a member alone joins, leads, assigns and is stable", async () => {
  const fixture = new GroupFixture();
  const joined = await fixture.join();
  assertEquals(joined.generationId, 1);
  assertEquals([joined.leaderId, joined.memberId], ["c-1", "c-1"]);
  assertEquals(joined.members.map(({ memberId }) => memberId), ["c-1"]);
  assertEquals(fixture.state, "CompletingRebalance");
  assertEquals(await fixture.sync(joined, { "c-1": "all" }), "all");
  assertEquals(fixture.state, "Stable");
});

Deno.test("a new member must come back with the id that it is given", async () => {
  const fixture = new GroupFixture();
  const error = await assertRejects(() => fixture.join({ idRequired: true }), RequestError);
  assertEquals([error.code, error.message], ["MEMBER_ID_REQUIRED", "c-1"]);
  const joined = await fixture.join({ idRequired: true, memberId: "c-1" });
  assertEquals(joined.memberId, "c-1");
});

Deno.test("a second member makes the first join again, and each gets its part", async () => {
  const fixture = new GroupFixture();
  const [leader, follower] = await fixture.stablePair();
  assertEquals([leader.generationId, follower.generationId], [2, 2]);
  assertEquals([leader.members.length, follower.members.length], [2, 0]);
  assertEquals(await fixture.sync(follower), "second");
});

Deno.test("members learn of a rebalance by their heartbeat", async () => {
  const fixture = new GroupFixture();
  const one = await fixture.join();
  await fixture.sync(one);
  const joining = fixture.join();
  assertEquals(fixture.state, "PreparingRebalance");
  assertEquals(await errorOf(() => fixture.heartbeat(one)), "REBALANCE_IN_PROGRESS");
  assertEquals(await errorOf(() => fixture.sync(one)), "REBALANCE_IN_PROGRESS");
  const again = await fixture.join({ memberId: one.memberId });
  assertEquals(await errorOf(() => fixture.heartbeat(one)), "ILLEGAL_GENERATION");
  fixture.heartbeat(again);
  await joining;
});

Deno.test("who does not join again within the rebalance timeout is left out", async () => {
  const fixture = new GroupFixture();
  const one = await fixture.join({ sessionTimeoutMs: 60_000 });
  await fixture.sync(one);
  const joining = fixture.join();
  await fixture.advance(30_000);
  const two = await joining;
  assertEquals(two.members.map(({ memberId }) => memberId), [two.memberId]);
  assertEquals(await errorOf(() => fixture.heartbeat(one)), "UNKNOWN_MEMBER_ID");
});

Deno.test("a member that falls silent is put out and the others rebalance", async () => {
  const fixture = new GroupFixture();
  const [leader, follower] = await fixture.stablePair();
  await fixture.advance(6_000);
  fixture.heartbeat(leader);
  await fixture.advance(6_000);
  assertEquals(await errorOf(() => fixture.heartbeat(follower)), "UNKNOWN_MEMBER_ID");
  assertEquals(await errorOf(() => fixture.heartbeat(leader)), "REBALANCE_IN_PROGRESS");
  assertEquals((await fixture.join({ memberId: leader.memberId })).generationId, 3);
});

Deno.test("a member that waits for the others is not silent", async () => {
  const fixture = new GroupFixture();
  const one = await fixture.join({ sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 60_000 });
  await fixture.sync(one);
  const joining = fixture.join({ rebalanceTimeoutMs: 60_000 });
  await fixture.advance(25_000);
  assertEquals(fixture.state, "PreparingRebalance");
  await fixture.join({ memberId: one.memberId });
  assertEquals((await joining).generationId, 2);
});

Deno.test("who joins but never syncs is put out", async () => {
  const fixture = new GroupFixture();
  const one = await fixture.join({ sessionTimeoutMs: 60_000 });
  await fixture.advance(30_000);
  assertEquals(await errorOf(() => fixture.heartbeat(one)), "UNKNOWN_MEMBER_ID");
  assertEquals(fixture.state, "Empty");
});

Deno.test("a sync waits for the leader's and fails when a rebalance begins before it", async () => {
  const fixture = new GroupFixture();
  const [leader, follower] = await fixture.stablePair();
  const rejoining = fixture.join({ memberId: leader.memberId });
  const next = await fixture.join({ memberId: follower.memberId });
  await rejoining;
  const syncing = errorOf(() => fixture.sync(next));
  const joining = fixture.join();
  assertEquals(await syncing, "REBALANCE_IN_PROGRESS");
  await Promise.all([
    joining,
    ...[leader, follower].map(({ memberId }) => fixture.join({ memberId })),
  ]);
});

Deno.test("a member that leaves makes the others rebalance, the last one empties the group", async () => {
  const fixture = new GroupFixture();
  const [leader, follower] = await fixture.stablePair();
  fixture.coordinator.leave("g", claimOf(leader));
  assertEquals(await errorOf(() => fixture.heartbeat(follower)), "REBALANCE_IN_PROGRESS");
  const alone = await fixture.join({ memberId: follower.memberId });
  assertEquals(alone.leaderId, follower.memberId);
  fixture.coordinator.leave("g", claimOf(alone));
  assertEquals(fixture.state, "Empty");
  assertEquals(
    await errorOf(() => fixture.coordinator.leave("g", claimOf(alone))),
    "UNKNOWN_MEMBER_ID",
  );
});

Deno.test("the group takes the protocol that all know and most like best", async () => {
  const fixture = new GroupFixture();
  const protocols = (...names: string[]) => names.map((name) => ({ name, metadata: bytes(name) }));
  const one = await fixture.join({ protocols: protocols("a", "b") });
  await fixture.sync(one);
  const joining = fixture.join({ protocols: protocols("b", "c") });
  const again = await fixture.join({ memberId: one.memberId, protocols: protocols("a", "b") });
  assertEquals([again.protocolName, (await joining).protocolName], ["b", "b"]);
  const stranger = () => fixture.join({ protocols: protocols("c") });
  assertEquals(await errorOf(stranger), "INCONSISTENT_GROUP_PROTOCOL");
});

Deno.test("a static member comes back under its name without a rebalance", async () => {
  const fixture = new GroupFixture();
  const first = await fixture.join({ groupInstanceId: "i" });
  await fixture.coordinator.sync("g", {
    ...claimOf(first),
    groupInstanceId: "i",
    protocolType: null,
    protocolName: null,
    assignments: [{ memberId: first.memberId, assignment: bytes("all") }],
  });
  const back = await fixture.join({ groupInstanceId: "i", canSkipAssignment: true });
  assertEquals([back.generationId, back.skipAssignment, fixture.state], [1, true, "Stable"]);
  assertEquals(
    await errorOf(() =>
      fixture.coordinator.heartbeat("g", { ...claimOf(first), groupInstanceId: "i" })
    ),
    "FENCED_INSTANCE_ID",
  );
});

Deno.test("a group that can't be kept is not stable", async () => {
  const fixture = new GroupFixture();
  const joined = await fixture.join();
  fixture.log.failing = true;
  await assertRejects(() => fixture.sync(joined, { [joined.memberId]: "all" }), Error, "disk");
  assertEquals(fixture.state, "PreparingRebalance");
});

Deno.test("session timeouts outside of the broker's limits are refused", async () => {
  const fixture = new GroupFixture();
  for (const sessionTimeoutMs of [5_999, 1_800_001]) {
    assertEquals(
      await errorOf(() => fixture.join({ sessionTimeoutMs })),
      "INVALID_SESSION_TIMEOUT",
    );
  }
});
