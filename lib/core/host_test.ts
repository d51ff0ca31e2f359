import { assert, assertEquals } from "@std/assert";
import { cpuShare, cpuTimes, diskRoom, memoryShare, mountOf } from "./host.ts";

Deno.test("the processors' share is what they worked between two readings", () => {
  const earlier = { busyMs: 100, allMs: 1000 };
  assertEquals(cpuShare(earlier, { busyMs: 150, allMs: 1200 }), 0.25);
  assertEquals(cpuShare(earlier, earlier), 0);
  // A virtual machine that is moved may count backwards.
  assertEquals(cpuShare(earlier, { busyMs: 90, allMs: 1100 }), 0);
  const now = cpuTimes();
  assert(now.allMs >= now.busyMs && now.busyMs > 0, JSON.stringify(now));
});

Deno.test("memory and disk are shares between nothing and all", async () => {
  const { sizeBytes, freeBytes, usedShare } = await diskRoom(".");
  for (const share of [memoryShare(), usedShare]) assert(share > 0 && share < 1, `${share}`);
  assert(freeBytes > 0 && freeBytes < sizeBytes);
});

Deno.test("a folder that isn't there yet lies where the one above it is mounted", async () => {
  const mount = await mountOf(".");
  assertEquals(await mountOf("./.runs/not/there/yet"), mount);
  assertEquals(await mountOf(mount), mount);
  assertEquals((await diskRoom(mount)).sizeBytes, (await diskRoom(".")).sizeBytes);
});
