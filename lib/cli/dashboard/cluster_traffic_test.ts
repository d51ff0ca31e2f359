import { assertEquals } from "@std/assert";
import type { LagReport } from "../../monitoring/mod.ts";
import { ClusterTraffic } from "./cluster_traffic.ts";

type Ends = Readonly<Record<string, readonly [low: number, end: number]>>;

function report(ends: Ends, commits: Readonly<Record<string, number>> = {}): LagReport {
  const partitionOf = (low: number, end: number) => ({
    partition: 0,
    low: BigInt(low),
    end: BigInt(end),
    leader: 0,
    replicas: [0],
    inSyncReplicas: [0],
  });
  return {
    atMs: 0,
    durationMs: 0,
    responseMs: 0,
    cluster: { clusterId: "c", controllerId: 0, brokers: [] },
    topics: Object.entries(ends).map(([name, [low, end]]) => ({
      name,
      partitions: [partitionOf(low, end)],
    })),
    groups: Object.entries(commits).map(([topic, committed]) => ({
      groupId: "readers",
      state: "Stable",
      members: [],
      partitions: [{
        topic,
        partition: 0,
        committed: BigInt(committed),
        low: 0n,
        end: 100n,
        lag: 0n,
        lagSeconds: undefined,
      }],
      uncommitted: [],
      totalLag: 0n,
      lagSeconds: undefined,
      verdict: "ok",
      why: "",
    })),
  } as unknown as LagReport;
}

Deno.test("what was there before counts as nothing, what moves counts once", () => {
  const traffic = new ClusterTraffic();
  assertEquals(traffic.count(report({ a: [0, 50] }, { a: 20 })), { produced: 0, processed: 0 });
  assertEquals(traffic.count(report({ a: [0, 60] }, { a: 25 })), { produced: 10, processed: 5 });
  assertEquals(traffic.count(report({ a: [5, 60] }, { a: 25 })), { produced: 10, processed: 5 });
});

Deno.test("a new topic counts with all it holds, a new group with what it has committed", () => {
  const traffic = new ClusterTraffic();
  traffic.count(report({}));
  assertEquals(traffic.count(report({ b: [3, 10] }, { b: 4 })), { produced: 7, processed: 4 });
});

Deno.test("a topic made anew and a group that was rewound take nothing back", () => {
  const traffic = new ClusterTraffic();
  traffic.count(report({ a: [0, 50] }, { a: 40 }));
  traffic.count(report({ a: [0, 60] }, { a: 50 }));
  assertEquals(traffic.count(report({ a: [0, 2] }, { a: 0 })), { produced: 10, processed: 10 });
  assertEquals(traffic.count(report({ a: [0, 5] }, { a: 2 })), { produced: 13, processed: 12 });
});
