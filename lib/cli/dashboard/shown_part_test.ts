import { assertEquals } from "@std/assert";
import type { GroupView, TopicView } from "../../dashboard/mod.ts";
import { shownPart } from "./shown_part.ts";

function topic(name: string, partitions: number, end = "0"): TopicView {
  return {
    name,
    partitions: Array.from({ length: partitions }, (_, partition) => ({
      partition,
      low: "0",
      end,
      leader: 0,
      underReplicated: false,
    })),
  };
}

function group(groupId: string, change: Partial<GroupView> = {}): GroupView {
  const place = { topic: "read", low: "0", committed: "0", end: "0", lag: "0", lagSeconds: null };
  return {
    groupId,
    state: "Stable",
    verdict: "ok",
    why: "",
    totalLag: "0",
    lagSeconds: null,
    partitions: Array.from({ length: 50 }, (_, partition) => ({ ...place, partition })),
    members: [],
    ...change,
  };
}

Deno.test("of many groups those are shown that are worst off, by name", () => {
  const groups = [
    group("a"),
    group("b", { totalLag: "9007199254740993" }),
    group("c", { verdict: "stalled" }),
    group("d", { verdict: "stopped" }),
  ];
  const shown = shownPart({ topics: [], groups });
  assertEquals(shown.groups.map(({ groupId }) => groupId), ["b", "c", "d"]);
  assertEquals(shown.groups.map(({ partitions }) => partitions.length).sort(), [20, 50, 50]);
});

Deno.test("of many topics those are shown that a shown group reads, then those that hold something", () => {
  const topics = [
    ...Array.from({ length: 10_000 }, (_, at) => topic(`empty-${String(at).padStart(4, "0")}`, 2)),
    topic("full", 3, "7"),
    topic("read", 50),
  ];
  const shown = shownPart({ topics, groups: [group("a")] });
  const names = shown.topics.map(({ name }) => name);
  assertEquals(names.slice(0, 4), ["read", "full", "empty-0000", "empty-0001"]);
  const others = shown.topics.slice(1).flatMap(({ partitions }) => partitions).length;
  assertEquals(others, 24);
});
