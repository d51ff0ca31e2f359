import { assertEquals } from "@std/assert";
import { FlushGate } from "./flush_gate.ts";
import { MemoryLine } from "./memory_line.ts";
import { pendingRecord } from "./pending_record.ts";
import { systemClock } from "../core/mod.ts";

Deno.test("a flush waits for what entered before it and for nothing after", async () => {
  const gate = new FlushGate();
  const told: string[] = [];
  const early = [gate.enter(), gate.enter()];
  const first = gate.flush().then(() => told.push("first"));
  const late = gate.enter();
  const second = gate.flush().then(() => told.push("second"));
  gate.leave(late);
  gate.leave(early[0]!);
  await Promise.resolve();
  assertEquals(told, []);
  gate.leave(early[1]!);
  await Promise.all([first, second]);
  assertEquals(told, ["first", "second"]);
  await gate.flush();
});

Deno.test("records wait in line for memory, in their order, and the line has an end", async () => {
  const admitted: string[] = [];
  const line = new MemoryLine({
    maxBytes: 500,
    onAdmitted: ({ source }) => admitted.push(source.value as string),
  });
  const entries = ["a", "b", "c", "d"].map((value) =>
    pendingRecord({ topic: "orders", value }, systemClock, new FlushGate())
  );
  const [size] = entries.map(({ heldBytes }) => heldBytes);
  for (const entry of entries) line.add(entry);
  assertEquals(admitted, ["a", "b", "c"]);
  assertEquals([line.isOverfull(500 - size!), line.isOverfull(501)], [false, true]);
  let ready = false;
  const waiting = line.ready().then(() => ready = true);
  line.free(size!);
  assertEquals(admitted, ["a", "b", "c", "d"]);
  await Promise.resolve();
  assertEquals(ready, false);
  line.free(size!);
  await waiting;
  assertEquals(line.takeAll(), []);
});
