import { assertEquals } from "@std/assert";
import { ManualClock } from "../core/mod.ts";
import { Accumulator } from "./accumulator.ts";
import type { Batch, PendingRecord } from "./batch.ts";
import { FlushGate } from "./flush_gate.ts";
import { pendingRecord } from "./pending_record.ts";

const clock = new ManualClock();

function entry(size: number): PendingRecord {
  return pendingRecord({ topic: "orders", value: new Uint8Array(size) }, clock, new FlushGate());
}

function counts(batches: readonly Batch[]): number[] {
  return batches.map(({ entries }) => entries.length);
}

Deno.test("a batch is due when it is full, or when it has lingered", () => {
  const accumulator = new Accumulator({ lingerMs: 5, maxBatchBytes: 1000 });
  const queue = accumulator.append(0, entry(100), 0);
  assertEquals([accumulator.isDue(queue, 4), accumulator.isDue(queue, 5)], [false, true]);
  accumulator.append(0, entry(950), 1);
  assertEquals(accumulator.isDue(queue, 1), true);
  assertEquals(counts(queue.batches), [1, 1]);
});

Deno.test("batches never exceed their size, but for one record that does alone", () => {
  const accumulator = new Accumulator({ lingerMs: 0, maxBatchBytes: 1000 });
  const queue = accumulator.append(0, entry(5000), 0);
  for (let at = 0; at < 20; at++) accumulator.append(0, entry(200), 0);
  assertEquals(counts(queue.batches), [1, 4, 4, 4, 4, 4]);
  assertEquals(queue.batches.slice(1).every(({ bytes }) => bytes <= 1000), true);
});

Deno.test("a batch that is taken takes no more records, and one put back goes first", () => {
  const closed: number[] = [];
  const accumulator = new Accumulator({
    lingerMs: 0,
    maxBatchBytes: 1000,
    onClosed: ({ partition }) => closed.push(partition),
  });
  const queue = accumulator.append(3, entry(10), 0);
  for (let at = 0; at < 4; at++) accumulator.append(3, entry(10), 0);
  const taken = accumulator.take(queue)!;
  accumulator.append(3, entry(10), 0);
  assertEquals([taken.entries.length, counts(queue.batches), closed], [5, [1], [3]]);
  accumulator.putBack(queue, taken.split());
  assertEquals(counts(queue.batches), [3, 2, 1]);
});

Deno.test("in a hurry nothing lingers", () => {
  const accumulator = new Accumulator({ lingerMs: 1000, maxBatchBytes: 1000 });
  const queue = accumulator.append(0, entry(10), 0);
  assertEquals(accumulator.isDue(queue, 0), false);
  accumulator.hurry = true;
  assertEquals(accumulator.isDue(queue, 0), true);
});
