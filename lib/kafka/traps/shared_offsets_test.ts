import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { text, TrapBench } from "./_trap_bench.ts";

Deno.test("members that one port opened share no offsets: each begins where the group stands", async () => {
  await using bench = await TrapBench.start([[0]]);
  await bench.fill(["a", "b", "c"]);
  await using admin = await bench.kafka.admin();
  const join = (seen: string[]) =>
    bench.kafka.joinGroup({
      groupId: "ours",
      topics: ["orders"],
      heartbeatIntervalMs: 50,
      onBatch: ({ records }) => void seen.push(...records.map(({ value }) => text(value))),
    });
  const [first, second]: [string[], string[]] = [[], []];
  {
    await using member = await join(first);
    await waitFor(() => first.length === 3, { what: "all records" });
    await member.commit([{ topic: "orders", partition: 0, offset: 1n }], member.generation!);
  }
  await admin.commitOffsets("ours", [{ topic: "orders", partition: 0, offset: 2n }]);
  await using _member = await join(second);
  await waitFor(() => second.length === 1, { what: "what is left" });
  assertEquals(second, ["c"]);
});
