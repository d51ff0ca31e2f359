import { assertEquals } from "@std/assert";
import type { LagReport } from "../monitoring/mod.ts";
import { viewsOfLag } from "./from_lag.ts";

const BIG = 9007199254740993n;

const REPORT: LagReport = {
  atMs: 0,
  durationMs: 1,
  responseMs: 1,
  cluster: { clusterId: "c", controllerId: 1, brokers: [] },
  topics: [{
    name: "orders",
    partitions: [0, 1].map((partition) => ({
      partition,
      low: 5n,
      end: BIG,
      leader: 1,
      replicas: [1, 2],
      inSyncReplicas: partition === 0 ? [1, 2] : [1],
    })),
  }],
  groups: [{
    groupId: "g",
    state: "Stable",
    members: ["consumer-2", "consumer-1"].map((clientId) => ({
      memberId: `${clientId}-5d0c`,
      clientId,
      host: "/127.0.0.1",
      assignment: [],
    })),
    partitions: [{
      topic: "orders",
      partition: 1,
      committed: BIG - 3n,
      low: 5n,
      end: BIG,
      lag: 3n,
      lagSeconds: undefined,
    }],
    uncommitted: [{ topic: "orders", partition: 0 }],
    totalLag: 3n,
    lagSeconds: undefined,
    verdict: "ok",
    why: "fine",
  }],
};

Deno.test("offsets become strings and lose no digit", () => {
  const { topics, groups } = viewsOfLag(REPORT);
  assertEquals(topics[0]!.partitions[0]!.end, "9007199254740993");
  assertEquals(groups[0]!.partitions[1]!.committed, "9007199254740990");
  assertEquals(JSON.parse(JSON.stringify(groups)), groups);
});

Deno.test("partitions without a commit stand among the others, with null", () => {
  const [group] = viewsOfLag(REPORT).groups;
  assertEquals(group!.partitions.map(({ partition, lag }) => [partition, lag]), [[0, null], [
    1,
    "3",
  ]]);
  assertEquals([group!.partitions[0]!.low, group!.partitions[0]!.end], ["5", "9007199254740993"]);
});

Deno.test("a replica out of sync shows", () => {
  const [topic] = viewsOfLag(REPORT).topics;
  assertEquals(topic!.partitions.map(({ underReplicated }) => underReplicated), [false, true]);
});

Deno.test("members stand in the order of their names, whatever the cluster's", () => {
  const [group] = viewsOfLag(REPORT).groups;
  assertEquals(group!.members.map(({ clientId }) => clientId), ["consumer-1", "consumer-2"]);
});
