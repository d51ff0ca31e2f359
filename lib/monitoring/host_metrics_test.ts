import { assert, assertEquals } from "@std/assert";
import { mountOf } from "../core/mod.ts";
import { measureHost } from "./host_metrics.ts";
import { createMeter } from "./meter.ts";

function valueOf(text: string, series: string): number {
  const line = text.split("\n").find((line) => line.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

Deno.test("processors, memory and disks are measured at every render", async () => {
  const meter = createMeter({ strict: true });
  measureHost(meter, { folders: [".", "./.runs", "/"] });
  const text = await meter.render();
  for (const name of ["host_cpu_usage_ratio", "host_memory_usage_ratio"]) {
    const share = valueOf(text, name);
    assert(share > 0 && share <= 1, `${name} is ${share}`);
  }
  const labels = `{mount="${await mountOf(".")}"}`;
  const [free, size] = ["free", "size"].map((kind) => valueOf(text, `disk_${kind}_bytes${labels}`));
  assert(free! > 0 && free! < size!);
});

Deno.test("what can't be read is told once and doesn't disturb the rest", async () => {
  const told: string[] = [];
  const meter = createMeter({ strict: true });
  const logger = {
    log: (_: string, message: string) => void told.push(message),
    child: () => logger,
  };
  measureHost(meter, { folders: ["\0"], logger });
  await meter.render();
  const text = await meter.render();
  assertEquals(told.length, 1, told.join("; "));
  assert(valueOf(text, "host_memory_usage_ratio") > 0);
  assert(!/^disk_free_bytes\{/m.test(text));
});

Deno.test("ended host metrics are measured no more", async () => {
  const meter = createMeter();
  measureHost(meter)();
  assert(!(await meter.render()).includes("disk_free_bytes{"));
});
