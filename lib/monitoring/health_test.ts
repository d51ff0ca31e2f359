import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ManualClock, waitFor } from "../core/mod.ts";
import { HealthRegistry } from "./health.ts";

Deno.test("a service is ready once it has started and every check passes", async () => {
  const health = new HealthRegistry();
  health.register("broker", () => {});
  assertEquals((await health.readiness()).ready, false);
  health.started();
  assertEquals((await health.readiness()).ready, true);
});

Deno.test("a failing check is told with its reason and without secrets", async () => {
  const health = new HealthRegistry();
  health.started();
  health.register("store", () => Promise.reject(new Error("No answer from mongodb://a:b@db")));
  health.register("broker", () => {
    throw new Error("refused");
  });
  const { ready, checks } = await health.readiness();
  assertEquals(ready, false);
  assertEquals(checks.map(({ name, ok, reason }) => [name, ok, reason]), [
    ["store", false, "No answer from mongodb://[redacted]@db"],
    ["broker", false, "refused"],
  ]);
});

Deno.test("a check that hangs fails at its deadline and hears that nobody waits", async () => {
  const clock = new ManualClock();
  const health = new HealthRegistry({ clock });
  health.started();
  let heard: AbortSignal | undefined;
  health.register("group", (signal) => {
    heard = signal;
    return new Promise(() => {});
  }, { deadlineMs: 300 });
  const answer = health.readiness();
  await waitFor(() => clock.sleepers === 1, { what: "the deadline to be armed" });
  clock.advance(300);
  const { checks } = await answer;
  assertStringIncludes(checks[0]!.reason!, "within 300 ms");
  assertEquals(checks[0]!.durationMs, 300);
  assert(heard?.aborted);
});

Deno.test("a draining service is not ready, however well its checks do", async () => {
  const health = new HealthRegistry();
  health.started();
  health.drain();
  health.started();
  assertEquals(await health.readiness(), { ready: false, state: "draining", checks: [] });
});

Deno.test("many askers share one run, and a later one looks again", async () => {
  const clock = new ManualClock();
  const health = new HealthRegistry({ clock, cacheMs: 100 });
  let runs = 0;
  health.register("broker", () => void runs++);
  await Promise.all(Array.from({ length: 50 }, () => health.readiness()));
  assertEquals(runs, 1);
  clock.advance(100);
  await health.readiness();
  assertEquals(runs, 2);
});

Deno.test("a removed check is not run", async () => {
  const health = new HealthRegistry();
  health.started();
  const remove = health.register("store", () => Promise.reject(new Error("down")));
  assertEquals((await health.readiness()).ready, false);
  remove();
  assertEquals((await health.readiness()).ready, true);
});
