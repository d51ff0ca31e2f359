import { assertEquals } from "@std/assert";
import { TallyMeter } from "./tally_meter.ts";

Deno.test("counters of one name add up, whoever asked for them", () => {
  const meter = new TallyMeter();
  const options = { name: "stalls_total", help: "Stalls" };
  meter.counter(options).add(2);
  meter.counter(options).add(1);
  meter.counter({ ...options, name: "commits_total" }).add(0);
  assertEquals(meter.totals, { stalls_total: 3, commits_total: 0 });
});
