import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import type { UserAction } from "../../events/mod.ts";
import { correlate, type Incident } from "./incidents.ts";
import { MetricAnomalyAlerts } from "./metric_anomalies.ts";
import { MetricRollups } from "./metric_rollups.ts";
import type { PartitionLogic } from "./partition_logic.ts";
import { ServiceErrorAlerts } from "./service_errors.ts";
import { Tally } from "./tally.ts";
import { UserActivity } from "./user_activity.ts";

const T0 = Date.parse("2026-01-01T10:00:00Z");
const at = (ms: number) => new Date(T0 + ms).toISOString();

/** Hands messages to a logic at successive offsets, and gives all that it finds. */
function found(logic: PartitionLogic, messages: readonly { readonly timestamp: string }[]) {
  return messages.flatMap((message, offset) =>
    logic.take(message, {
      topic: "t",
      partition: 0,
      offset: BigInt(offset),
      timestampMs: Date.parse(message.timestamp),
    })
  );
}

const event = (ms: number, user_id: string, event: UserAction, amount?: number) => ({
  timestamp: at(ms),
  user_id,
  event,
  session_id: `visit of ${user_id}`,
  ...(amount !== undefined && { amount }),
});

Deno.test("a minute has its events by type, its users and its revenue, as counted by hand", () => {
  const findings = found(new UserActivity(), [
    event(0, "ana", "signup"),
    event(10_000, "ana", "click"),
    event(5000, "budi", "click"),
    event(20_000, "ana", "purchase", 0.1),
    event(59_999, "budi", "purchase", 0.2),
    event(60_000, "budi", "click"),
    event(67_000, "budi", "page_view"),
  ]);
  const [minute, ...more] = findings.filter(({ kind }) => kind === "minute");
  assertEquals(more, []);
  assertEquals(minute!.body, {
    partition: 0,
    from: "2026-01-01T10:00:00.000Z",
    to: "2026-01-01T10:01:00.000Z",
    events: 5,
    users: 2,
    by_type: { click: 2, purchase: 2, signup: 1 },
    revenue: 0.3,
  });
});

Deno.test("sign-up, click and purchase of one visit are a chain; without a sign-up there is none", () => {
  const findings = found(new UserActivity(), [
    event(0, "ana", "signup"),
    event(1000, "budi", "click"),
    event(2000, "ana", "click"),
    event(3000, "budi", "purchase", 5),
    event(4000, "ana", "purchase", 7),
    event(9000, "ana", "click"),
  ]);
  const chains = findings.filter(({ kind }) => kind === "chain");
  assertEquals(chains.map(({ body }) => [body["user_id"], body["took_ms"]]), [["ana", 4000]]);
});

Deno.test("a series is made coarser with min, max, mean, last and count", () => {
  const reading = (ms: number, value: number) => ({
    timestamp: at(ms),
    host: "node 1",
    metric: "cpu_percent",
    value,
  });
  const rollups = found(new MetricRollups(), [
    reading(0, 10),
    reading(4000, 40),
    reading(9999, 25),
    reading(10_000, 7),
    reading(13_000, 8),
  ]);
  assertEquals(rollups.map(({ body }) => body), [{
    host: "node 1",
    metric: "cpu_percent",
    step_s: 10,
    from: "2026-01-01T10:00:00.000Z",
    to: "2026-01-01T10:00:10.000Z",
    count: 3,
    sum: 75,
    min: 10,
    max: 40,
    mean: 25,
    last: 25,
  }]);
});

Deno.test("a spike in a host's figure is an alert, ordinary values are none", () => {
  const random = seededRandom("noise");
  const readings = Array.from({ length: 400 }, (_, n) => ({
    timestamp: at(n * 1000),
    host: "node-1",
    metric: "cpu_percent",
    value: n === 300 ? 97 : 30 + 5 * random.next(),
  }));
  const alerts = found(new MetricAnomalyAlerts(), readings);
  assertEquals(alerts.map(({ timeMs, body }) => [timeMs - T0, body["value"]]), [[300_000, 97]]);
});

Deno.test("after an alert a series is quiet for a minute, and what was kept quiet is counted", () => {
  const readings = Array.from({ length: 300 }, (_, n) => ({
    timestamp: at(n * 1000),
    host: "node-1",
    metric: "cpu_percent",
    value: n >= 200 && n % 20 === 0 ? 90 + n : 30 + n % 3,
  }));
  const logic = new MetricAnomalyAlerts();
  assertEquals(found(logic, readings).map(({ timeMs }) => timeMs - T0), [200_000, 260_000]);
  assert(logic.tallies()["Kept quiet"]!["cpu_percent"]! >= 1);
});

Deno.test("five errors of a service within a minute are an alert, four are none", () => {
  const message = (ms: number, service: string) => ({
    timestamp: at(ms),
    level: "ERROR" as const,
    service,
    message: "No",
  });
  const few = Array.from({ length: 4 }, (_, n) => message(n * 1000, "auth"));
  const many = Array.from({ length: 5 }, (_, n) => message(10_000 + n * 1000, "orders"));
  const alerts = found(new ServiceErrorAlerts(), [...few, ...many]);
  assertEquals(alerts.map(({ body }) => [body["service"], body["errors"]]), [["orders", 5]]);
});

Deno.test("whichever alert is stored second finds the first, and the pair is stored once", async () => {
  const place = { topic: "t", partition: 0, offset: 1n, timestampMs: T0 };
  const burst = {
    id: "alert:burst",
    timeMs: T0,
    kind: "error_burst",
    body: { service: "auth" },
    origin: place,
  };
  const anomaly = (id: string, ms: number) => ({
    id: `alert:${id}`,
    timeMs: T0 + ms,
    kind: "anomaly",
    body: { host: "node-1", metric: "cpu_percent" },
    origin: place,
  });
  const near = anomaly("near", -60_000);
  const far = anomaly("far", 60_001);
  for (const order of [[burst, near, far], [far, near, burst]]) {
    await using store = openSqliteStore({ path: ":memory:" });
    const told: (Incident & { readonly outcome: string })[] = [];
    for (const each of [...order, ...order]) {
      const { id, timeMs, kind, body, origin: { topic, partition, offset } } = each;
      await store.save({
        id,
        timeMs,
        body: { kind, ...body },
        origin: { topic, partition, offset },
      });
      await correlate(store, each, (incident, outcome) => told.push({ ...incident, outcome }));
    }
    const first = told.filter(({ outcome }) => outcome === "inserted");
    assertEquals(first.map(({ service, host, apart_ms }) => [service, host, apart_ms]), [
      ["auth", "node-1", -60_000],
    ]);
    assertEquals((await store.find({ where: { kind: "incident" } })).length, 1);
  }
});

Deno.test("a tally keeps no more labels than it has room for", () => {
  const tally = new Tally();
  for (let n = 0; n < 500; n++) tally.add("Service", `service-${n}`);
  const labels = Object.keys(tally.snapshot()["Service"]!);
  assertEquals([labels.length, labels.at(-1)], [120, "service-499"]);
});
