import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { ScanBudget } from "./scan_budget.ts";

const CAPS = { records: 1000, bytes: 1000, ms: 60_000 };

function record(bytes: number) {
  const value = new Uint8Array(bytes);
  return { topic: "t", partition: 0, offset: 0n, timestampMs: 0, key: null, value, headers: [] };
}

Deno.test("records and bytes are counted, and the cap that was reached is told", () => {
  const stop = new AbortController();
  using few = new ScanBudget({ ...CAPS, records: 2 }, stop.signal);
  assertEquals([1, 1, 1].map((bytes) => few.takes(record(bytes))), [true, true, false]);
  assertEquals([few.spent, few.scanned.records], ["records", 2]);
  using small = new ScanBudget(CAPS, stop.signal);
  assertEquals([600, 600, 1].map((bytes) => small.takes(record(bytes))), [true, false, false]);
  assertEquals([small.spent, small.scanned.bytes], ["bytes", 600]);
});

Deno.test("one record may always be looked at, or a search would never go on", () => {
  using budget = new ScanBudget({ ...CAPS, bytes: 10 }, new AbortController().signal);
  assertEquals([budget.takes(record(5000)), budget.takes(record(1))], [true, false]);
});

Deno.test("time ends a scan, and so does who asked for it", async () => {
  using budget = new ScanBudget({ ...CAPS, ms: 1 }, new AbortController().signal);
  await waitFor(() => budget.signal.aborted, { what: "the end of the time" });
  assertEquals([budget.spent, budget.takes(record(1))], ["time", false]);
  const stop = new AbortController();
  using other = new ScanBudget(CAPS, stop.signal);
  stop.abort();
  assertEquals([other.signal.aborted, other.spent], [true, undefined]);
});
