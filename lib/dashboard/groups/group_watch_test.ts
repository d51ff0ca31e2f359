import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock } from "../../core/mod.ts";
import type { LagReport } from "../../monitoring/mod.ts";
import { GroupWatch } from "./group_watch.ts";

const group = (state: string, ...ids: string[]): LagReport["groups"][number] => ({
  groupId: "billing",
  state,
  members: ids.map((memberId) => ({ memberId, clientId: "c", host: "/1", assignment: [] })),
  partitions: [],
  uncommitted: [],
  totalLag: 0n,
  lagSeconds: undefined,
  verdict: "ok",
  why: "",
});

/** A monitor that sees, at each look, what the test has put there. */
class FakeMonitor {
  readonly clock = new ManualClock();
  seen: LagReport["groups"][number] | Error = group("Empty");

  refresh(): Promise<LagReport> {
    if (this.seen instanceof Error) return Promise.reject(this.seen);
    return Promise.resolve({
      atMs: this.clock.now(),
      durationMs: 1,
      responseMs: 1,
      cluster: { clusterId: "c", controllerId: 1, brokers: [] },
      topics: [],
      groups: [this.seen],
    });
  }
}

Deno.test("each look is noted once, with the time of the report", async () => {
  const monitor = new FakeMonitor();
  const { clock } = monitor;
  const watch = new GroupWatch(monitor, { clock });
  const startMs = clock.now();
  await watch.refresh();
  for (const seen of [group("PreparingRebalance", "m-1"), group("Stable", "m-1")]) {
    clock.advance(1000);
    monitor.seen = seen;
    await watch.refresh();
  }
  const [only] = watch.rebalances("billing");
  assertEquals([only!.startedAtMs - startMs, only!.endedAtMs! - startMs], [1000, 2000]);
  assertEquals([only!.maxMs, watch.rebalanceCount("billing"), watch.sinceMs], [2000, 1, startMs]);
});

Deno.test("a look that fails is remembered with its reason until one succeeds", async () => {
  const monitor = new FakeMonitor();
  const { clock } = monitor;
  const watch = new GroupWatch(monitor, { clock });
  await watch.refresh();
  const startMs = clock.now();
  monitor.seen = new Error("Broker at localhost:9 is away, password=hunter2");
  for (let times = 0; times < 3; times++) {
    await assertRejects(() => watch.refresh());
    clock.advance(1000);
  }
  assertEquals(watch.failure?.sinceMs, startMs);
  assertEquals(watch.failure?.message.includes("hunter2"), false);
  assertEquals(watch.latest?.atMs, startMs);
  monitor.seen = group("Empty");
  await watch.refresh();
  assertEquals([watch.failure, watch.latest?.atMs], [undefined, startMs + 3000]);
});

Deno.test("who waits for the next look is woken by it, by a failure, and by the end", async () => {
  const monitor = new FakeMonitor();
  const watch = new GroupWatch(monitor, { clock: monitor.clock });
  const stop = new AbortController();
  const waits = [watch.next(stop.signal)];
  await watch.refresh();
  await Promise.all(waits);
  const failing = watch.next(stop.signal);
  monitor.seen = new Error("away");
  await watch.refresh().catch(() => {});
  await failing;
  const last = watch.next(stop.signal);
  stop.abort();
  await last;
  await watch.next(stop.signal);
});
