import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { GroupsBench } from "./_groups_bench.ts";
import type { GroupSummary } from "./group_view.ts";

Deno.test("the list has each group with its state, members, lag and verdict", async () => {
  await using bench = await GroupsBench.start();
  await bench.produce([5, 3, 2]);
  await bench.commit("billing", [2n, 3n]);
  await using _one = await bench.join("shipping");
  await bench.until("shipping", "a stable group", ({ state }) => state === "Stable");
  const { status, body } = await bench.web.get("/api/groups");
  assertEquals(status, 200);
  const [billing, shipping] = body.groups as GroupSummary[];
  assertEquals(
    [billing!.groupId, billing!.state, billing!.totalLag, billing!.members, billing!.uncommitted],
    ["billing", "Empty", "3", 0, 1],
  );
  assertEquals(billing!.verdict, "stopped");
  assertStringIncludes(billing!.why, "Nobody is in group billing and 3 records are unread");
  assertEquals([shipping!.groupId, shipping!.state, shipping!.members], ["shipping", "Stable", 1]);
  assertEquals(body.states, [{ state: "Empty", groups: 1 }, { state: "Stable", groups: 1 }]);
});

Deno.test("a group's state changes when a member joins, and the rebalance is noted", async () => {
  await using bench = await GroupsBench.start();
  await bench.produce([1, 1, 1]);
  // The rebalance goes on until the page has seen it.
  const isSeen = Promise.withResolvers<void>();
  await using _one = await bench.join("billing", { onRevoking: () => isSeen.promise });
  const alone = await bench.until(
    "billing",
    "one member",
    ({ memberList }) => memberList[0]?.assignment[0]?.partitions.length === 3,
  );
  assertEquals([alone.state, alone.members], ["Stable", 1]);
  const states = new Set<string>();
  const watching = (async () => {
    for await (const { data } of bench.web.events("/events/groups/detail", { group: "billing" })) {
      states.add(data.state);
      if (data.state === "PreparingRebalance") isSeen.resolve();
      if (data.members === 2 && data.state === "Stable" && data.timeline.length > 0) return data;
    }
  })();
  await using _two = await bench.join("billing");
  const both = await watching;
  assert(states.has("PreparingRebalance"), [...states].join(", "));
  assertEquals(
    both.memberList.map((member: { assignment: unknown[] }) => member.assignment.length),
    [1, 1],
  );
  const shares = both.memberList.flatMap((member: { assignment: { partitions: number[] }[] }) =>
    member.assignment.flatMap(({ partitions }) => partitions)
  );
  assertEquals(shares.sort(), [0, 1, 2]);
  const [latest] = both.timeline;
  assertEquals([latest.joined.length, latest.left.length, latest.members], [1, 0, 2]);
  assert(latest.moved >= 1);
  assertEquals([latest.states[0], latest.states.at(-1)], ["PreparingRebalance", "Stable"]);
});

Deno.test("partitions tell offsets and lag exactly, with who reads them", async () => {
  await using bench = await GroupsBench.start();
  await bench.produce([5, 3, 2]);
  await bench.commit("billing", [2n, null, 2n]);
  await using _one = await bench.join("billing");
  const { partitions, topicList } = await bench.until(
    "billing",
    "a reader of each partition",
    (at) => at.partitions.length === 3 && at.partitions.every(({ clientId }) => clientId !== null),
  );
  assertEquals(
    partitions.map((
      { partition, low, committed, end, lag },
    ) => [partition, low, committed, end, lag]),
    [[0, "0", "2", "5", "3"], [1, "0", null, "3", null], [2, "0", "2", "2", "0"]],
  );
  assertEquals(partitions.map(({ lagSeconds }) => lagSeconds)[1], null);
  assertEquals(topicList, [{ topic: "orders", partitions: 3, committed: 2, lag: "3" }]);
});

Deno.test("the effect of a reset is what its plan told, whatever was written meanwhile", async () => {
  await using bench = await GroupsBench.start();
  await bench.produce([5, 3, 2]);
  const ways: readonly (readonly [string, string | undefined, readonly bigint[]])[] = [
    ["latest", undefined, [5n, 3n, 2n]],
    ["earliest", undefined, [0n, 0n, 0n]],
    ["offset", "2", [2n, 2n, 2n]],
    ["shift", "-1", [1n, 1n, 1n]],
    ["shift", "+99", [5n, 3n, 2n]],
    ["time", "2500", [2n, 2n, 2n]],
  ];
  await bench.commit("billing", [1n, 1n, 1n]);
  for (const [to, value, wanted] of ways) {
    const asked = { group: "billing", topics: ["orders"], to, ...(value && { value }) };
    const before = await bench.committed("billing");
    const { status, body: { moves } } = await bench.web.post("/api/groups/reset/plan", asked);
    assertEquals(status, 200);
    assertEquals(await bench.committed("billing"), before, "a plan moves nothing");
    assertEquals(moves.map((move: { to: string }) => BigInt(move.to)), wanted, to);
    const done = await bench.web.post("/api/groups/reset", { group: "billing", moves });
    assertEquals([done.status, done.body.moves], [200, moves]);
    assertEquals((await bench.committed("billing")).map(([, offset]) => offset), wanted, to);
  }
  const plan = await bench.web.post("/api/groups/reset/plan", {
    group: "billing",
    topics: ["orders"],
    to: "latest",
  });
  await bench.produce([4, 4, 4]);
  const { moves } = plan.body;
  await bench.web.post("/api/groups/reset", { group: "billing", moves });
  assertEquals(await bench.committed("billing"), [[0, 5n], [1, 3n], [2, 2n]]);
});

