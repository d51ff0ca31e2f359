import { assertEquals } from "@std/assert";
import { GroupRecorder } from "./group_recorder.ts";
import type { RebalanceView } from "./rebalance.ts";

const member = (memberId: string, ...partitions: number[]) => ({
  memberId,
  clientId: memberId.slice(0, 1),
  assignment: partitions.map((partition) => ({ topic: "orders", partition })),
});
const look = (state: string, ...members: ReturnType<typeof member>[]) => [
  { groupId: "billing", state, members },
];
const names = (members: readonly { readonly memberId: string }[]) =>
  members.map(({ memberId }) => memberId);

Deno.test("a rebalance that was watched is told with its states, members and time", () => {
  const recorder = new GroupRecorder();
  recorder.observe(look("Stable", member("a-1", 0, 1)), 1000);
  assertEquals(recorder.rebalances("billing"), []);
  recorder.observe(look("PreparingRebalance", member("a-1"), member("b-1")), 2000);
  const [running] = recorder.rebalances("billing");
  assertEquals([running!.endedAtMs, running!.minMs, names(running!.joined)], [null, 0, ["b-1"]]);
  recorder.observe(look("PreparingRebalance", member("a-1"), member("b-1")), 3000);
  recorder.observe(look("CompletingRebalance", member("a-1"), member("b-1")), 4000);
  recorder.observe(look("Stable", member("a-1", 0), member("b-1", 1)), 5000);
  assertEquals(recorder.rebalances("billing"), [{
    number: 1,
    startedAtMs: 2000,
    endedAtMs: 5000,
    minMs: 2000,
    maxMs: 4000,
    states: ["PreparingRebalance", "CompletingRebalance", "Stable"],
    joined: [{ memberId: "b-1", clientId: "b" }],
    joinedCount: 1,
    left: [],
    leftCount: 0,
    members: 2,
    moved: 1,
  }]);
});

Deno.test("a rebalance between two looks is seen by who reads what afterwards", () => {
  const recorder = new GroupRecorder();
  recorder.observe(look("Stable", member("a-1", 0), member("b-1", 1)), 1000);
  recorder.observe(look("Stable", member("a-1", 0), member("b-1", 1)), 2000);
  assertEquals(recorder.count("billing"), 0);
  recorder.observe(look("Stable", member("a-1", 0, 1)), 3000);
  recorder.observe(look("Empty"), 4000);
  const [second, first] = recorder.rebalances("billing");
  assertEquals([first!.number, names(first!.left), first!.moved], [1, ["b-1"], 1]);
  assertEquals([first!.minMs, first!.maxMs, first!.startedAtMs], [0, 1000, 2000]);
  assertEquals([second!.number, names(second!.left), second!.members], [2, ["a-1"], 0]);
});

Deno.test("a rebalance that went on before the first look has no longest time", () => {
  const recorder = new GroupRecorder();
  recorder.observe(look("CompletingRebalance", member("a-1")), 1000);
  recorder.observe(look("Stable", member("a-1", 0)), 4000);
  const [seen] = recorder.rebalances("billing");
  assertEquals([seen!.minMs, seen!.maxMs, seen!.joined, seen!.members], [0, null, [], 1]);
});

Deno.test("only the latest rebalances are kept, and all are counted", () => {
  const recorder = new GroupRecorder({ maxRebalances: 3, maxNames: 2 });
  recorder.observe(look("Empty"), 0);
  const many = ["a", "b", "c", "d"].map((id) => member(id));
  for (let at = 1; at <= 10; at++) {
    recorder.observe(at % 2 === 1 ? look("Stable", ...many) : look("Empty"), at * 1000);
  }
  assertEquals(recorder.rebalances("billing").map(({ number }) => number), [10, 9, 8]);
  const [, { joined, joinedCount }] = recorder.rebalances("billing") as [unknown, RebalanceView];
  assertEquals([joined.length, joinedCount], [2, 4]);
  assertEquals(recorder.count("billing"), 10);
});

Deno.test("of many groups the oldest rebalances go first, and none of a group that is gone", () => {
  const recorder = new GroupRecorder({ maxTotal: 3 });
  const groups = (ids: readonly string[], state: string) =>
    ids.flatMap((groupId) =>
      look(state, ...(state === "Empty" ? [] : [member("a")])).map((one) => ({ ...one, groupId }))
    );
  recorder.observe(groups(["one", "two"], "Empty"), 0);
  recorder.observe(groups(["one", "two"], "Stable"), 1000);
  recorder.observe(groups(["one", "two"], "Empty"), 2000);
  const kept = () =>
    ["one", "two"].map((id) => recorder.rebalances(id).map(({ number }) => number));
  assertEquals(kept(), [[2], [2, 1]]);
  recorder.observe(groups(["two"], "Stable"), 3000);
  recorder.observe(groups(["two"], "Empty"), 4000);
  assertEquals(kept(), [[], [4, 3, 2]]);
});

Deno.test("a group that is gone is forgotten", () => {
  const recorder = new GroupRecorder();
  recorder.observe(look("Stable", member("a-1", 0)), 1000);
  recorder.observe(look("Empty"), 2000);
  recorder.observe([], 3000);
  assertEquals([recorder.count("billing"), recorder.rebalances("billing")], [0, []]);
});
