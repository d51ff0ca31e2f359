import { assertEquals, assertStringIncludes } from "@std/assert";
import { SimulatedSource } from "../_simulated_source.ts";
import type { DashboardSnapshot, GroupView } from "../source.ts";
import { tilesOf } from "./tiles.ts";

const well = await new SimulatedSource({ seconds: 60 }).snapshot();
const group = well.groups[0]!;

function tile(title: string, change: Partial<DashboardSnapshot> = {}) {
  return tilesOf({ ...well, ...change }, undefined).find((tile) => tile.title === title)!;
}

Deno.test("a healthy system has six calm tiles", () => {
  const tiles = tilesOf(well, {
    atMs: 0,
    producedPerSecond: 198.4,
    processedPerSecond: 0,
    lag: 0,
  });
  assertEquals(tiles.map(({ title }) => title), [
    "Produced",
    "Processed",
    "Unread",
    "Dead letters",
    "Brokers",
    "Stored",
  ]);
  assertEquals(tiles.filter(({ level, why }) => level !== "ok" || why !== null), []);
  assertEquals(tiles[0]!.value, "198");
});

Deno.test("before the first point there is no rate", () => {
  assertEquals(tile("Produced").value, "–");
});

Deno.test("unread records above 2⁵³ are added without loss", () => {
  const big: GroupView = { ...group, totalLag: "9007199254740993" };
  assertEquals(
    tile("Unread", { groups: [big, { ...big, totalLag: "1" }] }).value,
    "9,007,199,254,740,994",
  );
});

Deno.test("the worst group gives the unread tile its colour and its reason", () => {
  const slow: GroupView = { ...group, verdict: "falling behind", why: "It grows" };
  const stuck: GroupView = { ...group, verdict: "stalled", why: "It has not moved" };
  assertEquals(tile("Unread", { groups: [group, slow, stuck] }).level, "problem");
  assertEquals(tile("Unread", { groups: [group, slow, stuck] }).why, "It has not moved");
  assertEquals(tile("Unread", { groups: [group, slow] }).level, "warning");
});

Deno.test("dead letters are a problem when their alert fires, not before", () => {
  const alert = {
    name: "DeadLetterRateHigh",
    subject: "DLQ",
    severity: "warning",
    state: "pending",
    sinceMs: 0,
    why: "20 of 100",
  } as const;
  assertEquals(tile("Dead letters", { alerts: [alert] }).level, "ok");
  const firing = tile("Dead letters", { alerts: [{ ...alert, state: "firing" }] });
  assertEquals([firing.level, firing.why], ["problem", "20 of 100"]);
});

Deno.test("brokers that don't answer say why, and one that is gone is named", () => {
  const { cluster } = well;
  const down = tile("Brokers", { cluster: { ...cluster, up: false, why: "refused" } });
  assertEquals([down.value, down.level, down.why], ["0 of 1", "problem", "refused"]);
  const brokers = [...cluster.brokers, { id: 2, address: "localhost:9093", up: false }];
  const gone = tile("Brokers", { cluster: { ...cluster, brokers } });
  assertEquals([gone.value, gone.why], ["1 of 2", "Broker 2 is gone from the cluster"]);
});

Deno.test("partitions that aren't fully replicated are a warning", () => {
  const topics = well.topics.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((partition) => ({ ...partition, underReplicated: true })),
  }));
  const behind = tile("Brokers", { topics });
  assertEquals([behind.level, behind.why], ["warning", "4 partitions not fully replicated"]);
});

Deno.test("a store that doesn't answer says why; without a store there is no tile", () => {
  const store = { ...well.store!, up: false, why: "The file is locked" };
  assertStringIncludes(tile("Stored", { store }).why!, "locked");
  assertEquals(tile("Stored", { store: null }), undefined);
});