Deno.test("only the partitions that are named are moved", async () => {
  await using bench = await GroupsBench.start();
  await bench.produce([5, 3, 2]);
  await bench.commit("billing", [5n, 3n, 2n]);
  const asked = { group: "billing", topics: ["orders"], to: "earliest" };
  const { body } = await bench.web.post("/api/groups/reset/plan", { ...asked, partitions: [1] });
  assertEquals(body.moves, [{ topic: "orders", partition: 1, from: "3", to: "0" }]);
  await bench.web.post("/api/groups/reset", { group: "billing", moves: body.moves });
  assertEquals(await bench.committed("billing"), [[0, 5n], [1, 0n], [2, 2n]]);
  assertEquals(bench.audit, [{ group: "billing", partitions: 1, moves: body.moves }]);
  const missing = await bench.web.post("/api/groups/reset/plan", { ...asked, partitions: [9] });
  assertEquals([missing.status, missing.body.error], [422, "orders has no partition 9"]);
});

Deno.test("a reset is refused while the group has members, who are named", async () => {
  await using bench = await GroupsBench.start();
  await bench.produce([5, 3, 2]);
  await bench.commit("billing", [5n, 3n, 2n]);
  const asked = { group: "billing", topics: ["orders"], to: "earliest" };
  const { body: { moves } } = await bench.web.post("/api/groups/reset/plan", asked);
  await using member = await bench.join("billing");
  await waitFor(() => member.generation, { what: "a generation" });
  for (const order of ["reset/plan", "reset"]) {
    const { status, body } = await bench.web.post(`/api/groups/${order}`, { ...asked, moves });
    assertEquals(status, 409, order);
    assertMatch(
      body.error,
      /can't be moved while it has members: stop them first \(kafka-workshop at/,
    );
  }
  assertEquals(await bench.committed("billing"), [[0, 5n], [1, 3n], [2, 2n]]);
});

Deno.test("a plan is void once the group has committed something else", async () => {
  await using bench = await GroupsBench.start();
  await bench.produce([5, 3, 2]);
  await bench.commit("billing", [1n]);
  const asked = { group: "billing", topics: ["orders"], partitions: [0], to: "latest" };
  const { body: { moves } } = await bench.web.post("/api/groups/reset/plan", asked);
  await bench.commit("billing", [3n]);
  const { status, body } = await bench.web.post("/api/groups/reset", { group: "billing", moves });
  assertEquals(status, 409);
  assertStringIncludes(body.error, "is no longer at offset 1 of orders/0");
  assertEquals(await bench.committed("billing"), [[0, 3n]]);
});

Deno.test("a topic's offsets are forgotten, and a group with all of them", async () => {
  await using bench = await GroupsBench.start();
  await using admin = await bench.kafka.admin();
  await admin.createTopics([{ name: "refunds", partitions: 1 }]);
  await bench.commit("billing", [0n, 0n]);
  await bench.commit("billing", [0n], "refunds");
  const forgotten = await bench.web.post("/api/groups/forget", {
    group: "billing",
    topic: "orders",
  });
  assertEquals([forgotten.status, forgotten.body.forgotten], [200, 2]);
  assertEquals((await admin.allCommittedOffsets("billing")).map(({ topic }) => topic), ["refunds"]);
  const again = await bench.web.post("/api/groups/forget", { group: "billing", topic: "orders" });
  assertEquals(again.status, 404);
  const deleted = await bench.web.post("/api/groups/delete", { group: "billing" });
  assertEquals([deleted.status, deleted.body.deleted], [200, "billing"]);
  assertEquals(await admin.listGroups(), []);
  assertEquals((await bench.web.post("/api/groups/delete", { group: "billing" })).status, 404);
});

Deno.test("a group that is in use is neither deleted nor loses a topic's offsets", async () => {
  await using bench = await GroupsBench.start();
  await bench.commit("billing", [0n]);
  await using member = await bench.join("billing");
  await waitFor(() => member.generation, { what: "a generation" });
  const deleted = await bench.web.post("/api/groups/delete", { group: "billing" });
  assertEquals(deleted.status, 409);
  assertMatch(
    deleted.body.error,
    /^Group billing can't be deleted while it has members: stop them first \(.+\)$/,
  );
  const forgotten = await bench.web.post("/api/groups/forget", {
    group: "billing",
    topic: "orders",
  });
  assertEquals(forgotten.status, 409);
  assertMatch(forgotten.body.error, /stop them first \(.*The group still reads this topic\)$/);
  assertEquals(await bench.committed("billing"), [[0, 0n]]);
});

