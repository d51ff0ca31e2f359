import { assertEquals, assertThrows } from "@std/assert";
import { consumedMs, producedMs } from "./java_client.ts";

const workload = { records: 20_000, valueBytes: 100, batchRecords: 100, partitions: 1 };

Deno.test("the producer tool's rate becomes the time of all records", () => {
  const said = "9000 records sent, 1799.6 records/sec (0.2 MB/sec), 1.0 ms avg latency.\n" +
    "20000 records sent, 40000.0 records/sec (3.81 MB/sec), 12.1 ms avg latency, 200 ms max.\n";
  assertEquals(producedMs(said, workload), 500);
  assertThrows(() => producedMs(said, { ...workload, records: 20_001 }), Error, "did not tell");
});

Deno.test("the consumer tool's time is that of its fetching", () => {
  const said = "WARN something\n2026-01-01 00:00:00:000, 2026-01-01 00:00:01:000, 1.9, 1.9, " +
    "20012, 20012.0, 600, 400, 4.7, 50030.0\n";
  assertEquals(consumedMs(said, workload), 400);
  assertThrows(() => consumedMs(said, { ...workload, records: 30_000 }), Error, "did not tell");
});
