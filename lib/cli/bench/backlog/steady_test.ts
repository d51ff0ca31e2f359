import { assertEquals, assertStringIncludes } from "@std/assert";
import { openRunFolder } from "../../../workshop/mod.ts";
import { describeSteady, runSteady } from "./steady.ts";

Deno.test("a short stream is processed and stored whole by consumers in a process of their own", async () => {
  await using folder = await openRunFolder("steady-test");
  const report = await runSteady({
    records: 600,
    dir: folder.path,
    signal: new AbortController().signal,
  });
  assertEquals([report.records, report.logMb > 0.6], [600, true]);
  assertStringIncludes(describeSteady(report), "600 records of 1024 B");
});
