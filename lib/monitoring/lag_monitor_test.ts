import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import { FakeCluster } from "./_fake_admin.ts";
import { LagMonitor, type LagMonitorOptions } from "./lag_monitor.ts";
import type { LagReport } from "./lag_report.ts";
import { createMeter } from "./meter.ts";

function watched(options: LagMonitorOptions = {}) {
  const cluster = new FakeCluster();
  cluster.topics = { orders: [100, 50], __consumer_offsets: [9] };
  cluster.committed = { readers: { "orders/0": 90 } };
  cluster.members = { readers: { "m-1": ["orders/0", "orders/1"] } };
  const clock = new ManualClock();
  const meter = createMeter({ strict: true });
  const monitor = new LagMonitor(cluster, { clock, meter, ...options });
  const metrics = async () =>
    (await meter.render()).split("\n").filter((line) => !line.startsWith("#"));
  return {
    cluster,
    clock,
    monitor,
    metrics,
    [Symbol.asyncDispose]: () => monitor[Symbol.asyncDispose](),
  };
}

Deno.test("a pass tells lag, owners and what was never committed", async () => {
  await using test = watched();
  const { groups: [group], topics } = await test.monitor.refresh();
  assertEquals(topics.map(({ name }) => name), ["orders"]);
  assertEquals(
    group!.partitions.map(({ partition, committed, end, lag }) => [
      partition,
      committed,
      end,
      lag,
    ]),
    [[0, 90n, 100n, 10n]],
  );
  assertEquals(group!.uncommitted, [{ topic: "orders", partition: 1 }]);
  assertEquals(group!.members[0]!.assignment.length, 2);
  assertEquals(group!.totalLag, 10n);
});

Deno.test("no series where nothing was ever committed", async () => {
  await using test = watched();
  await test.monitor.refresh();
  const lines = await test.metrics();
  assert(lines.includes('kafka_consumer_lag{group="readers",topic="orders",partition="0"} 10'));
  assert(!lines.some((line) => /^kafka_consumer_\w+.*partition="1"/.test(line)));
  assert(lines.includes('kafka_consumer_uncommitted_partitions{group="readers",topic="orders"} 1'));
});

Deno.test("committed offsets are read before end offsets", async () => {
  await using test = watched();
  await test.monitor.refresh();
  const { calls } = test.cluster;
  assertEquals(calls, ["describeCluster", "surveyGroups", "surveyTopics"]);
});

Deno.test("lag is never negative, however fast the group is", async () => {
  await using test = watched();
  test.cluster.committed = { readers: { "orders/0": 500 } };
  const report = await test.monitor.refresh();
  assertEquals(report.groups[0]!.partitions[0]!.lag, 0n);
  assertEquals(report.groups[0]!.verdict, "rewound");
});

Deno.test("records written during a pass count as unread, not as negative lag", async () => {
  await using test = watched();
  test.cluster.onCall = (name) => {
    if (name !== "surveyTopics") return;
    test.cluster.topics.orders = [200, 50];
    test.cluster.committed.readers!["orders/0"] = 200;
  };
  const report = await test.monitor.refresh();
  assertEquals(report.groups[0]!.partitions[0]!.lag, 110n);
});

Deno.test("a group without members is kept", async () => {
  await using test = watched();
  test.cluster.members = {};
  const report = await test.monitor.refresh();
  assertEquals([report.groups[0]!.state, report.groups[0]!.verdict], ["Empty", "stopped"]);
  const lines = await test.metrics();
  assert(lines.includes('kafka_consumer_group_members{group="readers"} 0'));
  assert(lines.includes('kafka_consumer_group_state{group="readers",state="Empty"} 1'));
  assert(lines.includes('kafka_consumer_group_state{group="readers",state="Stable"} 0'));
});

Deno.test("series of removed topics and groups are dropped", async () => {
  await using test = watched();
  await test.monitor.refresh();
  assert((await test.metrics()).some((line) => line.includes("orders")));
  test.cluster.topics = { other: [1] };
  test.cluster.committed = {};
  await test.monitor.refresh();
  const lines = await test.metrics();
  assert(!lines.some((line) => line.includes("orders") || line.includes("readers")));
  assert(lines.includes('kafka_partition_log_end_offset{topic="other",partition="0"} 1'));
});

Deno.test("a topic deleted in the middle of a pass is left out", async () => {
  await using test = watched();
  test.cluster.onCall = (name) => {
    if (name === "surveyTopics") test.cluster.topics = {};
  };
  const report = await test.monitor.refresh();
  assertEquals([report.topics, report.groups[0]!.partitions], [[], []]);
});

Deno.test("a partition that nobody leads keeps the end that it had, and one never seen has no lag", async () => {
  await using test = watched();
  test.cluster.committed.readers = { "orders/0": 90, "orders/1": 20 };
  test.cluster.leaderless.add("orders/1");
  const lagOf = ({ groups: [group] }: LagReport) =>
    group!.partitions.map(({ partition, lag }) => [partition, lag]);
  assertEquals(lagOf(await test.monitor.refresh()), [[0, 10n]]);
  test.cluster.leaderless = new Set(["orders/0"]);
  const report = await test.monitor.refresh();
  assertEquals(lagOf(report), [[0, 10n], [1, 30n]]);
  assertEquals(report.topics[0]!.partitions.map(({ stale }) => stale), [true, undefined]);
  assertEquals(report.groups[0]!.verdict, "ok");
});