Deno.test("a dashboard that only reads moves and forgets nothing", async () => {
  await using bench = await GroupsBench.start({ write: false });
  await bench.commit("billing", [0n]);
  const orders = { group: "billing", topic: "orders", moves: [] };
  for (const order of ["reset", "delete", "forget"]) {
    const { status, body } = await bench.web.post(`/api/groups/${order}`, orders);
    assertEquals([status, /read-only/.test(body.error)], [403, true], order);
  }
  assertEquals(await bench.committed("billing"), [[0, 0n]]);
});

Deno.test("orders that make no sense are refused with what is wrong", async () => {
  await using bench = await GroupsBench.start();
  await bench.commit("billing", [0n]);
  const plan = { group: "billing", topics: ["orders"], to: "earliest" };
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ["reset/plan", { ...plan, group: "" }, /"group" is missing/],
    ["reset/plan", { ...plan, topics: [] }, /Say which topics/],
    ["reset/plan", { ...plan, topics: "orders" }, /"topics" is no list/],
    ["reset/plan", { ...plan, to: "yesterday" }, /Say where to/],
    ["reset/plan", { ...plan, to: "offset", value: "-1" }, /not an offset/],
    ["reset/plan", { ...plan, to: "offset", value: "9223372036854775808" }, /at most/],
    ["reset/plan", { ...plan, to: "time", value: "noon" }, /milliseconds since 1970/],
    ["reset/plan", { ...plan, partitions: [-1] }, /no partition's number: -1/],
    ["reset/plan", { ...plan, topics: ["a", "b"], partitions: [0] }, /one topic only/],
    ["reset", { group: "billing", moves: [] }, /nothing to move/],
    ["reset", { group: "billing", moves: [null] }, /"topic" is missing/],
    ["forget", { group: "billing" }, /"topic" is missing/],
  ];
  for (const [order, body, message] of wrong) {
    const answer = await bench.web.post(`/api/groups/${order}`, body);
    assertEquals(answer.status, 400, JSON.stringify(body));
    assertMatch(answer.body.error, message);
  }
  const shift = { ...plan, to: "shift", value: "1" };
  const { status, body } = await bench.web.post("/api/groups/reset/plan", shift);
  assertEquals([status, body.code], [422, "NOTHING_COMMITTED"]);
  assertEquals((await bench.web.get("/api/groups", { page: "0" })).status, 400);
  assertEquals((await bench.web.get("/api/groups", { order: "size" })).status, 400);
  assertEquals((await bench.web.get("/api/groups/detail", { group: "nobody" })).status, 404);
});

Deno.test("a thousand groups are searched and paged", async () => {
  await using bench = await GroupsBench.start();
  await using admin = await bench.kafka.admin();
  const names = Array.from({ length: 1000 }, (_, at) => `group-${String(at).padStart(3, "0")}`);
  const offsets = [{ topic: "orders", partition: 0, offset: 0n }];
  for (let at = 0; at < names.length; at += 50) {
    await Promise.all(names.slice(at, at + 50).map((name) => admin.commitOffsets(name, offsets)));
  }
  await bench.until("group-999", "the last group", () => true);
  const { body } = await bench.web.get("/api/groups", { page: "20" });
  assertEquals([body.total, body.pages, body.groups.length], [1000, 20, 50]);
  assertEquals(body.groups.at(-1).groupId, "group-999");
  const found = await bench.web.get("/api/groups", { search: "P-99", page: "7" });
  assertEquals([found.body.matching, found.body.page], [10, 1]);
});

Deno.test("names that are markup or paths come out as the text they are", async () => {
  await using bench = await GroupsBench.start();
  const names = [`<img src=x onerror=alert(1)>`, "..", "a/b?c#d", `"'\\\u202e`];
  for (const name of names) await bench.commit(name, [0n]);
  for (const name of names) {
    const detail = await bench.until(name, name, () => true);
    assertEquals(detail.groupId, name);
  }
  const { status, body } = await bench.web.post("/api/groups/delete", { group: ".." });
  assertEquals([status, body.deleted], [200, ".."]);
});

Deno.test("a cluster that goes away is told to the page, with the last figures", async () => {
  await using bench = await GroupsBench.start();
  await bench.commit("billing", [0n]);
  await bench.until("billing", "the group", () => true);
  await bench.cluster.close();
  const failing = await waitFor(async () => {
    const { body } = await bench.web.get("/api/groups");
    return body.failure === null ? undefined : body;
  }, { what: "the failure to be told", timeoutMs: 60_000 });
  assertEquals(failing.groups[0].groupId, "billing");
  assert(failing.failure.message.length > 0);
});
