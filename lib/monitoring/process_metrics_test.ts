import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ManualClock } from "../core/mod.ts";
import { createMeter } from "./meter.ts";
import { measureProcess } from "./process_metrics.ts";

function valueOf(text: string, name: string): number {
  const line = text.split("\n").find((line) => line.startsWith(`${name} `));
  return Number(line?.split(" ")[1]);
}

Deno.test("process metrics tell memory and processor time without any permission", async () => {
  const meter = createMeter({ strict: true });
  measureProcess(meter, { service: "demo", clock: new ManualClock(5000) });
  const text = await meter.render();
  assert(valueOf(text, "process_resident_memory_bytes") > 1_000_000);
  assert(valueOf(text, "nodejs_heap_size_used_bytes") > 100_000);
  assert(valueOf(text, "process_cpu_seconds_total") > 0);
  assertEquals(valueOf(text, "nodejs_eventloop_lag_seconds"), 0);
  assertStringIncludes(text, 'service_up{service="demo"} 1');
  assertStringIncludes(text, 'service_start_time_seconds{service="demo"} 5');
});

Deno.test("processor time never falls from one scrape to the next", async () => {
  const meter = createMeter();
  measureProcess(meter, { service: "demo" });
  const first = valueOf(await meter.render(), "process_cpu_user_seconds_total");
  const second = valueOf(await meter.render(), "process_cpu_user_seconds_total");
  assert(second >= first);
});

Deno.test("ended process metrics are measured no more", async () => {
  const meter = createMeter();
  measureProcess(meter, { service: "demo" })();
  const text = await meter.render();
  assertEquals(valueOf(text, "process_resident_memory_bytes"), 0);
  assertStringIncludes(text, 'service_up{service="demo"} 0');
});