Deno.test("lag in seconds is interpolated from the ends of earlier passes", async () => {
  await using test = watched();
  test.cluster.committed.readers = { "orders/0": 90, "orders/1": 50 };
  const first = await test.monitor.refresh();
  assertEquals(first.groups[0]!.lagSeconds, undefined);
  test.clock.advance(10_000);
  test.cluster.topics.orders = [200, 50];
  test.cluster.committed.readers!["orders/0"] = 150;
  const { groups: [group] } = await test.monitor.refresh();
  assertEquals(group!.partitions.map(({ lagSeconds }) => lagSeconds), [5, 0]);
  assertEquals(group!.lagSeconds, 5);
  const labels = '{group="readers",topic="orders",partition="0"}';
  assert((await test.metrics()).includes(`kafka_consumer_lag_seconds${labels} 5`));
});

Deno.test("brokers, leaders and replicas out of sync are shown", async () => {
  await using test = watched();
  test.cluster.brokers = [1, 2];
  await test.monitor.refresh();
  test.cluster.brokers = [2];
  test.cluster.controllerId = -1;
  await test.monitor.refresh();
  const lines = await test.metrics();
  assert(lines.includes('kafka_broker_up{broker_id="1"} 0'));
  assert(lines.includes('kafka_broker_up{broker_id="2"} 1'));
  assert(lines.includes('kafka_broker_leader_partitions{broker_id="2"} 2'));
  assert(lines.includes("kafka_controller_up 0"));
  assert(lines.includes('kafka_partition_under_replicated{topic="orders",partition="0"} 0'));
});

Deno.test("askers at the same time share one pass", async () => {
  await using test = watched();
  const reports = await Promise.all([test.monitor.refresh(), test.monitor.refresh()]);
  assertEquals(reports[0], reports[1]);
  assertEquals(test.cluster.calls.filter((name) => name === "describeCluster").length, 1);
  assertEquals(test.monitor.latest, reports[0]);
});

Deno.test("it looks at every interval", async () => {
  await using test = watched({ intervalMs: 5000 });
  const passes = () => test.cluster.calls.filter((name) => name === "describeCluster").length;
  test.monitor.start();
  for (const expected of [1, 2, 3]) {
    await waitFor(() => passes() === expected && test.clock.sleepers === 1, {
      what: `pass ${expected}`,
    });
    test.clock.advance(5000);
  }
});

Deno.test("a failed pass keeps the figures, is counted, and the next one connects anew", async () => {
  await using test = watched();
  await test.monitor.refresh();
  test.cluster.failure = new WorkshopError("Connection refused", { code: "NO_CONNECTION" });
  await assertRejects(() => test.monitor.refresh(), WorkshopError, "refused");
  const lines = await test.metrics();
  assert(lines.includes("kafka_monitor_scrape_errors_total 1"));
  assert(lines.includes('kafka_broker_up{broker_id="1"} 0'));
  assert(lines.includes('kafka_consumer_lag{group="readers",topic="orders",partition="0"} 10'));
  assertEquals([test.cluster.opened, test.cluster.closed], [1, 1]);

  test.cluster.failure = undefined;
  await test.monitor.refresh();
  assertEquals(test.cluster.opened, 2);
  assert((await test.metrics()).includes('kafka_broker_up{broker_id="1"} 1'));
});

Deno.test("one broken group is no broker that is down", async () => {
  await using test = watched();
  await test.monitor.refresh();
  test.cluster.onCall = (name) => {
    if (name === "surveyGroups") throw new Error("Coordinator is loading");
  };
  await assertRejects(() => test.monitor.refresh(), Error, "loading");
  assert((await test.metrics()).includes('kafka_broker_up{broker_id="1"} 1'));
});

Deno.test("a pass that hangs ends at its deadline", async () => {
  await using test = watched({ passTimeoutMs: 700 });
  test.cluster.onCall = (name) => name === "surveyTopics" ? new Promise(() => {}) : undefined;
  const pass = test.monitor.refresh();
  await waitFor(() => test.clock.sleepers === 1, { what: "the deadline to be armed" });
  test.clock.advance(700);
  const error = await assertRejects(() => pass, WorkshopError);
  assertStringIncludes(error.message, "700 ms");
});

Deno.test("only the wanted groups and topics are asked for", async () => {
  await using test = watched({ topics: ["orders"], groups: [] });
  test.cluster.topics.other = [1];
  const report = await test.monitor.refresh();
  assertEquals([report.topics.map(({ name }) => name), report.groups], [["orders"], []]);
});

Deno.test("an ended monitor closes its connection and looks no more", async () => {
  const test = watched({ intervalMs: 10 });
  test.monitor.start();
  await waitFor(() => test.monitor.latest, { what: "the first pass" });
  await test.monitor[Symbol.asyncDispose]();
  assertEquals([test.cluster.opened, test.cluster.closed, test.clock.sleepers], [1, 1, 0]);
});
